/// Finds the silences of a programme that are longer than 3.000 s, and what of each is left out, so that 1.0 s of its own
/// sound remains.
///
/// A silence is a run of blocks of 50 ms whose louder channel, K-weighted, is ``threshold`` LU under the programme;
/// ``hysteresis`` more end it. A channel counts as if both were as loud, so that sound on one side alone is no silence.
/// See docs/decisions/replay.md, « What a silence is ».
struct SilenceSearch: Sendable {
    /// LU under the integrated loudness of the programme.
    static let threshold = 38.0
    /// LU over the threshold that a silence bears once it has begun.
    static let hysteresis = 3.0
    /// A silence of up to 3.000 s stays as it is, in samples at 48 kHz.
    static let longestKept: Int64 = 3 * 48_000
    /// What remains of a longer one, in samples at 48 kHz: 1.0 s.
    static let pause: Int64 = 48_000
    /// Cells of 10 ms in a block. Blocks begin at every cell, so that the ends of a silence are known to 10 ms.
    private static let blockCells = 5

    /// What is to be left out of a programme, in order.
    /// - Parameters:
    ///   - levels: those of the whole programme.
    ///   - loudness: its integrated loudness in LUFS.
    static func cuts(in levels: LevelTrack, loudness: Double) -> [SilenceCut] {
        silences(in: levels, loudness: loudness).compactMap { silence in
            cut(of: silence, in: levels.frameCount)
        }
    }

    /// The part of a silence that is left out; nil when it is short enough.
    private static func cut(of silence: Range<Int64>, in frameCount: Int64) -> SilenceCut? {
        guard silence.upperBound - silence.lowerBound > longestKept else { return nil }
        let isFirst = silence.lowerBound == 0
        let isLast = silence.upperBound == frameCount
        switch (isFirst, isLast) {
        // Of sound that is silence only nothing is left to be near to: the beginning.
        case (_, true): return SilenceCut(start: silence.lowerBound + pause, end: silence.upperBound)
        case (true, false): return SilenceCut(start: 0, end: silence.upperBound - pause)
        case (false, false):
            return SilenceCut(start: silence.lowerBound + pause / 2, end: silence.upperBound - pause / 2)
        }
    }

    /// The runs of silent blocks, in samples of sound.
    private static func silences(in levels: LevelTrack, loudness: Double) -> [Range<Int64>] {
        let count = levels.cells.count
        guard count >= blockCells else { return [] }
        let quiet = Decibels.meanSquare(ofLoudness: loudness - threshold)
        let loud = Decibels.meanSquare(ofLoudness: loudness - threshold + hysteresis)
        var window = [(left: Double, right: Double)](repeating: (0, 0), count: blockCells)
        var silences: [Range<Int64>] = []
        var start: Int?
        var isSilent = false
        func end(before block: Int) {
            guard let first = start else { return }
            start = nil
            let cells = Int64(first)..<Int64(block - 1 + blockCells)
            let frames = Int64(LevelTrack.cellFrames)
            silences.append(cells.lowerBound * frames..<min(levels.frameCount, cells.upperBound * frames))
        }
        for cell in 0..<count {
            window[cell % blockCells] = levels.powers(of: cell)
            let block = cell - blockCells + 1
            guard block >= 0 else { continue }
            let left = window.reduce(0) { $0 + $1.left } / Double(blockCells)
            let right = window.reduce(0) { $0 + $1.right } / Double(blockCells)
            isSilent = 2 * max(left, right) < (isSilent ? loud : quiet)
            if isSilent {
                start = start ?? block
            } else {
                end(before: block)
            }
        }
        end(before: count - blockCells + 1)
        return silences
    }
}
