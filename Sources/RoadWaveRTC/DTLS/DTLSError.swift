/// Why a DTLS operation failed.
public struct DTLSError: Error, Equatable, Sendable {
    /// What kind of failure it is.
    public enum Code: Hashable, Sendable {
        /// The certificate could not be made.
        case certificate
        /// The library refused a setting: the installation is at fault, not the peer.
        case configuration
        /// The session description does not contain the hash of the peer's certificate.
        case fingerprintMismatch
        /// The peer broke the protocol, or shares no parameter with us, and no later attempt succeeded in time.
        case handshake
        /// The handshake did not end in time.
        case timeout
        /// The handshake ended without a known SRTP profile (RFC 5764 §4.1).
        case noSRTPProfile
    }

    /// The kind of failure.
    public var code: Code
    /// The error and its fix, in English.
    public var message: String
    /// The message of the library, if it has one.
    public var cause: String?

    /// Creates an error.
    public init(code: Code, message: String, cause: String? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }
}

extension DTLSError: CustomStringConvertible {
    /// The message, then the cause in brackets.
    public var description: String {
        cause.map { "\(message) (\($0))" } ?? message
    }
}
