import RoadWaveTestServices
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
}
