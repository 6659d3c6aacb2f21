import Logging
import RoadWaveRTC

@testable import RoadWave

/// The audiences of one node, on a store and records in memory, with a clock that a test turns.
struct AudienceScene: Sendable {
    let store: WatchedAudience
    let records: MemoryRecords
    let clock: TurnedClock
    let keeper: AudienceKeeper
    let archive: AudienceArchive

    /// - Parameters:
    ///   - store: what nodes share; so are the records.
    ///   - clock: what the nodes of a test share, too.
    init(
        store: WatchedAudience = WatchedAudience(), records: MemoryRecords = MemoryRecords(),
        clock: TurnedClock = TurnedClock(), logger: Logger = .silent
    ) {
        self.store = store
        self.records = records
        self.clock = clock
        let metrics = MetricsRegistry()
        archive = AudienceArchive(records: records, metrics: OutboxMetrics(metrics), logger: .silent)
        archive.start()
        keeper = AudienceKeeper(
            store: store, archive: archive, configuration: AudienceConfiguration(),
            clock: NodeClock(clock, startDate: .at(0)), metrics: AudienceMetrics(metrics), logger: logger,
            followed: { [] }, publish: { _, _, _ in })
    }

    /// Runs the periods of the node beside a body.
    func running(_ body: () async throws -> Void) async rethrows {
        let periods = Task { await keeper.run() }
        do {
            try await body()
        } catch {
            periods.cancel()
            await periods.value
            throw error
        }
        periods.cancel()
        await periods.value
    }
}
