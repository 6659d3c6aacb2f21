/// Why a database call failed.
struct SQLError: Error, Hashable, CustomStringConvertible {
    enum Code: Hashable, Sendable {
        /// The database does not answer, or the connection broke.
        case unreachable
        /// No answer came in time. The statement may have been executed, or may still be.
        case timeout
        /// The database answered with an error; ``SQLError/state`` has its code.
        case refused
        /// More calls wait than a working database would ever leave waiting.
        case overloaded
        /// A value cannot be sent to a database, or a stored value is not one that this program writes.
        case unreadable
    }

    var code: Code
    /// What went wrong, in one English line. It never contains a password or the values of rows.
    var message: String
    /// The SQLSTATE of an error of PostgreSQL, such as `23505`.
    var state: String?

    init(_ code: Code, _ message: String, state: String? = nil) {
        self.code = code
        self.message = message
        self.state = state
    }

    var description: String { state.map { "\(message) (SQLSTATE \($0))" } ?? message }

    /// Whether the server is absent or not ready, for a while. The error is then not about our statement.
    var mayPass: Bool {
        switch code {
        case .unreachable, .timeout, .overloaded: true
        // Classes 08, 40, 53, 55 and 57: connection, rollback, resources, locks and operators.
        case .refused: state.map { ["08", "40", "53", "55", "57"].contains($0.prefix(2)) } ?? false
        case .unreadable: false
        }
    }

    /// Whether the error is about the given values, so that another try would fail as well.
    var concernsData: Bool {
        switch code {
        case .unreadable: true
        // Classes 21, 22 and 23: cardinality, data and integrity.
        case .refused: state.map { ["21", "22", "23"].contains($0.prefix(2)) } ?? false
        case .unreachable, .timeout, .overloaded: false
        }
    }
}
