import Testing

@testable import RoadWave

@Suite("The contract of the store of bills", .postgresServer, .timeLimit(.minutes(5)))
struct UsageStoreContractTests {
    static let implementations = NodeDatabaseImplementation.allCases

    private func log(_ name: String) throws -> SeenLog {
        let fingerprint = try #require(LogFingerprint(head: Array(#"{"id":"\#(name)"}"#.utf8) + [10]))
        return SeenLog(fingerprint: fingerprint, path: "/var/log/\(name)", inode: .max)
    }

    private func tally(_ lines: [String], now: WallDate = TestLog.noon) throws -> UsageTally {
        var tally = UsageTally(rules: try #require(TestLog.rules()), now: now)
        tally.add(lines)
        return tally
    }

    private func rows(_ store: any UsageStore) async throws -> [UsageRow] {
        try await store.rows(month: nil, live: nil, after: nil, limit: 100)
    }

    @Test("sums and position change together, and add up", arguments: implementations)
    func adds(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let (store, log) = (database.usage, try log("a"))
            #expect(try await store.position(in: log, at: .at(0)) == LogPosition())
            let (middle, end) = (LogPosition(offset: 400), LogPosition(offset: 900, isInLongLine: true))
            #expect(try await store.record(tally([TestLog.line()]), of: log, from: LogPosition(), to: middle))
            #expect(try await store.record(tally([TestLog.line(), "x"]), of: log, from: middle, to: end))
            #expect(try await store.position(in: log, at: .at(1)) == end)
            #expect(try await store.position(in: self.log("b"), at: .at(1)) == LogPosition())
            let found = try await rows(store)
            #expect(found.map(\.usage.segments) == [2])
            #expect(found.map(\.usage.audioBytes) == [24_000])
            #expect(found.map(\.zone) == ["Europe/Paris"])
            #expect(try await store.lines() == LineCounts(lines: 3, refused: [.unreadable: 1]))
        }
    }

    @Test("lines that another import has added by then are not added", arguments: implementations)
    func moved(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let (store, log) = (database.usage, try log("a"))
            _ = try await store.position(in: log, at: .at(0))
            let end = LogPosition(offset: 400)
            let lines = try tally([TestLog.line()])
            #expect(try await store.record(lines, of: log, from: LogPosition(), to: end))
            #expect(try await !store.record(lines, of: log, from: LogPosition(), to: end))
            #expect(try await !store.record(lines, of: log, from: LogPosition(offset: 399), to: end))
            #expect(try await !store.record(lines, of: self.log("unknown"), from: LogPosition(), to: end))
            #expect(try await rows(store).map(\.usage.segments) == [1])
        }
    }

    @Test("of many imports of one place at once, one adds", arguments: implementations)
    func together(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let (store, log) = (database.usage, try log("a"))
            _ = try await store.position(in: log, at: .at(0))
            let lines = try tally([TestLog.line()])
            let added = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await store.record(lines, of: log, from: LogPosition(), to: LogPosition(offset: 400))
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(added == 1)
            #expect(try await rows(store).map(\.usage.segments) == [1])
        }
    }

    @Test("rows are those of a month or of a live, page by page, with the creator", arguments: implementations)
    func pages(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let (store, log) = (database.usage, try log("a"))
            let live = try Live.catalogued("a")
            try await database.catalogue.record(live)
            let path = "/lives/\(live.id)/48k/1.ts"
            let september = TestLog.noon + .seconds(-30 * 86_400)
            // More rows than one statement adds.
            let others = (0..<150).map { _ in TestLog.line(path: "/lives/\(LiveID())/96k/0.ts") }
            let lines = [
                TestLog.line(path: path), TestLog.line(at: september, path: path), TestLog.line(status: 404),
            ]
            _ = try await store.position(in: log, at: .at(0))
            #expect(
                try await store.record(
                    tally(lines + others), of: log, from: LogPosition(), to: LogPosition(offset: 400)))
            let own = try await store.rows(month: nil, live: live.id, after: nil, limit: 100)
            #expect(own.map(\.key.month.description) == ["2026-09", "2026-10"])
            #expect(own.map(\.creator) == [live.creator, live.creator])
            // A month that has been over for days takes corrections.
            #expect(own.map(\.key.correctedOn) == ["2026-10-15", nil])
            var (found, last): ([UsageRow], UsageRow?) = ([], nil)
            while true {
                let page = try await store.rows(
                    month: BillingMonth(year: 2026, month: 10), live: nil, after: last, limit: 40)
                found += page
                guard page.count == 40 else { break }
                last = page.last
            }
            #expect(found.count == 152)
            #expect(Set(found.map(\.key)).count == 152)
            #expect(found.count { $0.key.live == nil } == 1)
        }
    }

    @Test("a change of the price makes another row, and keeps the one before", arguments: implementations)
    func prices(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let (store, log) = (database.usage, try log("a"))
            _ = try await store.position(in: log, at: .at(0))
            var (offset, costs): (Int64, [Int64]) = (0, [])
            for price in [10_000, 20_000] as [Int64] {
                let rules = try #require(TestLog.rules { $0.pricePerGigabyte = MicroEuros(price) })
                var tally = UsageTally(rules: rules, now: TestLog.noon)
                tally.add((0..<100).map { _ in TestLog.line() })
                let (start, end) = (LogPosition(offset: offset), LogPosition(offset: offset + 1))
                #expect(try await store.record(tally, of: log, from: start, to: end))
                offset += 1
                costs.append(price * 1_200_000 / 1_000_000_000)
            }
            #expect(try await rows(store).map(\.cost.count) == costs)
        }
    }

    @Test("live_costs has one row for each live, and its exact cost", arguments: implementations)
    func view(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let (store, log) = (database.usage, try log("a"))
            _ = try await store.position(in: log, at: .at(0))
            let lines = [(TestLog.noon, 2_100_050_000), (TestLog.noon + .seconds(-40 * 86_400), 50_000)].map {
                date, bytes in
                TestLog.line(at: date, path: "/replays/\(TestLog.live)/replay.mp3", bytes: bytes + 400, body: bytes)
            }
            #expect(
                try await store.record(
                    tally(lines + [TestLog.line(status: 404)]), of: log, from: LogPosition(), to: LogPosition(offset: 1)
                ))
            let sql = try #require(database as? any SQLDatabase)
            let found = try await sql.read("SELECT live_id, audio_bytes, transport_bytes, cost_eur FROM live_costs")
            #expect(found.count == 1)
            #expect(try found.first?.text("live_id") == TestLog.live)
            #expect(try found.first?.integer("audio_bytes") == 2_100_100_000)
            #expect(try found.first?.integer("transport_bytes") == 2_100_100_800)
            // 21,000.5 and 0.5 millionths, each rounded by itself, as the rows of a bill are.
            #expect(try found.first?.text("cost_eur") == "0.021002")
            #expect(try await rows(store).map(\.cost.count).reduce(0, +) == 21_002)
        }
    }
}
