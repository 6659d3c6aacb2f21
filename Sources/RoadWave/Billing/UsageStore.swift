/// The sums of bills, and the offset up to which each log was read. Both change in one transaction, so an import
/// continues exactly where one before it died. The contract suite runs on every implementation.
protocol UsageStore: Sendable {
    /// The place up to which a log was read; its beginning, which is recorded, if the log is new.
    func position(in log: SeenLog, at now: WallDate) async throws(DatabaseFailure) -> LogPosition

    /// Adds the lines of a tally, and records that the log was read up to `end`.
    /// - Parameter start: where the lines begin.
    /// - Returns: false if another import has already read from there: then nothing was added.
    func record(
        _ tally: UsageTally, of log: SeenLog, from start: LogPosition, to end: LogPosition
    ) async throws(DatabaseFailure) -> Bool

    /// A page of rows, in the order of months, zones, lives, renditions, corrections and prices.
    /// - Parameters:
    ///   - month: only this one; nil for all.
    ///   - live: only this one; nil for all.
    ///   - row: the last one of the page before.
    func rows(
        month: BillingMonth?, live: LiveID?, after row: UsageRow?, limit: Int
    ) async throws(DatabaseFailure) -> [UsageRow]

    /// The lines of all logs, and how many of them were refused.
    func lines() async throws(DatabaseFailure) -> LineCounts
}

/// A log to import.
struct SeenLog: Hashable, Sendable {
    let fingerprint: LogFingerprint
    /// Its current path, for operators.
    let path: String
    /// The inode of its file; nil if it comes from a pipe.
    let inode: UInt64?
}

/// A place in a log.
struct LogPosition: Hashable, Sendable {
    /// Bytes from the beginning, uncompressed.
    var offset: Int64 = 0
    /// Whether it is within a line that is too long, and that was counted.
    var isInLongLine = false
}

/// How many lines were read.
struct LineCounts: Hashable, Sendable {
    var lines: Int64 = 0
    var refused: [RefusedLine: Int64] = [:]

    static func += (sum: inout LineCounts, other: LineCounts) {
        sum.lines += other.lines
        sum.refused.merge(other.refused, uniquingKeysWith: +)
    }
}
