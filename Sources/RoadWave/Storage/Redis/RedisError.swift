/// Why Redis did not do what it was asked.
struct RedisError: Error, Hashable, CustomStringConvertible {
    enum Code: Hashable, Sendable {
        /// Nothing answers at the address, or the connection broke.
        case unreachable
        /// No answer came in time. The command may have been executed, or may be yet.
        case timeout
        /// The answer is not of the protocol, or larger than any that is expected.
        case protocolViolation
        /// More calls wait than a working server would ever leave waiting.
        case overloaded
        /// The server answered with an error.
        case refused
    }

    var code: Code
    /// What went wrong, in one English line. It never holds a password.
    var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    var description: String { message }
}
