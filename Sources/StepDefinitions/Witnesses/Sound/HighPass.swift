internal import Foundation

/// What is above 6 kHz in a sound of 48 kHz: a Butterworth filter of the eighth order, four biquads one after the other.
///
/// Speech has a thousandth of its power there. A gentler filter would let through more of what is below: at 3 kHz, this
/// one takes off 48 dB.
enum HighPass {
    private static let omega = 2 * Double.pi * 6_000 / 48_000
    /// The quality of each biquad.
    private static let qualities = (0..<4).map { 1 / (2 * cos(Double.pi * Double(2 * $0 + 1) / 16)) }

    /// The power that is left, in decibels relative to full scale.
    static func decibels(_ samples: some Sequence<Float>) -> Double {
        var sound = samples.map { Double($0) }
        let power = sound.withUnsafeMutableBufferPointer { sound in
            for quality in qualities { filter(sound, quality) }
            return sound.reduce(0) { $0 + $1 * $1 }
        }
        return 10 * log10(power / Double(max(1, sound.count)) + 1e-12)
    }

    /// One high-pass section of the second order, by the bilinear transform. The loop is plain, as it runs over minutes of
    /// sound in a build without optimisation.
    private static func filter(_ sound: UnsafeMutableBufferPointer<Double>, _ quality: Double) {
        let alpha = sin(omega) / (2 * quality)
        let b = (1 + cos(omega)) / 2 / (1 + alpha)
        let (a1, a2) = (-2 * cos(omega) / (1 + alpha), (1 - alpha) / (1 + alpha))
        var (x1, x2, y1, y2, index) = (0.0, 0.0, 0.0, 0.0, 0)
        while index < sound.count {
            let x = sound[index]
            let y = b * (x - x1 - x1 + x2) - a1 * y1 - a2 * y2
            sound[index] = y
            x2 = x1
            x1 = x
            y2 = y1
            y1 = y
            index += 1
        }
    }
}
