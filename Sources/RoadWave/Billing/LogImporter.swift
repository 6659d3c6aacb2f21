/// Reads logs from the offset of the last import, and adds their lines to the sums.
struct LogImporter: Sendable {
    let store: any UsageStore
    let rules: UsageTally.Rules
    /// The bytes of one transaction: some 700 lines, a second of 700 listeners. More than the longest line.
    var portion = 262_144

    /// The outcome of a log.
    struct Report: Hashable, Sendable {
        /// Lines that were added by this import.
        var counts = LineCounts()
        /// Bytes of an unfinished line at the end.
        var unfinishedBytes = 0
        /// Whether it has no line of this format yet, so that nothing was recorded.
        var isUnknown = false
        /// Whether another log replaced it during the reading: the rest is read under its new name.
        var wasReplaced = false

        static func += (sum: inout Report, other: Report) {
            sum.counts += other.counts
            sum.unfinishedBytes += other.unfinishedBytes
        }
    }

    /// Imports the new lines of a log. When the task is cancelled, it stops after a transaction.
    /// - Parameter now: the date of the import.
    func run(_ log: some LogReader, now: WallDate) async throws(ImportFailure) -> Report {
        var report = Report()
        let head = try read(LogFingerprint.headBytes, of: log, at: 0)
        guard let fingerprint = LogFingerprint(head: head) else {
            report.isUnknown = true
            report.unfinishedBytes = head.count
            return report
        }
        let seen = SeenLog(fingerprint: fingerprint, path: log.path, inode: log.inode)
        var position = try await position(in: seen, now)
        if log.endsAt(position.offset) { return report }
        while !Task.isCancelled {
            let bytes = try read(portion, of: log, at: position.offset)
            let cut = LogCutter.cut(bytes, isInLongLine: position.isInLongLine)
            report.unfinishedBytes = bytes.count - cut.consumed
            guard cut.consumed > 0 else { break }
            // If the log was truncated and rewritten since it was opened, these bytes may be of the new log. The first
            // line is then another one.
            guard fingerprint.matches(try read(fingerprint.length, of: log, at: 0)) else {
                report.wasReplaced = true
                break
            }
            var tally = UsageTally(rules: rules, now: now)
            for line in cut.lines { tally.add(bytes[line]) }
            for _ in 0..<cut.tooLong { tally.refuse(.tooLong) }
            let end = LogPosition(offset: position.offset + Int64(cut.consumed), isInLongLine: cut.isInLongLine)
            if try await record(tally, of: seen, from: position, to: end) {
                report.counts += tally.counts
                position = end
            } else {
                // Another import is running: continue from its offset.
                position = try await self.position(in: seen, now)
            }
        }
        return report
    }

    private func read(
        _ count: Int, of log: some LogReader, at offset: Int64
    ) throws(ImportFailure) -> [UInt8] {
        do throws(SystemError) {
            return try log.read(count, at: offset)
        } catch {
            throw .log(error)
        }
    }

    private func position(in log: SeenLog, _ now: WallDate) async throws(ImportFailure) -> LogPosition {
        do throws(DatabaseFailure) {
            return try await store.position(in: log, at: now)
        } catch {
            throw .database(error)
        }
    }

    private func record(
        _ tally: UsageTally, of log: SeenLog, from start: LogPosition, to end: LogPosition
    ) async throws(ImportFailure) -> Bool {
        do throws(DatabaseFailure) {
            return try await store.record(tally, of: log, from: start, to: end)
        } catch {
            throw .database(error)
        }
    }
}

/// Why an import stopped. Its transactions stay: the next import continues after them.
enum ImportFailure: Error, Hashable, CustomStringConvertible {
    /// The log cannot be read.
    case log(SystemError)
    /// The database cannot be used.
    case database(DatabaseFailure)

    var description: String {
        switch self {
        case .log(let error): "\(error)"
        case .database(let error): "\(error)"
        }
    }
}

/// A log that can be read.
protocol LogReader {
    /// Its path, for people.
    var path: String { get }
    /// The inode of its file; nil if it comes from a pipe.
    var inode: UInt64? { get }

    /// The bytes from `offset` on: as many as there are, and at most `count`. Only the first
    /// ``LogFingerprint/headBytes`` bytes, and those after the last read ones, have to be readable.
    func read(_ count: Int, at offset: Int64) throws(SystemError) -> [UInt8]

    /// Whether it is known to end at `offset`, without reading up to there.
    func endsAt(_ offset: Int64) -> Bool
}
