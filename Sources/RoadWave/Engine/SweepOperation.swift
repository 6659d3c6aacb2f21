package import Logging

/// One sweep in a process of its own: `roadwave-server sweep`.
package enum SweepOperation {
    /// The result of a sweep.
    package struct Outcome: Hashable, Sendable {
        /// What was deleted, then what stays and why, one line each.
        package var lines: [String]
        /// Why the sweep ended before its time; nil if it did not.
        package var failure: String?
    }

    /// Sweeps the storages of a configuration, and the recordings in its data directory, if it has any.
    /// - Parameters:
    ///   - data: a data directory in place of that of the configuration; it has to exist.
    ///   - isDryRun: whether nothing is deleted.
    ///   - isForced: whether more than three days of the audit trail may go at once.
    /// - Throws: `RoadWaveError` when the database, a storage or the directory cannot be used.
    package static func run(
        _ configuration: NodeConfiguration, data: String? = nil, isDryRun: Bool, isForced: Bool = false,
        logger: Logger
    ) async throws(RoadWaveError) -> Outcome {
        var configuration = configuration
        if let data {
            try DataDirectory.requireExisting(data)
            configuration.dataDirectory = data
        }
        let recordings = RecordingDirectory(
            path: "\(configuration.dataDirectory)/recordings", configuration: configuration.recording)
        return try await RunningReplays.with(configuration, logger: logger) { replays, database in
            // Beside a node: files are removed, and nothing of the directory is locked.
            let report = await replays.sweep(of: recordings).run(isDryRun: isDryRun)
            var outcome = Outcome(
                lines: report.date == nil ? [] : report.lines, failure: report.failure.map { "\($0)" })
            do throws(DatabaseFailure) {
                let trail = try await database.auditStore.sweep(isForced: isForced, isDryRun: isDryRun)
                outcome.lines += trail.lines(isDryRun: isDryRun)
                if trail.isWithheld, !isDryRun { outcome.failure = outcome.failure ?? "the audit trail was not swept" }
            } catch {
                outcome.failure = outcome.failure ?? "\(error)"
            }
            return outcome
        }
    }
}

extension RunningReplays {
    /// Calls `body` in a process that is not a node, with the jobs and the storages of a configuration.
    /// - Throws: `RoadWaveError` when the database or a storage cannot be used, also when they should be in a data
    ///   directory that no node has used.
    static func with<Result: Sendable>(
        _ configuration: NodeConfiguration, timeouts: PostgresTimeouts = PostgresTimeouts(), logger: Logger,
        _ body: (RunningReplays, any NodeDatabase) async -> Result
    ) async throws(RoadWaveError) -> Result {
        if configuration.postgres == nil {
            try NodeDatabases.requireExisting(configuration)
        } else if configuration.s3 == nil || configuration.secondaryS3 == nil {
            try DataDirectory.requireExisting(configuration.dataDirectory)
        }
        let clock = NodeClock(ContinuousClock())
        let database = try await DatabaseMigration.open(
            configuration, clock: clock, timeouts: timeouts, logger: logger)
        do throws(RoadWaveError) {
            let media = try await MediaStorage.open(configuration, logger)
            do throws(RoadWaveError) {
                let replays = try open(
                    configuration, jobs: database.replayJobs, retention: database.retention, media: media, clock: clock,
                    metrics: ReplayMetrics(MetricsRegistry()),
                    sweeps: SweepMetrics(MetricsRegistry()), logger: logger)
                let result = await body(replays, database)
                await replays.close()
                await media.close()
                await database.close()
                return result
            } catch {
                await media.close()
                throw error
            }
        } catch {
            await database.close()
            throw error
        }
    }
}
