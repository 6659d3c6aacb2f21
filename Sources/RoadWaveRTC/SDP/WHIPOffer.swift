/// The parts of a creator's offer that the server needs (RFC 9725 §4.2): its identity, and how it will send Opus.
///
/// See docs/decisions/webrtc.md, « Which offers are taken ».
public struct WHIPOffer: Hashable, Sendable {
    /// A media section as the answer must mirror it (RFC 3264 §6: as many sections, in the same order).
    public struct Section: Hashable, Sendable {
        /// `audio`, `video`, `application`.
        public var kind: String
        /// The section's `a=mid`, if any.
        public var mid: String?
        /// As offered.
        public var transport: String
        /// As offered. A rejected section repeats them.
        public var formats: [String]
    }

    /// All sections in order.
    public var sections: [Section]
    /// The index in ``sections`` of the accepted audio.
    public var audioIndex: Int
    /// How the audio is sent.
    public var opus: OpusFormat
    /// The creator's ICE credentials.
    public var credentials: ICECredentials
    /// The candidates in the offer. A lite server only reports them.
    public var candidates: [ICECandidate]
    /// Hashes of the creator's certificates, by the strongest accepted function; any may match.
    public var fingerprints: [DTLSFingerprint]
    /// The side that starts the handshake, as the creator wishes.
    public var setup: DTLSSetup
    /// Whether the creator supports generic NACK for the Opus payload type (RFC 4585 §6.2.1).
    public var supportsNACK: Bool
    /// Whether the audio section is in a BUNDLE group (RFC 9143).
    public var isBundled: Bool
    /// Whether the creator requires rtcp-mux, and asks for a confirmation (RFC 8858).
    public var requiresMux: Bool

    /// The accepted section.
    public var audio: Section { sections[audioIndex] }

    /// Parses an offer.
    ///
    /// - Throws: ``SDPError`` naming what is wrong; `noOpus` when audio is offered without Opus.
    public init(parsing text: String) throws(SDPError) {
        let description = try SessionDescription(parsing: text)
        let bundles = BundleGroups(description)
        let (index, section) = try Self.audioSection(of: description, bundles)
        guard let opus = OpusFormat(of: section) else {
            throw SDPError(.noOpus, line: section.line, "the audio section does not offer opus/48000/2.")
        }
        if let lite = description.attributes.first(named: "ice-lite") {
            throw SDPError(
                .unsupportedTransport, line: lite.line, "a=ice-lite: the server is lite, so the publisher has to check."
            )
        }
        let transport = try TransportParameters(of: section, in: description, bundles)
        self.opus = opus
        audioIndex = index
        sections = description.media.map {
            Section(kind: $0.kind, mid: $0.attributes.value(of: "mid"), transport: $0.transport, formats: $0.formats)
        }
        credentials = transport.credentials
        candidates = transport.candidates
        fingerprints = transport.fingerprints
        setup = transport.setup
        let feedback = ["\(opus.payloadType) nack", "* nack"]
        supportsNACK = section.attributes.contains { $0.name == "rtcp-fb" && feedback.contains($0.value ?? "") }
        isBundled = transport.isBundled
        requiresMux = transport.requiresMux
    }

    /// The audio section that is not rejected and that would send. Other sections may exist that do not send. With two
    /// that do, listeners would hear only one, so the creator gets an error (RFC 9725 §4.4.2).
    private static func audioSection(
        of description: SessionDescription, _ bundles: BundleGroups
    ) throws(SDPError) -> (Int, MediaDescription) {
        let sending = description.media.enumerated().filter { _, section in
            section.kind.equalsIgnoringCase("audio") && section.isAlive(in: bundles)
                && section.direction(in: description).sends
        }
        guard let (index, section) = sending.first.map({ ($0.offset, $0.element) }) else {
            throw SDPError(.noAudio, "no audio section that sends: sendonly or sendrecv is expected.")
        }
        if sending.count > 1 {
            throw SDPError(
                .severalAudio, line: sending[1].element.line,
                "a second audio section that sends: mix them into one, a live has one sound.")
        }
        guard profiles.contains(where: section.transport.equalsIgnoringCase) else {
            throw SDPError(
                .unsupportedTransport, line: section.line, "UDP/TLS/RTP/SAVPF is expected, not \(section.transport).")
        }
        return (index, section)
    }

    /// DTLS-SRTP and feedback are used whatever the profile is, and the answer repeats the profile (RFC 9429 §5.1.2).
    private static let profiles = [
        "UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP", "TCP/DTLS/RTP/SAVPF", "TCP/DTLS/RTP/SAVP", "RTP/SAVPF", "RTP/SAVP",
        "RTP/AVPF", "RTP/AVP",
    ]
}

extension MediaDescription {
    /// Whether the section is offered at all: port 0 rejects it (RFC 3264 §5.1), unless it is bundle-only (RFC 9143
    /// §6).
    fileprivate func isAlive(in bundles: BundleGroups) -> Bool {
        port != 0 || isBundleOnly && bundles.tagged(for: self) != nil
    }
}
