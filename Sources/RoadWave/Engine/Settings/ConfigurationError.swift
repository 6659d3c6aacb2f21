/// A configured value that the node cannot use. The node does not start.
package struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The key, as in the environment.
    package var key: NodeConfiguration.Key
    /// The given value.
    package var value: String
    /// The accepted values, or the mistake.
    package var accepted: String

    /// One line for the operator who starts the node.
    package var description: String { description(naming: key.rawValue) }

    /// The same line, for a value that came from somewhere else than the environment.
    /// - Parameter name: how the operator set it, such as `--http`.
    package func description(naming name: String) -> String {
        let secrets: [NodeConfiguration.Key] = [
            .postgresURL, .postgresOwnerURL, .redisURL, .s3Key, .s3Secret, .voterSecret, .webhookURL,
            .webhookSecret, .mailServer,
        ]
        // The operator may have put the S3 secret in the place of its key.
        return "\(name)='\(secrets.contains(key) ? "…" : Self.shown(value))' cannot be used: \(accepted)"
    }

    /// Another setting on which the accepted values depend: `ROADWAVE_HEARTBEAT_SECONDS (10, the default)`.
    static func mention(_ key: NodeConfiguration.Key, _ value: String, isDefault: Bool) -> String {
        "\(key.rawValue) (\(value)\(isDefault ? ", the default" : ""))"
    }

    /// The part of a text that a message may repeat: nothing of a URL that may contain a login. Only a URL parser can
    /// tell where a login ends, and no parser could read this text.
    package static func shown(_ text: String) -> String {
        let rest = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...]
        let isURL = rest.startIndex > text.startIndex
        // A colon that is not followed by a port.
        let hasLogin = rest.contains("@") || isURL && rest.contains(/:[^0-9\/]|:[0-9]+[^0-9\/]/) && !rest.hasPrefix("[")
        return hasLogin ? "…" : text
    }
}
