/// Why a publisher cannot use a server's answer.
public enum PublisherError: Error, Equatable, Sendable {
    /// The answer's session description is refused.
    case answer(SDPError)
    /// The DTLS connection cannot be made.
    case handshake(DTLSError)
    /// An answer was already accepted, or the publisher is closed.
    case notExpected
}

extension PublisherError: CustomStringConvertible {
    /// What went wrong.
    public var description: String {
        switch self {
        case .answer(let error): error.description
        case .handshake(let error): error.description
        case .notExpected: "The publisher takes one answer, before it is closed."
        }
    }
}
