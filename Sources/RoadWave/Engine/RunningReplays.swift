internal import Glibc
internal import Logging
internal import RoadWaveMedia
internal import ServiceLifecycle
internal import Synchronization

/// What a node or a worker process has to make replays: the jobs, their queue, and the secondary storage.
struct RunningReplays: Sendable {
    let jobs: any ReplayJobs
    let retention: any RetentionStore
    let queue: any ReplayQueue
    let archive: RecordingArchive
    let media: any ObjectStorage
    /// Whether the database has lives whose media is in the directories of other nodes.
    var isMediaElsewhere = false
    let configuration: ReplayConfiguration
    let clock: NodeClock
    let metrics: ReplayMetrics
    let sweeps: SweepMetrics
    let logger: Logger

    /// - Parameter media: the storage where replays are published.
    static func open(
        _ configuration: NodeConfiguration, jobs: any ReplayJobs, retention: any RetentionStore,
        media: any ObjectStorage, clock: NodeClock, metrics: ReplayMetrics, sweeps: SweepMetrics,
        logger: Logger
    ) throws(RoadWaveError) -> RunningReplays {
        RunningReplays(
            jobs: jobs, retention: retention, queue: queue(configuration, clock: clock),
            archive: RecordingArchive(storage: try SecondaryStorage.open(configuration, logger)), media: media,
            isMediaElsewhere: configuration.postgres != nil && configuration.s3 == nil,
            configuration: configuration.replay, clock: clock, metrics: metrics, sweeps: sweeps, logger: logger)
    }

    /// The queue: a stream of Redis, or the rows themselves.
    static func queue(_ configuration: NodeConfiguration, clock: NodeClock) -> any ReplayQueue {
        guard let address = configuration.redis else { return EmbeddedReplayQueue(clock: clock) }
        return RedisReplayQueue(address: address) { clock.now }
    }

    /// The copies of a node's recordings.
    func backup(
        of directory: RecordingDirectory, on node: NodeID = NodeID(), metrics: RecordingMetrics
    ) -> RecordingBackup {
        RecordingBackup(
            of: directory, to: archive, every: configuration.backupPeriod, clock: clock,
            outlets: RecordingBackup.Outlets(
                unrecorded: { [jobs] lives in try await jobs.unrecorded(among: lives) },
                isHandedOver: { [jobs] live in
                    guard try await jobs.job(of: live) != nil else { return false }
                    return try await jobs.unrecorded(among: [live]).isEmpty
                },
                handOver: { [jobs] live, bytes in
                    guard try await !handOver(live, bytes: bytes), try await jobs.job(of: live) == nil else { return }
                    throw DatabaseFailure(.unreadable, "the end of the live is not in the catalogue yet")
                },
                announce: { [retention] lives in try await retention.noteSender(node, of: lives) },
                isReleased: { [retention] live in try await !retention.releasedRecordings(among: [live]).isEmpty },
                metrics: metrics, logger: logger))
    }

    /// Hands a recording over.
    /// - Parameter bytes: its size in the secondary storage.
    /// - Returns: whether its job waits for a worker now.
    func handOver(_ live: LiveID, bytes: Int64) async throws -> Bool {
        // Before the job is handed over: from then on a worker may take it.
        try await retention.noteRecording(of: live, bytes: bytes)
        guard try await jobs.handOver(live, at: clock.date) else { return false }
        do {
            try await queue.add([live])
        } catch {
            // `ReplayQueueKeeper` compares the queue with the rows.
            logger.warning("a job waits for the queue", metadata: ["live": "\(live)", "error": "\(error)"])
        }
        return true
    }

    /// A sweep of the storages, and of the recordings of this machine.
    func sweep(of directory: RecordingDirectory) -> RetentionSweep {
        RetentionSweep(
            resources: RetentionSweep.Resources(
                store: retention, media: media, isMediaElsewhere: isMediaElsewhere, archive: archive,
                directory: directory, rules: configuration.retention, metrics: sweeps, logger: logger))
    }

    /// The recording of a live, for a worker; nil if there is none.
    /// - Throws: a transient failure if this process finds less than was handed over: another process may find all.
    ///   See docs/decisions/replay.md, « A recording that is not here ».
    func recording(of live: LiveID) async throws(StorageError) -> ArchivedRecording? {
        let recorded: Int64
        let recording: ArchivedRecording?
        do {
            recorded = try await retention.recordings(of: [live])[live]?.recordedBytes ?? 0
            recording = try await archive.recording(of: live)
        } catch {
            // Transient, even for a missing bucket: it is no fault of the job.
            throw StorageError(
                code: .unavailable, message: "the recording of \(live) cannot be looked for", cause: error)
        }
        let found = recording?.size ?? 0
        guard found >= recorded else {
            throw StorageError(
                code: .unavailable,
                message: """
                    \(recorded) bytes were recorded of \(live), and \(found) are in the secondary storage of this \
                    process: give all nodes and workers the same \(NodeConfiguration.Key.secondaryEndpoint.rawValue)
                    """)
        }
        return recording
    }

    /// Keeps the queue equal to the rows, in each node and each worker process.
    func keeper() -> ReplayQueueKeeper {
        ReplayQueueKeeper(
            ReplayQueueKeeper.Resources(
                jobs: jobs, queue: queue, clock: clock, claimLifetime: configuration.claimLifetime, metrics: metrics,
                logger: logger))
    }

    /// A worker of this process.
    /// - Parameters:
    ///   - concurrency: how many jobs it does side by side.
    ///   - mayWork: no job is taken while this is false.
    ///   - report: called with the progress of each job.
    func worker(
        concurrency: Int, mayWork: @escaping @Sendable () async -> Bool = { true },
        alert: @escaping @Sendable (LiveID, String) -> Void,
        report: @escaping @Sendable (LiveID, ReplayJob.Progress) -> Void = { _, _ in }
    ) -> WorkerService {
        // A conversion keeps two threads busy.
        let executor = QuietExecutor(threads: 2 * concurrency)
        let worker = ReplayWorker(
            WorkerName(host: Self.hostName, process: getpid()),
            resources: ReplayWorker.Resources(
                jobs: jobs, queue: queue, media: media,
                openRecording: { live throws(StorageError) in try await recording(of: live) },
                clock: clock, settings: configuration, metrics: metrics, logger: logger, mayWork: mayWork,
                alert: alert, report: report),
            executor: executor)
        return WorkerService(worker: worker, executor: executor, concurrency: concurrency, clock: clock)
    }

    /// Closes the secondary storage, once no more calls are made.
    func close() async { await archive.storage.close() }

    /// The name of this machine.
    static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "host" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// A worker as a service of a group. A graceful shutdown gives its job back.
struct WorkerService: Service {
    let worker: ReplayWorker
    let executor: QuietExecutor
    let concurrency: Int
    let clock: NodeClock

    /// How long a stop waits for the threads of conversions, which do not end while a conversion hangs.
    private static let stopTimeout = Duration.milliseconds(400)

    func run() async {
        await clock.runUntilShutdown(stoppingWithin: ReplayConfiguration.stopTimeout) {
            await worker.run(concurrency: concurrency)
        }
        _ = await clock.wait(for: [Task { await executor.shutdown() }], atMost: Self.stopTimeout)
    }
}

/// The comparison of the queue with the rows as a service of a group.
struct ReplayQueueService: Service {
    let keeper: ReplayQueueKeeper
    let clock: NodeClock

    /// How long a stop waits for a call to the database or to Redis. A call that goes on afterwards does no harm.
    private static let stopTimeout = Duration.milliseconds(100)

    func run() async {
        await clock.runUntilShutdown(stoppingWithin: Self.stopTimeout) { await keeper.run() }
    }
}

/// The copies of recordings as a service of a group.
struct BackupService: Service {
    let backup: RecordingBackup
    /// The recordings that were there before the node took lives.
    let leftovers: [LiveID]
    let clock: NodeClock

    /// How long a stop waits for the last copies. The next start of the node sends the rest.
    private static let stopTimeout = Duration.seconds(3)

    func run() async {
        await cancelWhenGracefulShutdown { await backup.run(leftovers: leftovers) }
        // By now the lives of the node are over.
        _ = await clock.wait(for: [Task { await backup.flush() }], atMost: Self.stopTimeout)
    }
}

/// The tests of the secondary storage as a service of a group.
struct SecondaryWatchService: Service {
    let watch: SecondaryWatch

    func run() async { await cancelWhenGracefulShutdown { await watch.run() } }
}

/// The daily sweep as a service of a group.
struct SweepService: Service {
    let sweep: RetentionSweep
    let period: Duration
    let clock: NodeClock

    func run() async {
        await cancelWhenGracefulShutdown {
            try? await clock.sleep(for: min(period, ReplayConfiguration.firstSweep))
            while !Task.isCancelled {
                _ = await sweep.run()
                try? await clock.sleep(for: period)
            }
        }
    }
}
