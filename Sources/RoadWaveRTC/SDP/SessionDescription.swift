/// A session description (RFC 8866): a session part, then media sections. It knows only the grammar, nothing of WebRTC.
public struct SessionDescription: Hashable, Sendable {
    /// The value of `o=`: user, session id, version, network, address type, address.
    public var origin: String
    /// The value of `s=`.
    public var name: String
    /// The value of `t=`.
    public var timing: String
    /// The attributes of the session part, in order.
    public var attributes: [SDPAttribute]
    /// The media sections, in order.
    public var media: [MediaDescription]

    /// A description to serialise.
    public init(
        origin: String, name: String = "-", timing: String = "0 0", attributes: [SDPAttribute] = [],
        media: [MediaDescription] = []
    ) {
        self.origin = origin
        self.name = name
        self.timing = timing
        self.attributes = attributes
        self.media = media
    }

    /// An origin line of this project: no user, a random 62-bit session (RFC 8829 §5.2.1), no address.
    static func randomOrigin() -> String {
        "- \(UInt64.random(in: 1..<1 << 62)) 1 IN IP4 127.0.0.1"
    }

    /// A browser's offer has 3 to 8 KB. 64 KiB is far more, and bounds the cost of one request.
    public static let maximumByteCount = 65_536
    /// A browser's audio and video offer has about 250 lines.
    public static let maximumLineCount = 2_000
    /// Audio, video, data and a few simulcast sections.
    public static let maximumMediaCount = 32
    /// A payload type has seven bits (RFC 3550 §5.1): a section cannot have more.
    public static let maximumFormatCount = 128
    /// An identifier of a header extension has eight bits, and 0 is padding (RFC 8285 §4.3).
    public static let maximumExtensionCount = 255
}

/// A media section: an `m=` line and the lines after it.
public struct MediaDescription: Hashable, Sendable {
    /// `audio`, `video`, `application`.
    public var kind: String
    /// 0 for a rejected section, 9 if ICE decides (RFC 8839 §4.3.1).
    public var port: UInt16
    /// `UDP/TLS/RTP/SAVPF` for WebRTC.
    public var transport: String
    /// Payload types for RTP.
    public var formats: [String]
    /// The value of `c=`, if the section has one.
    public var connection: String?
    /// The attributes, in order.
    public var attributes: [SDPAttribute]
    /// The line of `m=`, counted from 1; 0 for a section that was not parsed.
    public var line: Int

    /// Whether the section has only the transport of its bundle (RFC 9143 §6).
    var isBundleOnly: Bool { attributes.first(named: "bundle-only") != nil }

    /// A section to write, or a parsed one with its line.
    public init(
        kind: String, port: UInt16, transport: String, formats: [String], connection: String? = nil,
        attributes: [SDPAttribute] = [], line: Int = 0
    ) {
        self.kind = kind
        self.port = port
        self.transport = transport
        self.formats = formats
        self.connection = connection
        self.attributes = attributes
        self.line = line
    }
}
