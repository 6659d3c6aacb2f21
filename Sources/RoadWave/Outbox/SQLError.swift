/// Why a database did not do what it was asked.
struct SQLError: Error, Hashable, CustomStringConvertible {
    enum Code: Hashable, Sendable {
        /// Nothing answers, or the connection broke.
        case unreachable
        /// No answer came in time. The statement may have been executed, or may be yet.
        case timeout
        /// The database answered with an error; ``SQLError/state`` says which.
        case refused
        /// More calls wait than a working database would ever leave waiting.
        case overloaded
        /// What was asked cannot be said to a database, or what it holds is nothing that we write.
        case unreadable
    }

    var code: Code
    /// What went wrong, in one English line. It never holds a password, nor what rows hold.
    var message: String
    /// The SQLSTATE of an error of PostgreSQL, such as `23505`.
    var state: String?

    init(_ code: Code, _ message: String, state: String? = nil) {
        self.code = code
        self.message = message
        self.state = state
    }

    var description: String { state.map { "\(message) (SQLSTATE \($0))" } ?? message }

    /// Whether the server is not there, or not ready, for a while: nothing that it says about us.
    var mayPass: Bool {
        switch code {
        case .unreachable, .timeout, .overloaded: true
        // Classes 08, 40, 53, 55 and 57: connection, rollback, resources, locks and operators.
        case .refused: state.map { ["08", "40", "53", "55", "57"].contains($0.prefix(2)) } ?? false
        case .unreadable: false
        }
    }

    /// Whether it is about the very values that were given, so that no later try would do better.
    var concernsData: Bool {
        switch code {
        case .unreadable: true
        // Classes 21, 22 and 23: cardinality, data and integrity.
        case .refused: state.map { ["21", "22", "23"].contains($0.prefix(2)) } ?? false
        case .unreachable, .timeout, .overloaded: false
        }
    }
}
