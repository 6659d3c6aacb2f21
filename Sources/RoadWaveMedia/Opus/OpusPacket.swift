/// An Opus packet taken apart and validated by the seven rules of RFC 6716 section 3.4, before any decoder sees it.
///
/// The network gives the bytes, so nothing here trusts them: each rule that a packet breaks is a thrown
/// `MediaError` of code `malformed`.
public struct OpusPacket: Sendable, Hashable {
    /// The longest packet, in samples at 48 kHz: 120 ms (rule R5).
    public static let maximumDuration = 5760
    /// The largest frame in bytes (rule R2).
    public static let maximumFrameSize = 1275

    /// The first byte.
    public let tableOfContents: OpusTableOfContents
    /// Where each frame lies in the packet, in bytes from its start; an empty range is a frame that was not sent (DTX).
    public let frames: [Range<Int>]
    /// Bytes of padding after the last frame.
    public let paddingSize: Int

    /// The packet's duration in samples at 48 kHz, 120 to 5,760.
    public var duration: Int { frames.count * tableOfContents.frameDuration }

    /// Takes `packet` apart. Throws `malformed` when it breaks a rule of RFC 6716 section 3.4.
    public init(parsing packet: some Collection<UInt8>) throws(MediaError) {
        // An array is shared here, not copied.
        let bytes = Array(packet)
        guard let first = bytes.first else {
            throw MediaError(.malformed, "an Opus packet has at least one byte (RFC 6716, R1)")
        }
        tableOfContents = OpusTableOfContents(byte: first)
        var reader = OpusFramingReader(bytes: bytes)
        switch tableOfContents.framingCode {
        case 0: frames = try reader.oneFrame()
        case 1: frames = try reader.twoEqualFrames()
        case 2: frames = try reader.twoUnequalFrames()
        default: frames = try reader.signalledFrames(of: tableOfContents.frameDuration)
        }
        paddingSize = reader.paddingSize
        if let longest = frames.map(\.count).max(), longest > Self.maximumFrameSize {
            throw MediaError(.malformed, "an Opus frame of \(longest) bytes is over 1,275 (RFC 6716, R2)")
        }
    }

    /// The duration of `packet` in samples at 48 kHz, 120 to 5,760.
    public static func duration(of packet: some Collection<UInt8>) throws(MediaError) -> Int {
        try OpusPacket(parsing: packet).duration
    }

    /// Whether the frames of `packet` are stereo.
    public static func isStereo(_ packet: some Collection<UInt8>) throws(MediaError) -> Bool {
        try OpusPacket(parsing: packet).tableOfContents.isStereo
    }
}
