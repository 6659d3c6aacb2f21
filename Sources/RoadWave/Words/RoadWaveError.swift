/// Why a call to the engine failed.
public struct RoadWaveError: Error, CustomStringConvertible {
    /// The kinds of failure that a program may distinguish.
    public enum Code: String, Sendable {
        /// A configured value is invalid; the message names the key, the value and the accepted values.
        case configuration
        /// A socket could not be opened.
        case bind
        /// The node is in the wrong state for the call, for example started twice.
        case state
        /// The object storage cannot be used.
        case storage
        /// A live could not be set up: certificate, codec or memory.
        case live
    }

    /// The kind of failure.
    public var code: Code
    /// The failure and its remedy, in one English line.
    public var message: String
    /// The underlying error, if any.
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
