/// A configured value that the node cannot use. It stops the start.
package struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The key, as in the environment.
    package var key: NodeConfiguration.Key
    /// What was given.
    package var value: String
    /// What is accepted instead, or what is wrong.
    package var accepted: String

    /// One line for whoever starts the node.
    package var description: String { "\(key.rawValue)='\(value)' cannot be used: \(accepted)" }
}
