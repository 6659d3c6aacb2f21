/// Why a session description cannot be used.
public struct SDPError: Error, Hashable, Sendable {
    /// The kinds of refusal.
    public enum Code: Hashable, Sendable {
        /// More bytes or lines than any real description has.
        case tooLarge
        /// A line that is not `letter=value`, or that has an unreadable field.
        case malformedLine
        /// A mandatory line (`v=`, `o=`, `s=`) is missing or out of order.
        case missingLine
        /// No audio section that sends.
        case noAudio
        /// More than one audio section that sends.
        case severalAudio
        /// The audio section has no `opus/48000/2`.
        case noOpus
        /// No usable `a=ice-ufrag` and `a=ice-pwd`.
        case noICECredentials
        /// No `a=fingerprint`, or none with an accepted hash.
        case noFingerprint
        /// No `a=rtcp-mux`, or a section outside the bundle: it would need a second port, and there is only one.
        case unsupportedTransport
        /// `a=setup` is missing, or allows no handshake.
        case badSetup
        /// The answer does not match its offer.
        case answerMismatch
    }

    /// The kind of refusal.
    public var code: Code
    /// The line of the error, counted from 1; `nil` when a line is missing.
    public var line: Int?
    /// What is wrong and what is expected.
    public var message: String

    /// A refusal.
    public init(_ code: Code, line: Int? = nil, _ message: String) {
        self.code = code
        self.line = line
        self.message = message
    }
}

extension SDPError: CustomStringConvertible {
    /// The message, after the line if there is one.
    public var description: String {
        if let line { "SDP line \(line): \(message)" } else { "SDP: \(message)" }
    }
}
