internal import Foundation
internal import RoadWaveMedia

/// How loud a sound is in each 10 ms, in decibels of full scale: what a correlation over 100 ms forgives is seen here.
struct EnergyEnvelope: Sendable {
    /// Samples of 10 ms at 48 kHz.
    static let step = 480

    /// Of each stretch in order.
    let levels: [Double]

    /// Measures one channel from `start` on, which may lie before its first sample: there nothing is heard.
    init(_ samples: [Float], from start: Int, count: Int) {
        levels = samples.withUnsafeBufferPointer { samples in
            (0..<count).map { index in
                let place = (start + index * Self.step..<start + (index + 1) * Self.step)
                    .clamped(to: 0..<samples.count)
                var energy: Float = 0
                for sample in place { energy += samples[sample] * samples[sample] }
                return 10 * log10(Double(energy) / Double(Self.step) + 1e-12)
            }
        }
    }

    /// The stretches in which this voice speaks, and next to nothing is heard of it. Each is louder than −45 dB with its
    /// neighbours, and the sound 15 dB under the softest of the three: codecs stay within some decibels.
    func silences(in heard: EnergyEnvelope) -> [Int] {
        levels.indices.dropFirst().dropLast().filter { index in
            let softest = min(levels[index - 1], levels[index], levels[index + 1])
            return softest > -45 && heard.levels[index] < softest - 15
        }
    }

    /// The stretches in which something is heard although this voice has been silent for 100 ms and still is: louder
    /// than −40 dB, where the voice is under −60 dB.
    func additions(in heard: EnergyEnvelope) -> [Int] {
        levels.indices.filter { index in
            let around = levels[max(0, index - 10)...min(levels.count - 1, index + 10)]
            return heard.levels[index] > -40 && around.allSatisfy { $0 < -60 }
        }
    }
}
