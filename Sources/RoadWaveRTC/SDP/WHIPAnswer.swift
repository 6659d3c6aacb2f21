/// The answer to a WHIP offer: written by the server, read by the publisher.
public struct WHIPAnswer: Hashable, Sendable {
    /// The sections of the offer, in order; all but ``audioIndex`` are rejected.
    public var sections: [WHIPOffer.Section]
    /// Which section is accepted.
    public var audioIndex: Int
    /// How Opus is to be sent.
    public var opus: OpusFormat
    /// The server's ICE credentials.
    public var credentials: ICECredentials
    /// The server's addresses.
    public var candidates: [ICECandidate]
    /// The hash of the server's certificate.
    public var fingerprint: DTLSFingerprint
    /// `passive` when the server waits for the handshake, `active` when it starts it.
    public var setup: DTLSSetup
    /// Whether the server will ask for lost packets.
    public var supportsNACK: Bool
    /// Whether the answer keeps the offer's BUNDLE group.
    public var isBundled: Bool

    /// Answers an offer: takes its Opus with the offer's payload type, rejects every other section, chooses the
    /// handshake's direction (``DTLSSetup/answer``) and asks for what the offer said it can give.
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
        opus = OpusFormat(
            payloadType: offer.opus.payloadType, stereo: offer.opus.stereo, inbandFEC: true, dtx: offer.opus.dtx)
        self.credentials = credentials
        self.fingerprint = fingerprint
        candidates = addresses.enumerated().map { .host($1, index: $0) }
        setup = offer.setup.answer
        supportsNACK = offer.supportsNACK
        isBundled = offer.isBundled
    }

    /// The text of the answer.
    ///
    /// No header extension is accepted: with a single section there is nothing for the MID extension to tell apart,
    /// and nothing here uses the others. Of the feedback only NACK is, because only NACK is sent.
    public func serialized() -> String {
        var attributes = [SDPAttribute("ice-lite")]
        if isBundled {
            let mids = sections.indices.contains(audioIndex) ? sections[audioIndex].mid.map { " \($0)" } ?? "" : ""
            attributes.append(SDPAttribute("group", "BUNDLE" + mids))
        }
        // Browsers fill in the track's identifiers from this; without it the description is valid all the same.
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
            SDPAttribute("ice-pwd", credentials.password), SDPAttribute("fingerprint", fingerprint.attribute),
            SDPAttribute("setup", setup.rawValue),
        ]
        attributes += opus.attributes
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

    /// RFC 3264 §6: port 0 rejects; formats are repeated because there must be one.
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
