internal import Logging
internal import Synchronization

/// Writes to a database for callers that must not wait for it: in order, again and again while the database fails, and
/// within bounds.
///
/// A value that the database refuses is given up, so that it does not hold up those behind it.
final class Outbox<Key: Hashable & Sendable, Entry: Sendable>: Sendable {
    typealias Write = @Sendable ([Entry]) async throws(SQLError) -> Void

    /// What is waited for: everything that was put so far, of a key or of all.
    private struct Waiter {
        var key: Key?
        var version: UInt64
        /// Whether a failure of the database ends the wait.
        var givesUp: Bool
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var queue: OutboxQueue<Key, Entry>
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
        /// Whether the last write failed.
        var isFailing = false
        var isStopped = false
        var task: Task<Void, Never>?

        /// Removes those who need not wait any more; they are told outside the lock.
        mutating func takeWaiters(where isOver: (Waiter) -> Bool) -> [Waiter] {
            let over = waiters.filter { isOver($0.value) }
            for identifier in over.keys { waiters[identifier] = nil }
            return Array(over.values)
        }
    }

    private let table: RecordTable
    private let batchSize: Int
    private let retryPeriod: Duration
    private let clock: any Clock<Duration>
    private let metrics: OutboxMetrics
    private let logger: Logger
    private let write: Write
    private let state: Mutex<State>
    private let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    /// An outbox that keeps what it is given until it is started.
    /// - Parameters:
    ///   - limit: the most entries that wait.
    ///   - batchSize: the most that are written together.
    ///   - retryPeriod: the wait between two tries, by `clock`: real time in a node, since the database lives in it.
    ///   - write: writes a batch, all or nothing; to do it twice is to do it once.
    init(
        _ table: RecordTable, limit: Int, batchSize: Int, retryPeriod: Duration = .seconds(1),
        clock: any Clock<Duration> = ContinuousClock(), metrics: OutboxMetrics, logger: Logger, write: @escaping Write
    ) {
        self.table = table
        self.batchSize = batchSize
        self.retryPeriod = retryPeriod
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
        self.write = write
        state = Mutex(State(queue: OutboxQueue(limit: limit)))
        (wakeUps, wakeUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes an entry, in the place of one with the same key that is not written yet. Without room it is lost, and counted.
    func put(_ entry: Entry, for key: Key) {
        let isTaken = state.withLock { !$0.isStopped && $0.queue.put(entry, for: key) }
        guard isTaken else { return lose(1) }
        wakeUp.yield()
    }

    /// How many entries wait.
    var count: Int { state.withLock { $0.queue.count } }

    /// Begins to write.
    func start() {
        state.withLock { state in
            guard state.task == nil, !state.isStopped else { return }
            state.task = Task { await self.run() }
        }
    }

    /// Waits until what was put so far is written, unless the database fails: it is no use to wait for that.
    func settle() async { _ = await wait(for: nil, givesUp: true) }

    /// Waits until all that was put so far is written or given up, however long the database fails.
    /// - Returns: false when the task is cancelled before, or the outbox stopped.
    func waitUntilWritten() async -> Bool { await wait(for: nil, givesUp: false) }

    /// Waits until what was put for a key is written or given up, however long the database fails.
    /// - Returns: false when the task is cancelled before, or the outbox stopped.
    func waitUntilWritten(_ key: Key) async -> Bool { await wait(for: key, givesUp: false) }

    /// Writes what waits, for a limited time, and ends.
    /// - Returns: what the database did not take. Whoever does not keep it says so with ``lose(_:)``.
    func stop(atMost limit: Duration) async -> [Entry] {
        let drained = Task { await wait(for: nil, givesUp: false) }
        let timer = Task {
            try await clock.sleep(for: limit)
            drained.cancel()
        }
        _ = await drained.value
        timer.cancel()
        let task = state.withLock { state in
            state.isStopped = true
            return state.task
        }
        task?.cancel()
        wakeUp.finish()
        // A write that is under way may still succeed.
        await task?.value
        let (waiters, left) = state.withLock { state in
            defer { state.waiters = [:] }
            return (Array(state.waiters.values), state.queue.entries)
        }
        for waiter in waiters { waiter.continuation.resume(returning: false) }
        if !left.isEmpty {
            logger.error(
                "the database did not take the last entries in time",
                metadata: ["table": "\(table.rawValue)", "entries": "\(left.count)"])
        }
        return left
    }

    /// Counts entries that nobody keeps.
    func lose(_ entries: Int) {
        metrics.entriesLost.increment(table, by: entries)
    }

    private func run() async {
        var signals = wakeUps.makeAsyncIterator()
        var size = batchSize
        while !Task.isCancelled {
            let batch = state.withLock { $0.queue.batch(atMost: size) }
            guard !batch.isEmpty else {
                await signals.next()
                continue
            }
            do throws(SQLError) {
                try await write(batch.map(\.entry))
                size = batchSize
                finish(batch)
            } catch  where error.concernsData {
                // Alone, each shows whether it is the one.
                guard batch.count == 1 else {
                    size = 1
                    continue
                }
                logger.error(
                    "the database refuses an entry, which is given up",
                    metadata: ["table": "\(table.rawValue)", "error": "\(error)"])
                lose(1)
                finish(batch)
            } catch {
                fail(error)
                // Cancelled while it waits, the loop ends.
                try? await clock.sleep(for: retryPeriod)
            }
        }
    }

    private func finish(_ batch: [OutboxQueue<Key, Entry>.Pending]) {
        let (isBack, waiters) = state.withLock { state in
            state.queue.remove(batch)
            let isBack = state.isFailing
            state.isFailing = false
            return (isBack, state.takeWaiters { [queue = state.queue] in queue.isWritten($0.key, upTo: $0.version) })
        }
        for waiter in waiters { waiter.continuation.resume(returning: true) }
        if isBack { logger.notice("the database writes again", metadata: ["table": "\(table.rawValue)"]) }
    }

    private func fail(_ error: SQLError) {
        let (isNew, waiters) = state.withLock { state in
            let isNew = !state.isFailing
            state.isFailing = true
            return (isNew, state.takeWaiters { $0.givesUp })
        }
        for waiter in waiters { waiter.continuation.resume(returning: false) }
        metrics.failures.increment(table)
        guard isNew else { return }
        logger.error(
            "the database cannot be written: what is to be kept waits in memory",
            metadata: ["table": "\(table.rawValue)", "error": "\(error)"])
    }

    private func wait(for key: Key?, givesUp: Bool) async -> Bool {
        let identifier = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> Bool? in
                    let version = state.queue.version
                    if state.queue.isWritten(key, upTo: version) { return true }
                    if state.isStopped || Task.isCancelled || givesUp && state.isFailing { return false }
                    state.waiters[identifier] = Waiter(
                        key: key, version: version, givesUp: givesUp, continuation: continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: identifier) }
            waiter?.continuation.resume(returning: false)
        }
    }
}
