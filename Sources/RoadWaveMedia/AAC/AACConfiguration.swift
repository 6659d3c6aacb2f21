/// What a container must know of an AAC-LC stream.
public struct AACConfiguration: Sendable, Hashable {
    /// Frames of PCM in an AAC-LC access unit (ISO/IEC 14496-3).
    public static let frameLength = 1024

    /// The `AudioSpecificConfig` (ISO/IEC 14496-3 section 1.6.2.1).
    public var audioSpecificConfig: [UInt8]
    /// Channels, 1 or 2.
    public var channels: Int
    /// Frames a second, in hertz.
    public var sampleRate: Int
    /// Target in bits per second.
    public var bitrate: Int
    /// Frames that a decoder gives before the first frame of the input: the encoder's priming.
    public var initialPadding: Int

    /// A configuration, such as the one that an `AACEncoder` made.
    public init(
        audioSpecificConfig: [UInt8], channels: Int, sampleRate: Int, bitrate: Int, initialPadding: Int
    ) {
        self.audioSpecificConfig = audioSpecificConfig
        self.channels = channels
        self.sampleRate = sampleRate
        self.bitrate = bitrate
        self.initialPadding = initialPadding
    }

    /// Whether `audioSpecificConfig` says what the rest does: object type 2 (AAC-LC) in five bits, then four bits of
    /// frequency index, 3 for 48 kHz, then four of channels.
    var describesLowComplexity: Bool {
        guard audioSpecificConfig.count >= 2 else { return false }
        let bits = Int(audioSpecificConfig[0]) << 8 | Int(audioSpecificConfig[1])
        return bits >> 11 == 2 && bits >> 7 & 0xf == 3 && bits >> 3 & 0xf == channels
    }

    /// The name in a `CODECS` attribute: AAC-LC (RFC 6381 section 3.3).
    public var codecs: String { "mp4a.40.2" }
}
