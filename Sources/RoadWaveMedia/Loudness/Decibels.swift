internal import Foundation

/// Conversions between ratios and decibels.
enum Decibels {
    /// What BS.1770 adds to the decibels of a K-weighted mean square, so that a sine of 997 Hz reads its level.
    static let loudnessOffset = -0.691

    /// 20 log of a ratio of amplitudes; minus infinity for 0.
    static func ofAmplitude(_ ratio: Double) -> Double { 20 * log10(ratio) }

    /// The ratio of amplitudes of some decibels.
    static func amplitude(_ decibels: Double) -> Double { pow(10, decibels / 20) }

    /// The loudness in LUFS of a K-weighted mean square, summed over the channels; minus infinity for 0.
    static func loudness(ofMeanSquare meanSquare: Double) -> Double { loudnessOffset + 10 * log10(meanSquare) }

    /// The K-weighted mean square of a loudness in LUFS; 0 for minus infinity.
    static func meanSquare(ofLoudness loudness: Double) -> Double { pow(10, (loudness - loudnessOffset) / 10) }
}
