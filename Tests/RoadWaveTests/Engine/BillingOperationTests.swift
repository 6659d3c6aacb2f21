import Configuration
import Foundation
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Billing by the command line", .timeLimit(.minutes(2)))
struct BillingOperationTests {
    /// Calls `body` with a folder of logs and what imports them at a date.
    private func withBilling(
        _ date: WallDate = TestLog.noon, _ body: (String, BillingOperation) async throws -> Void
    ) async throws {
        try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
            let directory = try TemporaryDirectory()
            let rules = try #require(TestLog.rules())
            try await body(directory.path, BillingOperation(database: database, rules: rules, date: { date }))
            withExtendedLifetime(directory) {}
        }
    }

    private func write(_ lines: [String], to path: String) throws {
        try lines.map { $0 + "\n" }.joined().write(toFile: path, atomically: false, encoding: .utf8)
    }

    private func shown(_ billing: BillingOperation, _ query: BillingOperation.Query) async throws -> [String] {
        var lines: [String] = []
        try await billing.show(query) { lines.append($0) }
        return lines
    }

    private func shell(_ command: String) async {
        let process = await ChildProcess.start("/bin/sh", ["-c", command], name: "sh")
        #expect(await process.wait() == .exited(0))
    }

    @Test("a log that is renamed, compressed, copied, truncated and whose inode is used again counts once")
    func rotation() async throws {
        try await withBilling { folder, billing async throws in
            let log = folder + "/cache.log"
            try write((0..<5).map { _ in TestLog.line() }, to: log)
            #expect(await billing.importLogs([log]).failure == nil)
            // Renamed and written anew, with lines that nobody had imported.
            await shell("printf '%s\\n' '\(TestLog.line())' >> \(log) && mv \(log) \(log).1")
            try write([TestLog.line()], to: log)
            _ = await billing.importLogs([log])
            await shell("gzip \(log).1")
            // Copied and truncated; the new log is longer than the old one was.
            await shell("cp \(log) \(log).2 && truncate -s 0 \(log)")
            try write((0..<9).map { _ in TestLog.line() }, to: log)
            _ = await billing.importLogs([folder])
            // Deleted, and the name used again; the file system gives the same inode often enough.
            for _ in 0..<5 {
                try FileManager.default.removeItem(atPath: log)
                try write([TestLog.line()], to: log)
                _ = await billing.importLogs([folder, log])
            }
            let csv = try await shown(billing, .init(isCSV: true))
            #expect(csv.count == 2)
            #expect(csv.last?.contains(",48k,,21,21,0,42.000,252000,") == true, "\(csv)")
        }
    }

    @Test("the CSV names the zone, and is exact")
    func csv() async throws {
        try await withBilling { folder, billing async throws in
            try write([TestLog.line(), TestLog.line(status: 404), "garbage"], to: folder + "/cache.log")
            _ = await billing.importLogs([folder])
            #expect(
                try await shown(billing, .init(month: billing.currentMonth, isCSV: true)) == [
                    """
                    month,time_zone,state,live_id,creator_id,rendition,corrected_on,requests,segments,partial_segments,\
                    listened_s,audio_bytes,media_bytes,document_bytes,error_bytes,header_bytes,sent_bytes,\
                    price_eur_per_gb,cost_eur
                    """,
                    "2026-10,Europe/Paris,open,,,none,,1,0,0,0.000,0,0,0,12408,467,12875,0.01,0.000000",
                    """
                    2026-10,Europe/Paris,open,\(TestLog.live),,48k,,1,1,0,2.000,12000,12408,0,0,467,12875,0.01,0.000000
                    """,
                ])
        }
    }

    @Test("people read the state of the month, the three ways to count, and the refused lines")
    func summary() async throws {
        try await withBilling { folder, billing async throws in
            try write((0..<100).map { _ in TestLog.line() } + ["garbage"], to: folder + "/cache.log")
            let outcome = await billing.importLogs([folder])
            #expect(outcome.lines == ["logs 1, new lines 101, not counted: unreadable 1, too long 0, misdated 0"])
            let lines = try await shown(billing, .init(month: billing.currentMonth))
            #expect(
                lines.suffix(5) == [
                    "month 2026-10 of Europe/Paris: open, so far",
                    "audio payload: 1200000 bytes, 0.000012 EUR",
                    "with MPEG-TS: 1240800 bytes (+3.4 %)",
                    "with headers, playlists and errors: 1287500 bytes (+3.8 %)",
                    "lines of all logs: 101, of which not counted: unreadable 1, too long 0, misdated 0",
                ])
        }
    }

    @Test("a late line corrects its month in a row of its own, and the sum of the months is the sum of the lines")
    func late() async throws {
        let later = try #require(WallDate(parsing: "2026-11-03T12:00:00.000Z"))
        try await withBilling(later) { folder, late async throws in
            let early = BillingOperation(database: late.database, rules: late.rules, date: { TestLog.noon })
            try write([TestLog.line()], to: folder + "/a.log")
            _ = await early.importLogs([folder])
            let query = BillingOperation.Query(month: BillingMonth(year: 2026, month: 10), isCSV: true)
            let before = try await shown(late, query)
            #expect(before.last?.contains(",final,") == true)
            try write([TestLog.line(), TestLog.line(at: later)], to: folder + "/b.log")
            _ = await late.importLogs([folder])
            let after = try await shown(late, query)
            #expect(after.prefix(before.count) == before[...])
            #expect(after.count == before.count + 1)
            #expect(after.last?.contains(",48k,2026-11-03,1,1,0,") == true)
            #expect(try await shown(late, .init(isCSV: true)).count == 4)
            let words = try await shown(late, .init(month: BillingMonth(year: 2026, month: 10)))
            #expect(words.contains("corrections: 1 rows of lines that came after the month was final"))
        }
    }

    @Test("a live without lines is named")
    func noLines() async throws {
        try await withBilling { _, billing async throws in
            let live = LiveID()
            let lines = try await shown(billing, .init(live: live))
            #expect(lines.first == "no lines of the live \(live) in the imported logs")
            #expect(try await shown(billing, .init(live: live, isCSV: true)).count == 1)
        }
    }

    @Test("a month that is over accepts lines for a day, and shows until when")
    func provisional() async throws {
        let first = try #require(WallDate(parsing: "2026-11-01T08:00:00.000Z"))
        try await withBilling(first) { folder, billing async throws in
            try write([TestLog.line()], to: folder + "/a.log")
            _ = await billing.importLogs([folder])
            let lines = try await shown(billing, .init(month: BillingMonth(year: 2026, month: 10)))
            #expect(
                lines.contains(
                    """
                    month 2026-10 of Europe/Paris: provisional until 2026-11-01T23:00:00.000Z; later lines become corrections
                    """))
        }
    }

    @Test("a log that cannot be read is a failure, and the others are imported")
    func unreadable() async throws {
        try await withBilling { folder, billing async throws in
            try write([TestLog.line()], to: folder + "/cache.log")
            let outcome = await billing.importLogs([folder + "/absent.log", folder + "/cache.log"])
            #expect(outcome.failure?.contains("absent.log") == true)
            #expect(outcome.lines.last?.hasPrefix("logs 1, new lines 1,") == true)
        }
    }

    @Test("without any variable the specification's price holds")
    func settings() throws {
        func read(_ variables: [String: String]) throws(ConfigurationError) -> BillingConfiguration {
            try NodeConfiguration(
                reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: variables))
            ).billing
        }
        #expect(try read([:]).pricePerGigabyte == MicroEuros(10_000))
        let other = try read([
            "ROADWAVE_BILLING_PRICE_EUR_PER_GB": "0.005", "ROADWAVE_BILLING_TIME_ZONE": "UTC",
            "ROADWAVE_BILLING_MONTH_OPEN_HOURS": "72",
        ])
        #expect(other.pricePerGigabyte == MicroEuros(5_000))
        #expect(other.timeZone == "UTC")
        #expect(other.monthOpen == .seconds(259_200))
        for (name, value) in [
            ("ROADWAVE_BILLING_PRICE_EUR_PER_GB", "1001"), ("ROADWAVE_BILLING_PRICE_EUR_PER_GB", "0,01"),
            ("ROADWAVE_BILLING_TIME_ZONE", "Paris"), ("ROADWAVE_BILLING_MONTH_OPEN_HOURS", "-1"),
        ] {
            let error = #expect(throws: ConfigurationError.self) { _ = try read([name: value]) }
            #expect(error?.description.contains(name) == true)
        }
    }
}
