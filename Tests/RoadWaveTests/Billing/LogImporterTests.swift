import RoadWaveMedia
import Testing

@testable import RoadWave

@Suite("Import of logs", .timeLimit(.minutes(5)))
struct LogImporterTests {
    /// Some twenty lines.
    private static let portion = 8_192

    private func importer(_ store: any UsageStore) throws -> LogImporter {
        LogImporter(store: store, rules: try #require(TestLog.rules()), portion: Self.portion)
    }

    private func segments(_ store: any UsageStore) async throws -> Int64 {
        try await store.rows(month: nil, live: nil, after: nil, limit: 100).reduce(0) { $0 + $1.usage.segments }
    }

    private func lines(_ count: Int) -> String { (0..<count).map { _ in TestLog.line() + "\n" }.joined() }

    @Test("only new lines are imported")
    func again() async throws {
        try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
            let importer = try importer(database.usage)
            let log = MemoryLog(lines(70))
            #expect(try await importer.run(log, now: TestLog.noon).counts.lines == 70)
            #expect(try await importer.run(log, now: TestLog.noon).counts.lines == 0)
            log.write(lines(3))
            #expect(try await importer.run(log, now: TestLog.noon).counts.lines == 3)
            #expect(try await segments(database.usage) == 73)
        }
    }

    @Test("a line that is half written counts once it is completed")
    func halfWritten() async throws {
        try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
            let importer = try importer(database.usage)
            let line = TestLog.line()
            let log = MemoryLog(lines(2) + line.prefix(100))
            let report = try await importer.run(log, now: TestLog.noon)
            #expect(report.counts.lines == 2)
            #expect(report.unfinishedBytes == 100)
            log.write(line.dropFirst(100) + "\n")
            #expect(try await importer.run(log, now: TestLog.noon).counts == LineCounts(lines: 1))
        }
    }

    @Test("garbage, an endless line and binary bytes are counted, and the lines between them are billed")
    func hostile() async throws {
        try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
            let importer = try importer(database.usage)
            let long = String(repeating: "x", count: 3 * Self.portion)
            let log = MemoryLog("garbage\n" + lines(1) + long)
            #expect(try await importer.run(log, now: TestLog.noon).unfinishedBytes == 0)
            log.write(long + "\n" + lines(1) + "\u{0}\u{1F399}\n\n" + lines(1))
            _ = try await importer.run(log, now: TestLog.noon)
            #expect(try await segments(database.usage) == 3)
            #expect(
                try await database.usage.lines() == LineCounts(lines: 7, refused: [.unreadable: 3, .tooLong: 1]))
        }
    }

    @Test("a log of another format is not imported")
    func foreign() async throws {
        try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
            let report = try await importer(database.usage).run(MemoryLog("127.0.0.1 - - [x]\n"), now: TestLog.noon)
            #expect(report.isUnknown)
            #expect(try await database.usage.lines() == LineCounts())
        }
    }

    @Test("a log that is truncated and rewritten during a read is not mixed with the old one")
    func truncated() async throws {
        try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
            let importer = try importer(database.usage)
            let log = MemoryLog(lines(10))
            _ = try await importer.run(log, now: TestLog.noon)
            log.write(lines(10))
            var reads = 0
            let anew = lines(40)
            log.beforeRead = { log in
                reads += 1
                // The head was read as the old log's; the lines are read from the new one, at the old offset.
                if reads == 2 { log.bytes = Array(anew.utf8) }
            }
            #expect(try await importer.run(log, now: TestLog.noon).wasReplaced)
            #expect(try await segments(database.usage) == 10)
            _ = try await importer.run(log, now: TestLog.noon)
            #expect(try await segments(database.usage) == 50)
        }
    }

    @Test("two imports at once count each line once")
    func together() async throws {
        try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
            let importer = try importer(database.usage)
            let text = lines(300)
            let added = try await withThrowingTaskGroup(of: Int64.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await importer.run(MemoryLog(text), now: TestLog.noon).counts.lines }
                }
                return try await group.reduce(0, +)
            }
            #expect(added == 300)
            #expect(try await segments(database.usage) == 300)
        }
    }

    @Test("an import that dies at any call, before or after its effect, loses nothing and counts nothing twice")
    func killed() async throws {
        let text = lines(60)
        for call in 0..<8 {
            for isDone in [false, true] {
                try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
                    let dying = DyingStore(store: database.usage, call: call, isDone: isDone)
                    _ = try? await importer(dying).run(MemoryLog(text), now: TestLog.noon)
                    _ = try await importer(database.usage).run(MemoryLog(text), now: TestLog.noon)
                    #expect(try await segments(database.usage) == 60)
                }
            }
        }
    }

    @Test(
        "whatever becomes of the logs between imports that die, the sums are exact", arguments: 0..<20 as Range<UInt64>)
    func seeded(seed: UInt64) async throws {
        try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
            var random = SplitMix64(seed: seed)
            var folder = [MemoryLog()]
            var (written, half): (Int64, Substring) = (0, "")
            for _ in 0..<60 {
                switch Int.random(in: 0..<10, using: &random) {
                case 0..<4:
                    let count = Int.random(in: 1...30, using: &random)
                    // What was half written is completed first.
                    folder[0].write(half + (half.isEmpty ? "" : "\n") + lines(count))
                    written += Int64(count + (half.isEmpty ? 0 : 1))
                    half = ""
                case 4 where half.isEmpty:
                    let line = TestLog.line()
                    folder[0].write(String(line.prefix(60)))
                    half = line.dropFirst(60)
                case 5 where half.isEmpty:
                    // Renamed, and a new file opened.
                    folder.insert(MemoryLog(), at: 0)
                case 6 where half.isEmpty:
                    // Copied, then truncated: the copy has other names and numbers, and the same bytes.
                    folder.insert(MemoryLog(String(decoding: folder[0].bytes, as: UTF8.self)), at: 1)
                    folder[0].bytes = []
                default:
                    // Two machines, of which one dies now and then, in any order of the files.
                    let dying = DyingStore(
                        store: database.usage, call: Int.random(in: 0..<12, using: &random),
                        isDone: .random(using: &random))
                    for log in folder.shuffled(using: &random) {
                        _ = try? await importer(dying).run(log, now: TestLog.noon)
                    }
                }
            }
            if !half.isEmpty {
                folder[0].write(half + "\n")
                written += 1
            }
            for log in folder { _ = try await importer(database.usage).run(log, now: TestLog.noon) }
            #expect(try await segments(database.usage) == written)
            #expect(try await database.usage.lines() == LineCounts(lines: written))
        }
    }
}

/// A store whose process dies at one of its calls: the call had taken effect by then, or not.
private final class DyingStore: UsageStore {
    private let store: any UsageStore
    private let call: Int
    private let isDone: Bool
    private let calls = Counter()

    init(store: any UsageStore, call: Int, isDone: Bool) {
        self.store = store
        self.call = call
        self.isDone = isDone
    }

    private actor Counter {
        private var count = -1

        func next() -> Int {
            count += 1
            return count
        }
    }

    private static let death = DatabaseFailure(.unreachable, "the process is dead")

    func position(in log: SeenLog, at now: WallDate) async throws(DatabaseFailure) -> LogPosition {
        let number = await calls.next()
        if number > call || number == call && !isDone { throw Self.death }
        let position = try await store.position(in: log, at: now)
        if number == call { throw Self.death }
        return position
    }

    func record(
        _ tally: UsageTally, of log: SeenLog, from start: LogPosition, to end: LogPosition
    ) async throws(DatabaseFailure) -> Bool {
        let number = await calls.next()
        if number > call || number == call && !isDone { throw Self.death }
        let isRecorded = try await store.record(tally, of: log, from: start, to: end)
        if number == call { throw Self.death }
        return isRecorded
    }

    func rows(
        month: BillingMonth?, live: LiveID?, after row: UsageRow?, limit: Int
    ) async throws(DatabaseFailure) -> [UsageRow] {
        try await store.rows(month: month, live: live, after: row, limit: limit)
    }

    func lines() async throws(DatabaseFailure) -> LineCounts { try await store.lines() }
}
