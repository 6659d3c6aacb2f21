package import Logging
internal import RoadWaveMedia

/// A process that only makes replays: `roadwave-server worker`. It reads recordings from the secondary storage, and needs
/// no disk.
package struct WorkerProcess: Sendable {
    /// How far a replay is.
    package struct Progress: Sendable {
        /// The live.
        package let live: LiveID
        /// `measuring`, `encoding` or `verifying`.
        package let stage: String
        /// Of the whole work, 0 to 100.
        package let percent: Int
        /// The estimated rest in seconds; nil at the beginning.
        package let remainingSeconds: Int?
    }

    private let configuration: NodeConfiguration
    private let concurrency: Int
    private let logger: Logger
    private let ready: @Sendable (String) -> Void
    private let report: @Sendable (Progress) -> Void

    /// - Parameters:
    ///   - concurrency: how many jobs it does side by side.
    ///   - ready: called with the worker's name, once it takes jobs.
    ///   - report: called with the progress of each job, every two seconds.
    package init(
        configuration: NodeConfiguration, concurrency: Int, logger: Logger,
        ready: @escaping @Sendable (String) -> Void, report: @escaping @Sendable (Progress) -> Void
    ) {
        self.configuration = configuration
        self.concurrency = concurrency
        self.logger = logger
        self.ready = ready
        self.report = report
    }

    /// Works until the graceful shutdown of its group, which gives the job at hand back, and lasts less than 5 s whatever
    /// hangs. See docs/decisions/replay.md, « Stops while a storage is away ».
    /// - Throws: `RoadWaveError` when the database or a storage cannot be used.
    package func run() async throws {
        let clock = NodeClock(ContinuousClock())
        var parts = OpenedParts()
        let (replays, monitoring): (RunningReplays, RunningMonitoring)
        do {
            (replays, monitoring) = try await open(&parts, clock)
        } catch {
            await parts.close()
            throw error
        }
        let opened = parts
        await clock.runUntilShutdown(stoppingWithin: ReplayConfiguration.processStopTimeout) {
            await work(replays, monitoring)
            // In a task of its own: this one is cancelled.
            await Task { await opened.close() }.value
        }
    }

    /// Opens the parts one after another.
    private func open(
        _ parts: inout OpenedParts, _ clock: NodeClock
    ) async throws -> (RunningReplays, RunningMonitoring) {
        let database = try await DatabaseMigration.open(configuration, clock: clock, logger: logger)
        parts.add { await database.close() }
        let media = try await MediaStorage.open(configuration, logger)
        parts.add { await media.close() }
        let replays = try RunningReplays.open(
            configuration, jobs: database.replayJobs, retention: database.retention, media: media, clock: clock,
            metrics: ReplayMetrics(MetricsRegistry()), sweeps: SweepMetrics(MetricsRegistry()), logger: logger)
        parts.add { await replays.close() }
        let monitoring = try await RunningMonitoring.open(
            configuration, directory: nil, watchesResources: false, clock: clock,
            metrics: AlertMetrics(MetricsRegistry()), logger: logger)
        parts.add { await monitoring.close() }
        return (replays, monitoring)
    }

    private func work(_ replays: RunningReplays, _ monitoring: RunningMonitoring) async {
        let secondary = SecondaryWatch(
            replays.archive.storage, for: .reading, remedy: SecondaryStorage.remedy(configuration),
            clock: replays.clock, metrics: RecordingMetrics(MetricsRegistry()), logger: logger)
        let service = replays.worker(
            concurrency: concurrency, mayWork: { await secondary.works },
            alert: { [logger] live, reason in
                logger.critical("a replay has failed for good", metadata: ["live": "\(live)", "reason": "\(reason)"])
                monitoring.desk.replayFailed(live, reason: reason)
            },
            report: { [report] live, progress in
                report(
                    Progress(
                        live: live, stage: progress.stage.rawValue, percent: progress.percent,
                        remainingSeconds: progress.remainingSeconds))
            })
        // What does not work is said first. A storage that does not answer keeps nobody waiting for long.
        _ = await replays.clock.wait(
            for: [Task { await secondary.look() }], atMost: ReplayConfiguration.longestFirstLook)
        guard !Task.isCancelled else { return }
        ready(service.worker.name.description)
        await withDiscardingTaskGroup { group in
            let looking = SecondaryWatchService(watch: secondary)
            group.addTask { await looking.run() }
            let keeping = ReplayQueueService(keeper: replays.keeper(), clock: replays.clock)
            group.addTask { await keeping.run() }
            group.addTask { await service.run() }
            group.addTask { await monitoring.sending.run() }
        }
    }
}
