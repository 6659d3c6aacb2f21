internal import Glibc
package import Logging

/// The operations of `roadwave-server billing`.
package struct BillingOperation: Sendable {
    /// The rows that are read at once.
    private static let page = 5_000

    let database: any NodeDatabase
    let rules: UsageTally.Rules
    let date: @Sendable () -> WallDate

    /// Opens the database of a configuration.
    /// - Throws: `RoadWaveError` when it cannot be used, or does not exist in the data directory.
    package static func open(
        _ configuration: NodeConfiguration, logger: Logger
    ) async throws(RoadWaveError) -> BillingOperation {
        if configuration.postgres == nil { try NodeDatabases.requireExisting(configuration) }
        guard
            let rules = UsageTally.Rules(
                configuration.billing, segment: configuration.live.broadcast.segmentDuration)
        else {
            throw RoadWaveError(
                .configuration, "this machine knows no time zone \(configuration.billing.timeZone): install tzdata")
        }
        let clock = NodeClock(ContinuousClock())
        return BillingOperation(
            database: try await DatabaseMigration.open(configuration, clock: clock, logger: logger), rules: rules,
            date: { clock.date })
    }

    /// The result of an import.
    package struct Outcome: Hashable, Sendable {
        /// The imported logs and the failures, one English line each.
        package var lines: [String] = []
        /// Why logs were not imported to their ends, from which the next import continues; nil if all were.
        package var failure: String?
    }

    /// Imports the new lines of logs.
    /// - Parameter paths: logs, each with its rotated logs; folders of logs; `-` for standard input.
    package func importLogs(_ paths: [String]) async -> Outcome {
        var outcome = Outcome()
        var (total, logs) = (LogImporter.Report(), 0)
        let importer = LogImporter(store: database.usage, rules: rules)
        for path in paths {
            for file in Self.logs(at: path, &outcome) where !Task.isCancelled {
                await importLog(file, importer, &total, &outcome)
                logs += 1
            }
        }
        let refused = RefusedLine.allCases.map { "\($0.words) \(total.counts.refused[$0] ?? 0)" }
        outcome.lines.append(
            "logs \(logs), new lines \(total.counts.lines), not counted: \(refused.joined(separator: ", "))")
        return outcome
    }

    private static func logs(at path: String, _ outcome: inout Outcome) -> [String] {
        do throws(SystemError) {
            return try path == "-" ? [path] : LogFile.paths(path)
        } catch {
            outcome.failure = "cannot import \(path): \(error)"
            return []
        }
    }

    private func importLog(
        _ path: String, _ importer: LogImporter, _ total: inout LogImporter.Report, _ outcome: inout Outcome
    ) async {
        let log: LogFile
        do throws(SystemError) {
            log = try path == "-" ? LogFile() : LogFile(path: path)
        } catch  where error.number == ENOENT {
            outcome.lines.append("\(path): it was renamed meanwhile; the next import reads it under its new name")
            return
        } catch {
            outcome.failure = "cannot import \(path): \(error)"
            return
        }
        do throws(ImportFailure) {
            let report = try await importer.run(log, now: date())
            total += report
            if report.isUnknown, report.unfinishedBytes > 0 {
                outcome.lines.append("\(path): no line of this format yet, in \(report.unfinishedBytes) bytes")
            } else if report.unfinishedBytes > 0 {
                outcome.lines.append("\(path): \(report.unfinishedBytes) bytes at its end are no whole line yet")
            }
            if report.wasReplaced { outcome.lines.append("\(path): another log took its place meanwhile") }
        } catch {
            outcome.failure = "cannot import \(path): \(error)"
        }
    }

    /// The part of a bill to show.
    package struct Query: Sendable {
        /// Only this month; nil for all.
        package var month: BillingMonth?
        /// Only this live; nil for all.
        package var live: LiveID?
        /// Whether the output is CSV, for programs.
        package var isCSV: Bool

        package init(month: BillingMonth? = nil, live: LiveID? = nil, isCSV: Bool = false) {
            self.month = month
            self.live = live
            self.isCSV = isCSV
        }
    }

    /// The current month.
    package var currentMonth: BillingMonth { rules.calendar.month(of: date()) }

    /// Prints rows and, for people, the notes below them.
    package func show(_ query: Query, _ print: (String) -> Void) async throws {
        let statement = UsageStatement(rules: rules, now: date())
        if query.isCSV { print(UsageStatement.header) }
        var total = UsageStatement.Total()
        var last: UsageRow?
        var isEmpty = true
        repeat {
            let rows = try await database.usage.rows(
                month: query.month, live: query.live, after: last, limit: Self.page)
            isEmpty = isEmpty && rows.isEmpty
            for row in rows {
                total.add(row)
                print(query.isCSV ? statement.csv(row) : statement.line(row))
            }
            last = rows.count == Self.page ? rows.last : nil
        } while last != nil
        guard !query.isCSV else { return }
        if let live = query.live, isEmpty { print("no lines of the live \(live) in the imported logs") }
        for line in statement.summary(of: query.month, total, try await database.usage.lines()) { print(line) }
    }

    /// Closes the database.
    package func close() async { await database.close() }
}
