import CEBUR128
import Testing

@testable import RoadWaveMedia

@Suite("K-weighting")
struct KWeightingTests {
    private static let cellFrames = KWeighting.cellFrames

    @Test("the power of each channel, cell by cell, is that of libebur128")
    func witness() throws {
        var speech = SpeechLikeSignal(seed: 5, channels: 1)
        let left = speech.next(seconds: 3).samples + [Float](repeating: 0, count: 48_000)
        var random = Xorshift(state: 3)
        // Behind the noise comes an offset, which the high-pass takes away.
        let right = left.indices.map { $0 < 96_000 ? Float.random(in: -0.9...0.9, using: &random) : 0.5 }
        var weighting = KWeighting()
        let (leftWitness, rightWitness) = (try Witness(), try Witness())
        for start in stride(from: 0, to: left.count - Self.cellFrames + 1, by: Self.cellFrames) {
            let cell = start..<start + Self.cellFrames
            let powers = weighting.meanSquares(of: Array(left[cell]), Array(right[cell]))
            for (power, told) in [
                (powers.left, try leftWitness.meanSquare(of: Array(left[cell]))),
                (powers.right, try rightWitness.meanSquare(of: Array(right[cell]))),
            ] where power > 1e-9 || told > 1e-9 {
                // 0.0001 dB.
                #expect(abs(power / told - 1) < 2.3e-5)
            }
        }
    }

    @Test("after sound, digital silence becomes nothing, and the next sound is measured as if it were the first")
    func silence() {
        var tone = ToneGenerator(frequency: 997)
        let cell = tone.next(frames: Self.cellFrames).samples
        let nothing = [Float](repeating: 0, count: Self.cellFrames)
        var weighting = KWeighting()
        let first = weighting.meanSquares(of: cell, cell)
        // Ten seconds.
        for _ in 0..<1_000 { _ = weighting.meanSquares(of: nothing, nothing) }
        let silent = weighting.meanSquares(of: nothing, nothing)
        #expect([silent.left, silent.right] == [0, 0])
        let second = weighting.meanSquares(of: cell, nothing)
        #expect([second.left, second.right] == [first.left, 0])
    }

    /// One channel in libebur128.
    private final class Witness {
        private var state: UnsafeMutablePointer<ebur128_state>?

        init() throws {
            state = ebur128_init(1, 48_000, Int32(EBUR128_MODE_M.rawValue))
            try #require(state != nil)
        }

        deinit { ebur128_destroy(&state) }

        /// The mean square of the next 10 ms.
        func meanSquare(of samples: [Float]) throws -> Double {
            var loudness = 0.0
            let statuses = [
                ebur128_add_frames_float(state, samples, samples.count), ebur128_loudness_window(state, 10, &loudness),
            ]
            try #require(statuses == [0, 0])
            return Decibels.meanSquare(ofLoudness: loudness)
        }
    }
}
