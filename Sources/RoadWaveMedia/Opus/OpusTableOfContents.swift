/// The first byte of an Opus packet: codec mode, bandwidth, frame duration, channels and framing code
/// (RFC 6716 section 3.1).
public struct OpusTableOfContents: Hashable, Sendable {
    /// Which of the two codecs inside Opus carries the frames (RFC 6716 table 2).
    public enum Mode: Sendable, Hashable {
        /// Linear prediction, for speech.
        case silk
        /// Linear prediction below, transform above.
        case hybrid
        /// Transform, for music and short frames.
        case celt
    }

    /// The coded audio bandwidth (RFC 6716 table 1).
    public enum Bandwidth: Sendable, Hashable {
        /// 4 kHz.
        case narrowband
        /// 6 kHz.
        case mediumband
        /// 8 kHz.
        case wideband
        /// 12 kHz.
        case superWideband
        /// 20 kHz.
        case fullband
    }

    /// The byte itself.
    public let byte: UInt8

    /// Reads the byte; every value is defined.
    public init(byte: UInt8) {
        self.byte = byte
    }

    /// The configuration number, 0 to 31 (the five high bits).
    public var configuration: Int { Int(byte >> 3) }

    /// Whether the frames are stereo (bit `s`).
    public var isStereo: Bool { byte & 0b100 != 0 }

    /// How frames are packed: 0 one, 1 two equal, 2 two unequal, 3 any number (the two low bits).
    public var framingCode: Int { Int(byte & 0b11) }

    /// The codec of the frames.
    public var mode: Mode {
        switch configuration {
        case 0..<12: .silk
        case 12..<16: .hybrid
        default: .celt
        }
    }

    /// The coded bandwidth.
    public var bandwidth: Bandwidth {
        switch configuration {
        case 0..<4, 16..<20: .narrowband
        case 4..<8: .mediumband
        case 8..<12, 20..<24: .wideband
        case 12..<14, 24..<28: .superWideband
        default: .fullband
        }
    }

    /// Duration of each frame in samples at 48 kHz, 120 (2.5 ms) to 2,880 (60 ms).
    public var frameDuration: Int {
        switch mode {
        case .silk: [480, 960, 1920, 2880][configuration % 4]
        case .hybrid: [480, 960][configuration % 2]
        case .celt: [120, 240, 480, 960][configuration % 4]
        }
    }
}
