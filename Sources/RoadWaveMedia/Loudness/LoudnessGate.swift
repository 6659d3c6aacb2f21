/// The two gates of BS.1770-4 over blocks of 400 ms that overlap by three quarters, in memory that does not grow.
///
/// Blocks are counted in bins of 0.01 LU, each with the exact sum of its powers: only which side of the relative gate a
/// block is on is rounded, to a bin.
struct LoudnessGate: Sendable {
    /// The absolute gate, in LUFS.
    static let absolute = -70.0
    /// The relative gate lies so far under the mean of the blocks above the absolute one, in LU.
    private static let relative = -10.0
    /// Cells of 10 ms in a step of 100 ms.
    static let cellsInStep = 10
    /// Steps in a block of 400 ms.
    private static let stepsInBlock = 4
    /// From -70 to +30 LUFS: clipped music reaches +3, and 32-bit floats no microphone's +30.
    private static let binCount = 10_000
    private static let binsPerUnit = 100.0

    private struct Bin {
        var count = 0
        var power = 0.0
    }

    private var bins = [Bin](repeating: Bin(), count: binCount)
    /// The powers of the last steps, at most four, each the mean of its cells.
    private var steps: [Double] = []
    private var stepPower = 0.0
    private var stepCells = 0
    /// Of all cells, for programmes that are shorter than a block.
    private var totalPower = 0.0
    private var totalCells = 0

    /// Adds a cell of 10 ms.
    /// - Parameter meanSquare: K-weighted, summed over the channels.
    mutating func append(meanSquare: Double) {
        stepPower += meanSquare
        stepCells += 1
        totalPower += meanSquare
        totalCells += 1
        guard stepCells == Self.cellsInStep else { return }
        if steps.count == Self.stepsInBlock { steps.removeFirst() }
        steps.append(stepPower / Double(Self.cellsInStep))
        stepPower = 0
        stepCells = 0
        if steps.count == Self.stepsInBlock { count(steps.reduce(0, +) / Double(Self.stepsInBlock)) }
    }

    /// The integrated loudness in LUFS; nil when no block passes the absolute gate. Of a programme that is shorter than a
    /// block, the loudness of all of it.
    var integrated: Double? {
        if totalCells < Self.cellsInStep * Self.stepsInBlock {
            guard totalCells > 0 else { return nil }
            let loudness = Decibels.loudness(ofMeanSquare: totalPower / Double(totalCells))
            return loudness > Self.absolute ? loudness : nil
        }
        guard let ungated = Self.mean(of: bins[...]) else { return nil }
        let gate = ungated * Decibels.meanSquare(ofLoudness: Self.relative + Decibels.loudnessOffset)
        // Powers rise with the bins: all bins from the first one above the gate pass.
        let start = bins.firstIndex { $0.count > 0 && $0.power / Double($0.count) > gate } ?? bins.endIndex
        return Self.mean(of: bins[start...]).map(Decibels.loudness(ofMeanSquare:))
    }

    private mutating func count(_ power: Double) {
        let loudness = Decibels.loudness(ofMeanSquare: power)
        guard loudness > Self.absolute else { return }
        let bin = min(Self.binCount - 1, Int((loudness - Self.absolute) * Self.binsPerUnit))
        bins[bin].count += 1
        bins[bin].power += power
    }

    private static func mean(of bins: ArraySlice<Bin>) -> Double? {
        var sum = Bin()
        for bin in bins {
            sum.count += bin.count
            sum.power += bin.power
        }
        return sum.count > 0 ? sum.power / Double(sum.count) : nil
    }
}
