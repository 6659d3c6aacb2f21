/// Why the engine could not do what it was asked.
public struct RoadWaveError: Error, CustomStringConvertible {
    /// The kinds of failure a program may want to tell apart.
    public enum Code: String, Sendable {
        /// A configured value cannot be used; the message names the key, the value and what is accepted.
        case configuration
        /// A socket could not be opened.
        case bind
        /// The node is not in the state that the call needs, such as started twice.
        case state
        /// The object storage cannot be used.
        case storage
        /// A live could not be set up: certificate, codec or memory.
        case live
    }

    /// What kind of failure it is.
    public var code: Code
    /// What went wrong and what to do, in one English line.
    public var message: String
    /// The error beneath, where there is one.
    public var cause: (any Error)?

    /// An error from its parts.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message, then the cause.
    public var description: String {
        cause.map { "\(message) (\($0))" } ?? message
    }
}
