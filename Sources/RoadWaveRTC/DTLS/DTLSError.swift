/// Why a DTLS operation failed.
public struct DTLSError: Error, Equatable, Sendable {
    /// What kind of failure it is.
    public enum Code: Hashable, Sendable {
        /// The certificate could not be made.
        case certificate
        /// The library refused a setting: the installation is at fault, not the peer.
        case configuration
        /// The peer's certificate is not the one that its session description names.
        case fingerprintMismatch
        /// The peer broke the protocol, or shares no parameter with us, and no other attempt ended within the time.
        case handshake
        /// The handshake did not end within its time.
        case timeout
        /// The handshake ended without an SRTP profile that we know (RFC 5764 §4.1).
        case noSRTPProfile
    }

    /// The kind of failure.
    public var code: Code
    /// What went wrong and what to do, in English.
    public var message: String
    /// The library's own words, when it had any.
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
