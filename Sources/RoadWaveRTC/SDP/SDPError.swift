/// Why a session description cannot be used.
public struct SDPError: Error, Hashable, Sendable {
    /// The kinds of refusal.
    public enum Code: Hashable, Sendable {
        /// More bytes or lines than any real description has.
        case tooLarge
        /// A line that is not `letter=value`, or a field of it that cannot be read.
        case malformedLine
        /// A mandatory line (`v=`, `o=`, `s=`) is absent or out of its place.
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
        /// No `a=rtcp-mux`, or a section outside the bundle: two ports, where there is one.
        case unsupportedTransport
        /// `a=setup` is absent or makes no handshake possible.
        case badSetup
        /// The answer does not match its offer.
        case answerMismatch
    }

    /// The kind of refusal.
    public var code: Code
    /// The line at fault, counted from 1; `nil` when a line is missing.
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
    /// The message, with the line in front when there is one.
    public var description: String {
        if let line { "SDP line \(line): \(message)" } else { "SDP: \(message)" }
    }
}
