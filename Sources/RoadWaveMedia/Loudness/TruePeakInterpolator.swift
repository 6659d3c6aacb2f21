internal import Foundation

/// Finds what a signal reaches between its samples, by four-fold oversampling (ITU-R BS.1770-4, annex 2).
///
/// The three filters are those by which FFmpeg's `ebur128` resamples (libswresample: 32 taps of a windowed sinc, a Kaiser
/// window of 9), so that what passes here passes there. Runs of samples that cannot reach the level of interest whatever
/// stands between them are not filtered.
/// See docs/decisions/replay.md, « True peak as the witness reads it ».
struct TruePeakInterpolator: Sendable {
    /// Samples that must be known before the first one looked at.
    static let before = 15
    /// Samples that must be known after the last one.
    static let after = 16
    /// How many samples are looked at together.
    static let blockFrames = 64

    /// A multiple of four: the filter takes four taps at a time.
    private static let tapCount = before + 1 + after
    private static let phases = 3
    /// The taps of the points at a quarter, a half and three quarters after a sample.
    private static let taps: [Float] = (1...phases).flatMap(phaseTaps)
    /// How far a point may lie above the samples around it: the largest sum of absolute taps.
    static let largestGain: Float =
        (0..<phases).map { phase in
            taps[phase * tapCount..<(phase + 1) * tapCount].reduce(0) { $0 + abs($1) }
        }.max() ?? 0

    private var sums = [Float](repeating: 0, count: blockFrames)

    /// Raises each of `peaks` to what the signal reaches from its sample to just before the next one.
    ///
    /// - Parameters:
    ///   - samples: the first of `count` samples, with ``before`` more before it and ``after`` after the last.
    ///   - count: at most ``blockFrames``.
    ///   - floor: what does not reach this need not be exact.
    ///   - peaks: `count` peaks, linear.
    /// - Returns: false if nothing can reach the floor. The peaks are then as they were.
    mutating func raise(
        _ peaks: UnsafeMutablePointer<Float>, to samples: UnsafePointer<Float>, count: Int, above floor: Float
    ) -> Bool {
        let around = UnsafeBufferPointer(start: samples - Self.before, count: count + Self.before + Self.after)
        guard Samples.largest(of: around) * Self.largestGain > floor else { return false }
        var index = 0
        while index < count {
            let size = samples[index].magnitude
            if size > peaks[index] { peaks[index] = size }
            index &+= 1
        }
        sums.withUnsafeMutableBufferPointer { sums in
            guard let sums = sums.baseAddress else { return }
            Self.taps.withUnsafeBufferPointer { taps in
                guard let taps = taps.baseAddress else { return }
                for phase in 0..<Self.phases {
                    Self.filter(samples - Self.before, by: taps + phase * Self.tapCount, count: count, into: sums)
                    var index = 0
                    while index < count {
                        let size = sums[index].magnitude
                        if size > peaks[index] { peaks[index] = size }
                        index &+= 1
                    }
                }
            }
        }
        return true
    }

    /// Sums four taps at a time over many samples, which compiles to vectors; sample by sample would not.
    private static func filter(
        _ samples: UnsafePointer<Float>, by taps: UnsafePointer<Float>, count: Int,
        into sums: UnsafeMutablePointer<Float>
    ) {
        sums.update(repeating: 0, count: count)
        var tap = 0
        while tap < tapCount {
            let (first, second, third, fourth) = (taps[tap], taps[tap &+ 1], taps[tap &+ 2], taps[tap &+ 3])
            let shifted = samples + tap
            var index = 0
            while index < count {
                let former = first * shifted[index] + second * shifted[index &+ 1]
                let latter = third * shifted[index &+ 2] + fourth * shifted[index &+ 3]
                sums[index] += former + latter
                index &+= 1
            }
            tap &+= 4
        }
    }

    private static func phaseTaps(_ phase: Int) -> [Float] {
        let shape = 9.0
        let taps = (0..<tapCount).map { tap -> Double in
            let x = Double.pi * (Double(tap - before) - Double(phase) / 4)
            let position = 2 * x / (Double(tapCount) * .pi)
            return sin(x) / x * bessel(shape * max(0, 1 - position * position).squareRoot())
        }
        let sum = taps.reduce(0, +)
        return taps.map { Float($0 / sum) }
    }

    /// The modified Bessel function of the first kind, order 0, by its series.
    private static func bessel(_ x: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        for index in 1...60 {
            term *= (x / 2 / Double(index)) * (x / 2 / Double(index))
            sum += term
        }
        return sum
    }
}
