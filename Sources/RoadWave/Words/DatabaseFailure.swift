/// Why a call to a database failed, whichever database it is.
struct DatabaseFailure: Error, Hashable, CustomStringConvertible {
    enum Code: Hashable, Sendable {
        /// The database does not answer, or the connection broke.
        case unreachable
        /// No answer came in time. The call may have been executed, or may still be.
        case timeout
        /// More calls wait than a working database would ever leave waiting.
        case overloaded
        /// The database answers that it cannot do this now: it starts or stops, has no room left, or a lock is held.
        case unavailable
        /// The database refuses the given values, for example because one is stored already.
        case invalidValue
        /// The database refuses the call for another reason, such as a wrong password.
        case refused
        /// A value cannot be sent to a database, or a stored value is not one that this program writes.
        case unreadable
    }

    var code: Code
    /// What went wrong, in one English line. It never contains a password or the values of rows.
    var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    var description: String { message }

    /// Whether the database is absent or not ready, for a while. The failure is then not about our call.
    var mayPass: Bool {
        switch code {
        case .unreachable, .timeout, .overloaded, .unavailable: true
        case .invalidValue, .refused, .unreadable: false
        }
    }

    /// Whether the failure is about the given values, so that another try would fail as well.
    var concernsData: Bool {
        switch code {
        case .invalidValue, .unreadable: true
        case .unreachable, .timeout, .overloaded, .unavailable, .refused: false
        }
    }
}
