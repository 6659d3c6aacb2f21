import RoadWaveMedia
import RoadWaveTestServices
import Synchronization

@testable import RoadWave

/// Workers, their jobs and recordings, and where they publish.
final class WorkerScene: Sendable {
    private struct State {
        var alerts: [String] = []
        var reports: [ReplayJob.Progress] = []
    }

    let clock = TurnedClock()
    let database: any NodeDatabase
    let queue: EmbeddedReplayQueue
    /// Where replays are published.
    let media: FaultyStorage
    let archive: RecordingArchive
    private let metrics = MetricsRegistry()
    private let state = Mutex(State())

    /// Runs a body with an empty database of one file.
    static func run(_ body: (WorkerScene) async throws -> Void) async throws {
        try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
            try await body(try WorkerScene(database))
        }
    }

    private init(_ database: any NodeDatabase) throws {
        self.database = database
        queue = EmbeddedReplayQueue(clock: NodeClock(clock))
        media = try FaultyStorage()
        archive = RecordingArchive(storage: try FaultyStorage())
    }

    var jobs: any ReplayJobs { database.replayJobs }
    /// The lives whose jobs have failed for good, with the reasons.
    var alerts: [String] { state.withLock(\.alerts) }
    /// What the workers said about their progress.
    var reports: [ReplayJob.Progress] { state.withLock(\.reports) }

    /// The attempts that ended in a way.
    func attempts(_ outcome: ReplayAttempt) -> Int {
        metric("roadwave_replay_attempts_total{outcome=\"\(outcome.rawValue)\"}")
    }

    /// The entries of the queue that named no live.
    var unreadableEntries: Int { metric("roadwave_replay_unreadable_entries_total") }

    /// The calls to the queue or the jobs that failed.
    var queueFailures: Int { metric("roadwave_replay_queue_failures_total") }

    private func metric(_ name: String) -> Int {
        for line in metrics.text.split(separator: "\n") where line.hasPrefix("\(name) ") {
            return Int(line.dropFirst(name.count + 1)) ?? -1
        }
        return -1
    }

    /// A live that is over and whose recording was handed over.
    func handedOver(_ recording: [UInt8]?, at seconds: Double = 0) async throws -> Live {
        let live = try await database.waitingLive("Sur la route", at: seconds)
        if let recording { try await archive.put(recording, of: live.id, at: 0) }
        return live
    }

    /// The state of a job.
    func state(of live: Live) async throws -> ReplayJob.State? { try await jobs.job(of: live.id)?.state }

    /// Waits for the end of a job, or for another state of it.
    /// - Parameter step: by which the clock is turned meanwhile.
    func wait(
        for live: Live, in states: Set<ReplayJob.State> = Set(ReplayJob.State.allCases.filter(\.isOver)),
        turning step: Duration = .zero
    ) async throws -> ReplayJob.State? {
        var found: ReplayJob.State?
        try await until {
            if step > .zero { clock.advance(by: step) }
            found = try await state(of: live)
            return found.map { states.contains($0) } ?? false
        }
        return found
    }

    /// Keeps the queue equal to the jobs.
    func keeper(of queue: (any ReplayQueue)? = nil, claimLifetime: Duration = .seconds(60)) -> ReplayQueueKeeper {
        ReplayQueueKeeper(keeping(queue, claimLifetime))
    }

    /// What a keeper uses.
    func keeping(_ queue: (any ReplayQueue)? = nil, _ claimLifetime: Duration) -> ReplayQueueKeeper.Resources {
        ReplayQueueKeeper.Resources(
            jobs: jobs, queue: queue ?? self.queue, clock: NodeClock(clock), claimLifetime: claimLifetime,
            metrics: ReplayMetrics(metrics), logger: .silent)
    }

    /// Runs a body beside a worker and a keeper of its queue, as in a process that makes replays. Both then stop.
    /// - Parameters:
    ///   - claimLifetime: no claim expires unless told: a clock that is turned may run far ahead of a conversion. So
    ///     does `longestStandstill`.
    ///   - recordings: what it reads.
    func withWorker(
        _ name: WorkerName = .test(), concurrency: Int = 1, claimLifetime: Duration = .seconds(1_000_000),
        longestStandstill: Duration = .seconds(1_000_000), queue: (any ReplayQueue)? = nil,
        media: (any ObjectStorage)? = nil,
        recordings: Recordings = .archived, mayWork: @escaping @Sendable () async -> Bool = { true },
        _ body: (_ worker: Task<Void, Never>) async throws -> Void
    ) async throws {
        var settings = ReplayConfiguration()
        settings.claimLifetime = claimLifetime
        settings.longestStandstill = longestStandstill
        let executor = QuietExecutor(threads: 2 * concurrency)
        let archive = archive
        let worker = ReplayWorker(
            name,
            resources: ReplayWorker.Resources(
                jobs: jobs, queue: queue ?? self.queue, media: media ?? self.media,
                openRecording: { live throws(StorageError) in try await recordings.open(live, in: archive) },
                clock: NodeClock(clock), settings: settings, metrics: ReplayMetrics(metrics), logger: .silent,
                mayWork: mayWork,
                alert: { live, reason in self.state.withLock { $0.alerts.append("\(live): \(reason)") } },
                report: { _, progress in self.state.withLock { $0.reports.append(progress) } }),
            executor: executor)
        let keeper = keeper(of: queue, claimLifetime: claimLifetime)
        let running = Task {
            await withDiscardingTaskGroup { group in
                group.addTask { await keeper.run() }
                group.addTask { await worker.run(concurrency: concurrency) }
            }
        }
        do {
            try await body(running)
        } catch {
            await stop(running, executor)
            throw error
        }
        await stop(running, executor)
    }

    /// What a worker reads.
    enum Recordings: Sendable {
        /// What was handed over.
        case archived
        case held(PausedRecording)
        /// An error, for one live or for all.
        case failing(StorageError, of: LiveID?)

        fileprivate func open(
            _ live: LiveID, in archive: RecordingArchive
        ) async throws(StorageError) -> (any RecordingSource)? {
            switch self {
            case .failing(let error, nil): throw error
            case .failing(let error, let bad?) where bad == live: throw error
            case .archived, .failing: return try await archive.recording(of: live)
            case .held(let recording): return recording
            }
        }
    }

    /// The objects of a replay, by their keys.
    func objects(of live: Live) async throws -> [ObjectKey: [UInt8]] {
        var found: [ObjectKey: [UInt8]] = [:]
        for key in try await media.list(try ReplayKeys(live.id).prefix, after: nil, limit: 1_000) {
            found[key] = try await media.get(key).bytes
        }
        return found
    }

    private func stop(_ worker: Task<Void, Never>, _ executor: QuietExecutor) async {
        media.repair()
        worker.cancel()
        await worker.value
        await executor.shutdown()
    }
}

/// A recording that is read once a test says so, or not at all when the reader is cancelled.
final class PausedRecording: RecordingSource {
    private let bytes: RecordingBytes
    private let clock = TurnedClock()
    private let isRead = Mutex(false)

    init(_ bytes: [UInt8]) { self.bytes = RecordingBytes(bytes) }

    var size: Int64 { bytes.size }
    /// Whether somebody waits for it.
    var isAwaited: Bool { isRead.withLock(\.self) }

    func release() { clock.advance(by: .seconds(1)) }

    func read(at offset: Int64, count: Int) async throws -> [UInt8] {
        isRead.withLock { $0 = true }
        try await clock.sleep(until: TurnedClock.Instant(sinceStart: .seconds(1)), tolerance: nil)
        return bytes.read(at: offset, count: count)
    }
}
