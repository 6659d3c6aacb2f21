/// What the server needs of a creator's offer (RFC 9725 §4.2): who they are, and how they will send Opus.
public struct WHIPOffer: Hashable, Sendable {
    /// A media section as the answer must mirror it (RFC 3264 §6: as many sections, in the same order).
    public struct Section: Hashable, Sendable {
        /// `audio`, `video`, `application`.
        public var kind: String
        /// The section's `a=mid`, if any.
        public var mid: String?
        /// As offered.
        public var transport: String
        /// As offered; a rejected section repeats them.
        public var formats: [String]
    }

    /// All sections in order.
    public var sections: [Section]
    /// Which of ``sections`` is the audio that is accepted.
    public var audioIndex: Int
    /// How the audio is sent.
    public var opus: OpusFormat
    /// The creator's ICE credentials.
    public var credentials: ICECredentials
    /// The candidates within the offer; a lite server has no use for them but to report.
    public var candidates: [ICECandidate]
    /// The hash of the creator's certificate, with the strongest of the accepted functions.
    public var fingerprint: DTLSFingerprint
    /// Who is to start the handshake, as the creator wishes.
    public var setup: DTLSSetup
    /// Whether the creator listens to generic NACK for the Opus payload type (RFC 4585 §6.2.1).
    public var supportsNACK: Bool
    /// Whether the offer has a BUNDLE group (RFC 9143).
    public var isBundled: Bool

    /// The accepted section.
    public var audio: Section { sections[audioIndex] }

    /// Parses an offer.
    ///
    /// - Throws: ``SDPError`` naming what is wrong; `noOpus` when audio is offered without Opus.
    public init(parsing text: String) throws(SDPError) {
        let description = try SessionDescription(parsing: text)
        let (index, section) = try Self.audioSection(of: description)
        guard let opus = OpusFormat(of: section) else {
            throw SDPError(.noOpus, line: section.line, "the audio section does not offer opus/48000/2.")
        }
        let transport = try TransportParameters(of: section, in: description)
        self.opus = opus
        audioIndex = index
        sections = description.media.map {
            Section(kind: $0.kind, mid: $0.attributes.value(of: "mid"), transport: $0.transport, formats: $0.formats)
        }
        credentials = transport.credentials
        candidates = transport.candidates
        fingerprint = transport.fingerprint
        setup = transport.setup
        supportsNACK = section.attributes.all(named: "rtcp-fb").contains { attribute in
            attribute.value == "\(opus.payloadType) nack" || attribute.value == "* nack"
        }
        isBundled = description.attributes.value(of: "group")?.hasPrefix("BUNDLE") ?? false
    }

    /// The first audio section that is alive and would send.
    private static func audioSection(of description: SessionDescription) throws(SDPError) -> (Int, MediaDescription) {
        let sending = description.media.enumerated().first { _, section in
            section.kind == "audio" && section.port != 0 && section.direction(in: description).sends
        }
        guard let (index, section) = sending.map({ ($0.offset, $0.element) }) else {
            throw SDPError(.noAudio, "no audio section that sends: sendonly or sendrecv is expected.")
        }
        guard section.transport.hasSuffix("TLS/RTP/SAVPF") else {
            throw SDPError(
                .unsupportedTransport, line: section.line, "UDP/TLS/RTP/SAVPF is expected, not \(section.transport).")
        }
        return (index, section)
    }
}
