extension WHIPAnswer {
    /// Parses a server's answer.
    ///
    /// - Throws: ``SDPError``: `noAudio` when no audio section was accepted, `badSetup` when the answer leaves the
    ///   handshake's direction open (RFC 8842 §5.3), and the errors of an offer.
    public init(parsing text: String) throws(SDPError) {
        let description = try SessionDescription(parsing: text)
        let accepted = description.media.enumerated().first { $1.kind == "audio" && $1.port != 0 }
        guard let (index, section) = accepted.map({ ($0.offset, $0.element) }) else {
            throw SDPError(.noAudio, "the server accepted no audio section.")
        }
        guard section.direction(in: description).receives else {
            throw SDPError(.answerMismatch, line: section.line, "the server does not receive: recvonly is expected.")
        }
        guard let opus = OpusFormat(of: section) else {
            throw SDPError(.noOpus, line: section.line, "the server did not accept opus/48000/2.")
        }
        let transport = try TransportParameters(of: section, in: description, BundleGroups(description))
        guard transport.setup != .actpass else {
            throw SDPError(.badSetup, line: section.line, "an answer must choose a=setup:active or passive.")
        }
        sections = description.media.map {
            WHIPOffer.Section(
                kind: $0.kind, mid: $0.attributes.value(of: "mid"), transport: $0.transport, formats: $0.formats)
        }
        audioIndex = index
        self.opus = opus
        credentials = transport.credentials
        candidates = transport.candidates
        fingerprints = transport.fingerprints
        setup = transport.setup
        supportsNACK = section.attributes.all(named: "rtcp-fb").contains { $0.value == "\(opus.payloadType) nack" }
        isBundled = transport.isBundled
        requiresMux = transport.requiresMux
    }
}
