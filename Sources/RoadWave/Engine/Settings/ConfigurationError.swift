/// A configured value that the node cannot use. The node does not start.
package struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The key, as in the environment.
    package var key: NodeConfiguration.Key
    /// The given value.
    package var value: String
    /// The accepted values, or the mistake.
    package var accepted: String

    /// One line for the operator who starts the node.
    package var description: String {
        let secrets: [NodeConfiguration.Key] = [.postgresURL, .redisURL, .s3Key, .s3Secret]
        // The operator may have put the S3 secret in the place of its key.
        return "\(key.rawValue)='\(secrets.contains(key) ? "…" : Self.shown(value))' cannot be used: \(accepted)"
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
