/// The offer of a publisher: one audio section that only sends Opus (RFC 9725 §4.2).
public struct PublisherOffer: Hashable, Sendable {
    /// The identifier of its section (RFC 5888).
    static let mid = "0"

    /// How Opus will be sent.
    public var opus: OpusFormat
    /// The publisher's ICE credentials.
    public var credentials: ICECredentials
    /// The hash of the publisher's certificate.
    public var fingerprint: DTLSFingerprint
    /// `actpass` to leave the choice to the server.
    public var setup: DTLSSetup
    /// The synchronisation source of the packets.
    public var ssrc: UInt32
    /// The RTCP canonical name (RFC 3550 §6.5.1).
    public var cname: String

    /// An offer.
    public init(
        opus: OpusFormat = OpusFormat(payloadType: 111), credentials: ICECredentials, fingerprint: DTLSFingerprint,
        setup: DTLSSetup = .actpass, ssrc: UInt32, cname: String
    ) {
        self.opus = opus
        self.credentials = credentials
        self.fingerprint = fingerprint
        self.setup = setup
        self.ssrc = ssrc
        self.cname = cname
    }

    /// The text of the offer. It has no candidate: the server is lite, and learns the address from the checks.
    public func serialized() -> String {
        var attributes = [
            SDPAttribute("mid", Self.mid), SDPAttribute("sendonly"), SDPAttribute("rtcp-mux"),
            SDPAttribute("ice-ufrag", credentials.ufrag), SDPAttribute("ice-pwd", credentials.password),
            SDPAttribute("ice-options", "trickle"), SDPAttribute("fingerprint", fingerprint.attribute),
            SDPAttribute("setup", setup.rawValue),
        ]
        attributes += opus.attributes(ofSender: true)
        attributes += [
            SDPAttribute("rtcp-fb", "\(opus.payloadType) nack"), SDPAttribute("ssrc", "\(ssrc) cname:\(cname)"),
        ]
        let audio = MediaDescription(
            kind: "audio", port: 9, transport: "UDP/TLS/RTP/SAVPF", formats: [String(opus.payloadType)],
            connection: "IN IP4 0.0.0.0", attributes: attributes)
        return SessionDescription(
            origin: SessionDescription.randomOrigin(), attributes: [SDPAttribute("group", "BUNDLE \(Self.mid)")],
            media: [audio]
        ).serialized()
    }
}
