/// The gain of a limiter, a value every 16 samples: falls in time for what is coming, rises slowly behind it.
///
/// For each cell of 16 samples it is told the largest gain that the cell bears. It gives the gain at the beginning of each
/// cell; between two of them a limiter goes in a straight line. Neither end of a cell is ever above what the cell bears.
struct LimiterEnvelope: Sendable {
    /// Samples of a cell at 48 kHz.
    static let cellFrames = 16
    /// Cells that must be known ahead: 256 samples, 5.3 ms. Shorter ones bend low voices.
    static let lookahead = 16
    /// How quickly the gain rises again: by 63 % of the way in 80 ms, slow beside the waves of a voice.
    static let releaseSeconds = 0.08

    private static let release = Float(Double(cellFrames) / 48_000 / releaseSeconds)

    /// What the last cells bear, ``lookahead`` and one, the oldest first.
    private var bearable = [Float](repeating: 1, count: lookahead + 1)
    /// The last values before they are smoothed.
    private var steep = [Float](repeating: 1, count: lookahead)
    private var oldest = 0
    private var last: Float = 1
    /// Cells since something was to be done.
    private var idleCells = lookahead

    /// Adds a cell.
    /// - Parameter gain: 0 to 1.
    /// - Returns: the gain at the beginning of the cell that came ``lookahead`` - 1 cells before.
    mutating func append(_ gain: Float) -> Float {
        bearable.withUnsafeMutableBufferPointer { cells in
            for index in 1..<cells.count { cells[index - 1] = cells[index] }
            cells[cells.count - 1] = gain
        }
        // Nothing to do as long as nothing was done: most of the time in speech.
        idleCells = gain >= 1 && last >= 1 ? idleCells + 1 : 0
        if idleCells > Self.lookahead { return 1 }
        let lowest = bearable.withUnsafeBufferPointer { $0.reduce(1) { min($0, $1) } }
        last = min(lowest, last + (1 - last) * Self.release)
        // It only comes near to 1; the rest is less than a bit of a sample.
        if last > 0.999_99, lowest >= 1 { last = 1 }
        steep[oldest] = last
        oldest = (oldest + 1) % steep.count
        return steep.withUnsafeBufferPointer { $0.reduce(0, +) } / Float(Self.lookahead)
    }
}
