internal import Foundation

/// What is above 5 kHz in a sound: a second-order Butterworth filter at 48 kHz.
enum HighPass {
    /// The power that is left, in decibels relative to full scale.
    static func decibels(_ samples: some Sequence<Float>) -> Double {
        let omega = 2 * Double.pi * 5_000 / 48_000
        let alpha = sin(omega) / 2.0.squareRoot()
        let scale = 1 / (1 + alpha)
        let (b, a1, a2) = ((1 + cos(omega)) / 2 * scale, -2 * cos(omega) * scale, (1 - alpha) * scale)
        var (x1, x2, y1, y2, sum, count) = (0.0, 0.0, 0.0, 0.0, 0.0, 0)
        for sample in samples {
            let x = Double(sample)
            let y = b * (x - 2 * x1 + x2) - a1 * y1 - a2 * y2
            (x2, x1, y2, y1) = (x1, x, y1, y)
            sum += y * y
            count += 1
        }
        return 10 * log10(sum / Double(max(1, count)) + 1e-12)
    }
}
