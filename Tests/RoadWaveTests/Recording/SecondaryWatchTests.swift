import RoadWaveTestServices
import Synchronization
import Testing

@testable import RoadWave

@Suite("Tests of the secondary storage", .timeLimit(.minutes(1)))
struct SecondaryWatchTests {
    private let storage: FaultyStorage
    private let clock = TurnedClock()
    private let metrics = MetricsRegistry()
    private let log = LogLines()
    private let watch: SecondaryWatch

    init() throws {
        storage = try FaultyStorage()
        watch = SecondaryWatch(
            storage, remedy: "check the settings", clock: NodeClock(clock), metrics: RecordingMetrics(metrics),
            logger: log.logger)
    }

    @Test("a storage that works is not mentioned, and nothing stays in it")
    func works() async throws {
        for _ in 0..<2 { await watch.look() }
        #expect(await watch.failure == nil)
        #expect(log.all == [])
        #expect(metrics.text.contains("\nroadwave_secondary_storage_failing 0\n"))
        #expect(try await storage.list(.all, after: nil, limit: 10) == [])
    }

    @Test("a failure is logged once with its remedy, and so is its end")
    func fails() async throws {
        storage.setFault { _ in .fails(.accessDenied) }
        for _ in 0..<3 { await watch.look() }
        #expect(await watch.failure?.contains("a fault of the test") == true)
        #expect(metrics.text.contains("\nroadwave_secondary_storage_failing 1\n"))
        #expect(log.all == ["error recordings cannot be copied to the secondary storage: check the settings"])
        storage.repair()
        for _ in 0..<3 { await watch.look() }
        #expect(await watch.failure == nil)
        #expect(metrics.text.contains("\nroadwave_secondary_storage_failing 0\n"))
        #expect(log.all.last == "notice the secondary storage works again")
        #expect(log.all.count == 2)
    }

    @Test("it tests at once, and a minute after each test")
    func period() async throws {
        let running = Task { await watch.run() }
        try await until { storage.journal.count == 2 }
        storage.setFault { _ in .fails(.unavailable) }
        clock.advance(by: .seconds(59))
        #expect(await watch.failure == nil)
        try await until {
            clock.advance(by: .seconds(1))
            return await watch.failure != nil
        }
        running.cancel()
        await running.value
    }

    @Test("a worker process only looks for recordings: it writes nothing, and says what keeps it from taking jobs")
    func reading() async throws {
        let closed = ClosedStorage(storage)
        let watch = reader(of: closed)
        #expect(await !watch.works)
        for _ in 0..<2 { await watch.look() }
        #expect(await !watch.works)
        #expect(
            log.all == [
                "error recordings cannot be read from the secondary storage, and no job is taken: check the settings"
            ])
        closed.open()
        await watch.look()
        #expect(await watch.works)
        #expect(log.all.last == "notice the secondary storage works again")
        #expect(storage.journal == [])
    }

    @Test("a worker process whose jobs wait for the storage looks again after five seconds, and else after a minute")
    func waitingPeriod() async throws {
        let closed = ClosedStorage(storage)
        let watch = reader(of: closed)
        let running = Task { await watch.run() }
        #expect(await clock.nextSleep() == .seconds(5))
        closed.open()
        clock.advance(by: .seconds(5))
        #expect(await clock.nextSleep() == .seconds(60))
        #expect(await watch.works)
        running.cancel()
        await running.value
    }

    private func reader(of storage: any ObjectStorage) -> SecondaryWatch {
        SecondaryWatch(
            storage, for: .reading, remedy: "check the settings", clock: NodeClock(clock),
            metrics: RecordingMetrics(metrics), logger: log.logger)
    }

    /// A storage that lists nothing before it is opened.
    private final class ClosedStorage: ObjectStorage {
        private let base: any ObjectStorage
        private let isOpen = Mutex(false)

        init(_ base: any ObjectStorage) { self.base = base }

        func open() { isOpen.withLock { $0 = true } }

        func put(_ bytes: [UInt8], key: ObjectKey, attributes: ObjectAttributes) async throws(StorageError) {
            try await base.put(bytes, key: key, attributes: attributes)
        }

        func get(_ key: ObjectKey, range: Range<Int>?) async throws(StorageError) -> StoredObject {
            try await base.get(key, range: range)
        }

        func head(_ key: ObjectKey) async throws(StorageError) -> ObjectMetadata { try await base.head(key) }

        func delete(_ key: ObjectKey) async throws(StorageError) { try await base.delete(key) }

        func list(_ prefix: ObjectPrefix, after key: ObjectKey?, limit: Int) async throws(StorageError) -> [ObjectKey] {
            guard isOpen.withLock(\.self) else { throw StorageError(code: .accessDenied, message: "closed") }
            return try await base.list(prefix, after: key, limit: limit)
        }
    }
}
