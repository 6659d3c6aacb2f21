package import Logging

/// What operators do with the jobs of replays: `roadwave-server jobs`.
package struct ReplayOperations: Sendable {
    let database: any NodeDatabase
    let queue: any ReplayQueue
    let clock: NodeClock

    /// The names of the states, as they are printed.
    package static var stateNames: [String] { ReplayJob.State.allCases.map(\.rawValue) }

    /// Opens the database of a configuration.
    /// - Throws: `RoadWaveError` when it cannot be used, or does not exist in the data directory.
    package static func open(
        _ configuration: NodeConfiguration, logger: Logger
    ) async throws(RoadWaveError) -> ReplayOperations {
        if configuration.postgres == nil { try NodeDatabases.requireExisting(configuration) }
        let clock = NodeClock(ContinuousClock())
        return ReplayOperations(
            database: try await DatabaseMigration.open(configuration, clock: clock, logger: logger),
            queue: RunningReplays.queue(configuration, clock: clock), clock: clock)
    }

    /// Jobs, newest first, one line each.
    /// - Parameter states: only these; all if there are none.
    package func list(states: [String], limit: Int) async throws -> [String] {
        let wanted = states.isEmpty ? ReplayJob.State.allCases : states.compactMap { ReplayJob.State(rawValue: $0) }
        return try await database.replayJobs.jobs(in: wanted, limit: limit).map(\.line)
    }

    /// Lets a job begin again.
    /// - Returns: why it does not, in English: it is not over, is published, has no recording or does not exist; nil if it
    ///   waits again.
    package func retry(_ name: String) async throws -> String? {
        guard let live = LiveID(name) else { return Self.noLive }
        guard try await database.replayJobs.retry(live) else {
            guard let state = try await database.replayJobs.job(of: live)?.state else { return Self.noJob }
            let words = "its job is \(state.rawValue)"
            guard state.isOver, state != .published else { return words + " already" }
            let isDeleted = try await !database.retention.releasedRecordings(among: [live]).isEmpty
            return words + (isDeleted ? ", and its recording deleted" : ", and there is no recording of it")
        }
        // Without Redis, nodes and workers find it in the rows.
        try? await queue.add([live])
        return nil
    }

    /// Gives a job up.
    /// - Returns: why not, in English: a worker has it, it is published, dropped before or does not exist; nil if it is
    ///   dropped.
    package func drop(_ name: String) async throws -> String? {
        guard let live = LiveID(name) else { return Self.noLive }
        guard try await database.replayJobs.drop(live, at: clock.date) else {
            guard let state = try await database.replayJobs.job(of: live)?.state else { return Self.noJob }
            return state == .working ? "a worker has its job" : "its job is \(state.rawValue) already"
        }
        try? await queue.remove(live)
        return nil
    }

    private static let noLive = "this is no live_id"
    private static let noJob = "the database has no job of such a live"

    /// Closes the database.
    package func close() async { await database.close() }
}

extension ReplayJob {
    /// One line for an operator.
    fileprivate var line: String {
        var words = ["\(live)", state.rawValue]
        if state == .working, let progress {
            let rest = progress.remainingSeconds.map { " \($0) s left" } ?? ""
            words.append("\(progress.stage.rawValue) \(progress.percent) %\(rest)")
        }
        words.append("since \(createdAt)")
        if failures > 0 { words.append("failures=\(failures)") }
        if let worker { words.append("worker=\(worker)") }
        if let interruption { words.append("interrupted=\(interruption.date)") }
        if let reason = interruption?.reason ?? reason {
            words.append("reason=\(reason.split(whereSeparator: \.isNewline).joined(separator: " "))")
        }
        return words.joined(separator: "  ")
    }
}
