/// Packets that stand for sound that never came: a gap is kept as time.
///
/// The time of an Ogg Opus stream is the sum of its packets. A granule position may not jump over missing ones (RFC 7845
/// section 4.1): players would refuse it, or close the gap and play all that follows too early.
///
/// The beginning of a gap is frames of zero bytes, in whose place a decoder makes up sound of the same length, as the RFC
/// recommends for lost packets. What is longer than ``concealmentLimit`` is no loss but a mute, an interruption: there, libopus
/// would drone on with what it last heard for as long as it lasts, hence frames that say silence.
/// See docs/decisions/recording.md, « Time without packets ».
enum OpusGap {
    /// A packet without sound.
    struct Packet: Hashable {
        var bytes: [UInt8]
        /// Samples at 48 kHz.
        var duration: Int
    }

    /// The shortest packet, and what a gap is a multiple of: 2.5 ms, 120 samples at 48 kHz.
    static let step = 120
    /// Samples that are left to concealment: 100 ms, as in the broadcast.
    static let concealmentLimit = 4_800

    /// A transform frame that begins with its silence flag (RFC 6716 section 4.3) in the fewest bytes that hold it: what
    /// libopus writes for digital silence.
    private static let silentFrame: [UInt8] = [0xff, 0xfe]
    /// Full-band transform frames of 20 ms, mono: configuration 31 of RFC 6716 table 2.
    private static let silence = OpusTableOfContents(byte: 31 << 3)

    /// The packets that fill a gap.
    ///
    /// - Parameters:
    ///   - samples: the length of the gap at 48 kHz; what is over a multiple of ``step`` is left out.
    ///   - previous: the first byte of the packet before; nil where there is none.
    ///   - filled: how much of the same gap was filled before.
    static func packets(samples: Int, after previous: OpusTableOfContents?, filled: Int = 0) -> [Packet] {
        let samples = max(0, samples / step * step)
        guard let previous else { return fill(samples, with: silence, frame: silentFrame) }
        let concealed = min(samples, max(0, concealmentLimit - filled))
        return fill(concealed, with: previous, frame: [])
            + fill(samples - concealed, with: silence.withChannels(of: previous), frame: silentFrame)
    }

    /// Packets like `toc` as long as they fit, then shorter ones: what concealment works best with (RFC 7845 section 4.1).
    private static func fill(_ samples: Int, with toc: OpusTableOfContents, frame: [UInt8]) -> [Packet] {
        var rest = samples
        var packets: [Packet] = []
        for toc in toc.andShorter {
            while rest >= toc.frameDuration {
                let count = min(rest, OpusPacket.maximumDuration) / toc.frameDuration
                packets.append(packet(of: count, toc, frame))
                rest -= count * toc.frameDuration
            }
        }
        return packets
    }

    /// One frame is written without a count (code 0), several with (code 3, RFC 6716 section 3.2.5).
    private static func packet(of count: Int, _ toc: OpusTableOfContents, _ frame: [UInt8]) -> Packet {
        let header = count == 1 ? [toc.byte & 0b1111_1100] : [toc.byte | 0b11, UInt8(truncatingIfNeeded: count)]
        return Packet(
            bytes: (0..<count).reduce(header) { bytes, _ in bytes + frame }, duration: count * toc.frameDuration)
    }
}

extension OpusTableOfContents {
    /// The same configuration with the channels of another.
    fileprivate func withChannels(of other: OpusTableOfContents) -> OpusTableOfContents {
        OpusTableOfContents(byte: byte & ~0b100 | other.byte & 0b100)
    }

    /// This configuration and those that differ in shorter frames: of the same mode and bandwidth, then of the transform mode,
    /// which alone goes below 10 ms.
    fileprivate var andShorter: [OpusTableOfContents] {
        let own = (0...configuration).reversed().map(with(configuration:))
            .prefix { $0.mode == mode && $0.bandwidth == bandwidth }
        return mode == .celt ? Array(own) : own + [1, 0].map { with(configuration: transformConfiguration + $0) }
    }

    private func with(configuration: Int) -> OpusTableOfContents {
        OpusTableOfContents(byte: UInt8(truncatingIfNeeded: configuration << 3) | byte & 0b100)
    }

    /// The configuration of 2.5 ms in the transform mode of the same bandwidth; that mode has no medium band, so that the next
    /// wider one takes its place (RFC 7845 section 4.1).
    private var transformConfiguration: Int {
        switch bandwidth {
        case .narrowband: 16
        case .mediumband, .wideband: 20
        case .superWideband: 24
        case .fullband: 28
        }
    }
}
