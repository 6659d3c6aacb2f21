/// Why a call to Redis failed.
struct RedisError: Error, Hashable, CustomStringConvertible {
    enum Code: Hashable, Sendable {
        /// There is no answer at the address, or the connection broke.
        case unreachable
        /// No answer came in time. The command may have been executed, or may still be.
        case timeout
        /// The answer violates the protocol, or is larger than any expected one.
        case protocolViolation
        /// More calls wait than a working server would ever leave waiting.
        case overloaded
        /// The server answered with an error.
        case refused
    }

    var code: Code
    /// What went wrong, in one English line. It never contains a password.
    var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    var description: String { message }
}
