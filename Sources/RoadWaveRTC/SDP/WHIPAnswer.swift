/// The answer to a WHIP offer: written by the server, read by the publisher.
///
/// See docs/decisions/webrtc.md, « `stereo=1` in every answer ».
public struct WHIPAnswer: Hashable, Sendable {
    /// The sections of the offer, in order. All except ``audioIndex`` are rejected.
    public var sections: [WHIPOffer.Section]
    /// The accepted section.
    public var audioIndex: Int
    /// The format in which Opus is to be sent.
    public var opus: OpusFormat
    /// The server's ICE credentials.
    public var credentials: ICECredentials
    /// The server's addresses.
    public var candidates: [ICECandidate]
    /// Hashes of the server's certificates; any may match. This server writes one.
    public var fingerprints: [DTLSFingerprint]
    /// `passive` when the server waits for the handshake, `active` when it starts it.
    public var setup: DTLSSetup
    /// Whether the server will request lost packets.
    public var supportsNACK: Bool
    /// Whether the answer keeps the offer's BUNDLE group.
    public var isBundled: Bool
    /// Whether the answer repeats the offer's `a=rtcp-mux-only` (RFC 9725 §4.4.1).
    public var requiresMux: Bool

    /// Answers an offer: takes its Opus with the offer's payload type, rejects all other sections, chooses the
    /// direction of the handshake (``DTLSSetup/answer``), and requests only what the offer supports.
    public init(
        answering offer: WHIPOffer, credentials: ICECredentials, fingerprint: DTLSFingerprint,
        addresses: [TransportAddress]
    ) {
        sections = offer.sections.enumerated().map { index, section in
            var section = section
            if index == offer.audioIndex { section.formats = [String(offer.opus.payloadType)] }
            return section
        }
        audioIndex = offer.audioIndex
        // Two channels are always requested: otherwise browsers mix down to one (RFC 7587 §6.1).
        opus = OpusFormat(
            payloadType: offer.opus.payloadType, stereo: true, inbandFEC: true, dtx: offer.opus.dtx)
        self.credentials = credentials
        fingerprints = [fingerprint]
        candidates = addresses.enumerated().map { .host($1, index: $0) }
        setup = offer.setup.answer
        supportsNACK = offer.supportsNACK
        isBundled = offer.isBundled
        requiresMux = offer.requiresMux
    }

    /// The text of the answer.
    ///
    /// No header extension is accepted: with a single section the MID extension is useless, and the others are unused
    /// here. NACK is the only accepted feedback, because only NACK is sent.
    public func serialized() -> String {
        var attributes = [SDPAttribute("ice-lite")]
        if isBundled {
            let mids = sections.indices.contains(audioIndex) ? sections[audioIndex].mid.map { " \($0)" } ?? "" : ""
            attributes.append(SDPAttribute("group", "BUNDLE" + mids))
        }
        // Browsers derive the identifiers of the track from this; it is optional.
        attributes.append(SDPAttribute("msid-semantic", " WMS"))
        let media = sections.enumerated().map { index, section in
            index == audioIndex ? accepted(section) : Self.rejected(section)
        }
        return SessionDescription(origin: SessionDescription.randomOrigin(), attributes: attributes, media: media)
            .serialized()
    }

    private func accepted(_ section: WHIPOffer.Section) -> MediaDescription {
        var attributes = section.mid.map { [SDPAttribute("mid", $0)] } ?? []
        attributes += [
            SDPAttribute("recvonly"), SDPAttribute("rtcp-mux"), SDPAttribute("ice-ufrag", credentials.ufrag),
            SDPAttribute("ice-pwd", credentials.password),
        ]
        attributes += fingerprints.map { SDPAttribute("fingerprint", $0.attribute) }
        attributes.append(SDPAttribute("setup", setup.rawValue))
        if requiresMux { attributes.append(SDPAttribute("rtcp-mux-only")) }
        attributes += opus.attributes(ofSender: false)
        if supportsNACK { attributes.append(SDPAttribute("rtcp-fb", "\(opus.payloadType) nack")) }
        attributes += candidates.map { SDPAttribute("candidate", $0.attribute) }
        attributes.append(SDPAttribute("end-of-candidates"))
        // The port is real, for readers that skip candidates; port 0 would mean a rejected section.
        let port = candidates.first.map(\.address.port) ?? 9
        return MediaDescription(
            kind: section.kind, port: port == 0 ? 9 : port, transport: section.transport,
            formats: section.formats, connection: candidates.first.map(\.address.ip.connection),
            attributes: attributes)
    }

    /// RFC 3264 §6: port 0 rejects. The formats are repeated because at least one is required.
    private static func rejected(_ section: WHIPOffer.Section) -> MediaDescription {
        MediaDescription(
            kind: section.kind, port: 0, transport: section.transport, formats: section.formats,
            connection: "IN IP4 0.0.0.0",
            attributes: (section.mid.map { [SDPAttribute("mid", $0)] } ?? []) + [SDPAttribute("inactive")])
    }
}

extension TransportAddress.IPAddress {
    /// The value of `c=` (RFC 8866 §5.7).
    fileprivate var connection: String {
        switch self {
        case .v4: "IN IP4 \(self)"
        case .v6: "IN IP6 \(self)"
        }
    }
}
