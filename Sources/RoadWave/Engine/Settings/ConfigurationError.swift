/// A configured value that the node cannot use. It stops the start.
public struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The key, as in the environment.
    public var key: NodeConfiguration.Key
    /// What was given.
    public var value: String
    /// What is accepted instead, or what is wrong.
    public var accepted: String

    /// One line for whoever starts the node.
    public var description: String { "\(key.rawValue)='\(value)' cannot be used: \(accepted)" }
}
