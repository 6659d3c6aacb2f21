/// A configured value that the node cannot use. It stops the start.
package struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The key, as in the environment.
    package var key: NodeConfiguration.Key
    /// What was given.
    package var value: String
    /// What is accepted instead, or what is wrong.
    package var accepted: String

    /// One line for whoever starts the node.
    package var description: String {
        let secrets: [NodeConfiguration.Key] = [.postgresURL, .redisURL, .s3Key, .s3Secret]
        // The secret of S3 may stand in the place of its key.
        return "\(key.rawValue)='\(secrets.contains(key) ? "…" : Self.shown(value))' cannot be used: \(accepted)"
    }

    /// What a message can repeat of a text: nothing of a URL that may have a login. Where one ends, only its parser knows,
    /// and this is a text that none could read.
    package static func shown(_ text: String) -> String {
        let rest = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...]
        let isURL = rest.startIndex > text.startIndex
        // A colon before anything but a port.
        let hasLogin = rest.contains("@") || isURL && rest.contains(/:[^0-9\/]|:[0-9]+[^0-9\/]/) && !rest.hasPrefix("[")
        return hasLogin ? "…" : text
    }
}
