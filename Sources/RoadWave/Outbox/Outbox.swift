internal import Logging
internal import Synchronization

/// Writes to a database for callers that must not wait for it: in order, repeatedly while the database fails, and
/// within bounds.
///
/// A value that the database refuses is dropped, so that it does not block the values behind it.
final class Outbox<Key: Hashable & Sendable, Entry: Sendable>: Sendable {
    typealias Write = @Sendable ([Entry]) async throws(DatabaseFailure) -> Void

    /// A caller that waits until everything added so far is written, for one key or for all keys.
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

        /// Removes the waiters that need not wait any more. They are resumed outside the lock.
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

    /// An outbox that holds its entries until it is started.
    /// - Parameters:
    ///   - limit: the most entries that wait.
    ///   - batchSize: the most entries in one write.
    ///   - retryPeriod: the wait between two tries, by `clock`: real time in a node, since the database runs in real
    ///     time.
    ///   - write: writes a batch, all or nothing. It must be idempotent.
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

    /// Adds an entry, in place of an unwritten one with the same key. Without room the entry is lost, and counted.
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

    /// Waits until all entries added so far are written. It returns early if the database fails.
    func settle() async { _ = await wait(for: nil, givesUp: true) }

    /// Waits until all entries added so far are written or dropped, however long the database fails.
    /// - Returns: false if the task was cancelled first, or the outbox stopped.
    func waitUntilWritten() async -> Bool { await wait(for: nil, givesUp: false) }

    /// Waits until the entries added for a key are written or dropped, however long the database fails.
    /// - Returns: false if the task was cancelled first, or the outbox stopped.
    func waitUntilWritten(_ key: Key) async -> Bool { await wait(for: key, givesUp: false) }

    /// Writes the waiting entries for a limited time, and ends.
    /// - Returns: the entries that the database did not take. A caller that does not keep them calls ``lose(_:)``.
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
        // A write in progress may still succeed.
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

    /// Counts lost entries.
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
            do throws(DatabaseFailure) {
                try await write(batch.map(\.entry))
                size = batchSize
                finish(batch)
            } catch  where error.concernsData {
                // One write for each entry shows which one the database refuses.
                guard batch.count == 1 else {
                    size = 1
                    continue
                }
                logger.error(
                    "the database refuses an entry, which is dropped",
                    metadata: ["table": "\(table.rawValue)", "error": "\(error)"])
                lose(1)
                finish(batch)
            } catch {
                fail(error)
                // If it is cancelled during this wait, the loop ends.
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
        if isBack { logger.notice("the database can be written again", metadata: ["table": "\(table.rawValue)"]) }
    }

    private func fail(_ error: DatabaseFailure) {
        let (isNew, waiters) = state.withLock { state in
            let isNew = !state.isFailing
            state.isFailing = true
            return (isNew, state.takeWaiters { $0.givesUp })
        }
        for waiter in waiters { waiter.continuation.resume(returning: false) }
        metrics.failures.increment(table)
        guard isNew else { return }
        logger.error(
            "the database cannot be written: the entries wait in memory",
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
