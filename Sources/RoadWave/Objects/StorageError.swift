/// A failure of an object storage.
public struct StorageError: Error {
    /// The kind of failure, for programs.
    public enum Code: String, Hashable, Sendable {
        /// No object has that key.
        case notFound
        /// The text cannot be a key, or the key is a folder of others.
        case invalidKey
        /// The range begins after the end of the object.
        case rangeNotSatisfiable
        /// The storage refuses this account.
        case accessDenied
        /// No room is left.
        case outOfSpace
        /// The storage does not answer, or answers with a failure of its own.
        case unavailable
        /// The storage has, or gave, other bytes than were sent.
        case damaged
    }

    /// The kind of failure.
    public let code: Code
    /// The failure and its remedy, in one line.
    public let message: String
    /// The underlying error, if any.
    public let cause: (any Error)?

    /// A failure of an object storage.
    public init(code: Code, message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// Whether the same call may succeed later without a change of the request.
    public var isTransient: Bool {
        switch code {
        case .unavailable, .outOfSpace, .accessDenied, .damaged: true
        case .notFound, .invalidKey, .rangeNotSatisfiable: false
        }
    }

    static func invalidKey(_ path: String) -> StorageError {
        // A key may come from a URL: its text is cut before it reaches a log.
        StorageError(
            code: .invalidKey,
            message:
                "\"\(path.prefix(120))\" is not a key: folders and a name of A–Z a–z 0–9 . _ - without a leading dot")
    }

    static func notFound(_ key: ObjectKey) -> StorageError {
        StorageError(code: .notFound, message: "there is no object \(key)")
    }
}

extension StorageError: CustomStringConvertible {
    /// The message, with the underlying error.
    public var description: String {
        guard let cause else { return message }
        return "\(message) (\(cause))"
    }
}
