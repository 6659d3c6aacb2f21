internal import Foundation

/// A sine, the same in every channel.
public struct ToneGenerator: SignalGenerator {
    /// In hertz.
    public let frequency: Double
    /// The peak, 0 to 1.
    public let amplitude: Float
    /// Channels of the PCM made.
    public let channels: Int
    /// Frames made so far.
    private var position = 0

    /// A sine that starts at phase 0.
    public init(frequency: Double, amplitude: Float = 0.5, channels: Int = 1) {
        self.frequency = frequency
        self.amplitude = amplitude
        self.channels = max(1, channels)
    }

    /// The next `frames` frames.
    public mutating func next(frames: Int) -> PCM {
        var pcm = PCM.silence(frames: frames, channels: channels)
        for frame in 0..<pcm.frameCount {
            // From the position, not by adding up, so that rounding does not detune the tone over hours.
            let turns = (Double(position + frame) * frequency / 48_000).truncatingRemainder(dividingBy: 1)
            let sample = amplitude * Float(sin(2 * Double.pi * turns))
            for channel in 0..<channels { pcm.samples[frame * channels + channel] = sample }
        }
        position += pcm.frameCount
        return pcm
    }
}
