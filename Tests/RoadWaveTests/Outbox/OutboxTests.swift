import Logging
import RoadWaveTestServices
import Synchronization
import Testing

@testable import RoadWave

@Suite("Outbox", .timeLimit(.minutes(5)))
struct OutboxTests {
    /// A database that fails as long as it is told to, and remembers what it took.
    private final class Table: Sendable {
        struct State {
            var written: [Int] = []
            var tries = 0
            var failure: DatabaseFailure?
            /// Entries that the database will never take.
            var refused: Set<Int> = []
        }

        let state = Mutex(State())
        let metrics = MetricsRegistry()

        var written: [Int] { state.withLock { $0.written } }

        func fail(_ failure: DatabaseFailure?) { state.withLock { $0.failure = failure } }

        /// An outbox that tries again without a wait.
        func outbox(limit: Int = 100, batchSize: Int = 10) -> Outbox<Int, Int> {
            Outbox(
                .lives, limit: limit, batchSize: batchSize, retryPeriod: .zero, metrics: OutboxMetrics(metrics),
                logger: .silent
            ) { [self] entries throws(DatabaseFailure) in
                try state.withLock { state throws(DatabaseFailure) in
                    state.tries += 1
                    if let failure = state.failure { throw failure }
                    if !state.refused.isDisjoint(with: entries) { throw DatabaseFailure(.invalidValue, "no") }
                    state.written += entries
                }
            }
        }

        var lost: Int { metrics["roadwave_database_entries_lost_total{table=\"lives\"}"] ?? 0 }
    }

    private let gone = DatabaseFailure(.unreachable, "gone")

    @Test("what is put is written in order, before and after the start")
    func order() async {
        let table = Table()
        let outbox = table.outbox()
        for number in 0..<5 { outbox.put(number, for: number) }
        outbox.start()
        for number in 5..<25 { outbox.put(number, for: number) }
        await outbox.settle()
        #expect(table.written == Array(0..<25))
        #expect(await outbox.stop(atMost: .seconds(5)).isEmpty)
        #expect(table.lost == 0)
    }

    @Test("a database that fails and comes back gets everything, in order")
    func outage() async throws {
        let table = Table()
        table.fail(gone)
        let outbox = table.outbox()
        outbox.start()
        for number in 0..<30 { outbox.put(number, for: number) }
        try await until { table.state.withLock { $0.tries } > 3 }
        // Nobody who only reads waits for it.
        await outbox.settle()
        #expect(table.written == [])
        #expect(table.metrics["roadwave_database_failures_total{table=\"lives\"}"] ?? 0 > 2)
        async let isWritten = outbox.waitUntilWritten(29)
        table.fail(nil)
        #expect(await isWritten)
        #expect(table.written == Array(0..<30))
        #expect(await outbox.stop(atMost: .seconds(5)).isEmpty)
        #expect(table.lost == 0)
    }

    @Test("an entry that the database refuses is given up and counted, and holds up none behind it")
    func refusal() async {
        let table = Table()
        table.state.withLock { $0.refused = [3, 17] }
        let outbox = table.outbox()
        for number in 0..<20 { outbox.put(number, for: number) }
        outbox.start()
        await outbox.settle()
        #expect(table.written == (0..<20).filter { ![3, 17].contains($0) })
        #expect(table.lost == 2)
        #expect(await outbox.stop(atMost: .seconds(5)).isEmpty)
    }

    @Test("without room the newest is lost and counted")
    func limit() async {
        let table = Table()
        let outbox = table.outbox(limit: 3)
        for number in 0..<5 { outbox.put(number, for: number) }
        #expect(table.lost == 2)
        outbox.start()
        await outbox.settle()
        #expect(table.written == [0, 1, 2])
        #expect(await outbox.stop(atMost: .seconds(5)).isEmpty)
    }

    @Test("a stop writes what waits")
    func stop() async {
        let table = Table()
        let outbox = table.outbox(batchSize: 1)
        outbox.start()
        for number in 0..<20 { outbox.put(number, for: number) }
        #expect(await outbox.stop(atMost: .seconds(5)).isEmpty)
        #expect(table.written == Array(0..<20))
        // Nobody writes any more.
        outbox.put(20, for: 20)
        #expect(table.lost == 1)
    }

    @Test("a stop does not wait for ever: what is left is handed over, and who waits is told")
    func boundedStop() async {
        let table = Table()
        table.fail(gone)
        let outbox = table.outbox()
        outbox.start()
        outbox.put(1, for: 1)
        outbox.put(2, for: 2)
        async let isWritten = outbox.waitUntilWritten(2)
        #expect(await outbox.stop(atMost: .milliseconds(20)) == [1, 2])
        #expect(await !isWritten)
        #expect(table.lost == 0)
        outbox.lose(2)
        #expect(table.lost == 2)
    }

    @Test("who is cancelled waits no more")
    func cancellation() async {
        let table = Table()
        table.fail(gone)
        let outbox = table.outbox()
        outbox.put(1, for: 1)
        let waiter = Task { await outbox.waitUntilWritten(1) }
        waiter.cancel()
        #expect(await !waiter.value)
        #expect(outbox.count == 1)
    }
}
