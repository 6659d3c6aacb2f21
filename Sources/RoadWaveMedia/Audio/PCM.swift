/// Decoded sound: interleaved 32-bit floats, full scale at -1 and 1.
///
/// A *frame* is one sample for each channel, so a second at 48 kHz has 48,000 frames.
public struct PCM: Sendable, Equatable {
    /// The samples, interleaved: left, right, left, right…
    public var samples: [Float]
    /// Samples in a frame, at least 1.
    public var channels: Int
    /// Frames a second, in hertz.
    public var sampleRate: Int

    /// Interleaved samples of `channels` channels.
    public init(samples: [Float], channels: Int, sampleRate: Int = 48_000) {
        self.samples = samples
        self.channels = channels
        self.sampleRate = sampleRate
    }

    /// `frames` frames of digital silence.
    public static func silence(frames: Int, channels: Int, sampleRate: Int = 48_000) -> PCM {
        PCM(
            samples: [Float](repeating: 0, count: max(0, frames) * max(1, channels)), channels: channels,
            sampleRate: sampleRate)
    }

    /// Whole frames held.
    public var frameCount: Int { channels > 0 ? samples.count / channels : 0 }

    /// How long the frames last at their sample rate.
    public var duration: Duration {
        guard sampleRate > 0 else { return .zero }
        return .nanoseconds(Int64(frameCount) * 1_000_000_000 / Int64(sampleRate))
    }

    /// The frames of `range`, clamped to those held.
    public func frames(_ range: Range<Int>) -> PCM {
        let bounded = range.clamped(to: 0..<frameCount)
        return PCM(
            samples: Array(samples[bounded.lowerBound * channels..<bounded.upperBound * channels]),
            channels: channels, sampleRate: sampleRate)
    }

    /// Adds the frames of `other` after these. Throws `invalidArgument` when channels or sample rates differ.
    public mutating func append(_ other: PCM) throws(MediaError) {
        try other.check(channels: channels, sampleRate: sampleRate)
        samples.append(contentsOf: other.samples)
    }

    /// Throws `invalidArgument` unless the format is the one expected and the samples are whole frames.
    func check(channels: Int, sampleRate: Int) throws(MediaError) {
        guard self.channels == channels, self.sampleRate == sampleRate, samples.count == frameCount * channels else {
            throw MediaError(
                .invalidArgument,
                """
                expected whole frames of \(channels) channel(s) at \(sampleRate) Hz, got \(samples.count) samples of \
                \(self.channels) at \(self.sampleRate) Hz
                """)
        }
    }
}
