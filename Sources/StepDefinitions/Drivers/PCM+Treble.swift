internal import Foundation
internal import RoadWaveMedia

extension PCM {
    /// The tones of a period that is repeated: multiples of 100 Hz, between 11 and 14 kHz, other ones on each side.
    private static let trebleTones = [[11_900.0, 12_700, 13_500], [11_500, 12_300, 13_100]]
    /// 10 ms at 48 kHz.
    private static let treblePeriod = 480

    /// The same voices with treble that follows their loudness, 20 dB under them.
    ///
    /// The synthesiser says next to nothing above 10 kHz: without this, nobody would miss what is not encoded up there.
    /// All encoders of the project keep what is under 14 kHz.
    func withTreble() -> PCM {
        var sound = self
        let count = channels
        for channel in 0..<count {
            let tones = Self.trebleTones[channel % Self.trebleTones.count]
            let period = (0..<Self.treblePeriod).map { frame in
                tones.reduce(Float(0)) { $0 + 0.115 * Float(sin(2 * Double.pi * $1 * Double(frame) / 48_000)) }
            }
            sound.samples.withUnsafeMutableBufferPointer { samples in
                Self.addTreble(period, to: samples, channel, of: count)
            }
        }
        return sound
    }

    /// A plain loop: it runs over a minute of sound in a build without optimisation.
    private static func addTreble(
        _ period: [Float], to samples: UnsafeMutableBufferPointer<Float>, _ channel: Int, of channels: Int
    ) {
        var (loudness, phase, index): (Float, Int, Int) = (0, 0, channel)
        while index < samples.count {
            let sample = samples[index]
            // Smoothed over 10 ms.
            loudness += (abs(sample) - loudness) / Float(treblePeriod)
            samples[index] = sample + loudness * period[phase]
            phase = phase + 1 == treblePeriod ? 0 : phase + 1
            index += channels
        }
    }
}
