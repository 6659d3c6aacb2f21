package import Logging

/// What operators do with the jobs of replays: `roadwave-server jobs`.
package struct ReplayOperations: Sendable {
    private let database: any NodeDatabase
    private let queue: any ReplayQueue
    private let clock: NodeClock

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
    /// - Returns: false for a job that is not over, that is published, or that does not exist.
    package func retry(_ live: String) async throws -> Bool {
        guard let live = LiveID(live), try await database.replayJobs.retry(live) else { return false }
        // Without Redis, workers find it in the rows.
        try? await queue.add([live])
        return true
    }

    /// Gives a job up.
    /// - Returns: false for a job that a worker has, that is published, or that does not exist.
    package func drop(_ live: String) async throws -> Bool {
        guard let live = LiveID(live), try await database.replayJobs.drop(live, at: clock.date) else { return false }
        try? await queue.remove(live)
        return true
    }

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
        if let reason { words.append("reason=\(reason.split(whereSeparator: \.isNewline).joined(separator: " "))") }
        return words.joined(separator: "  ")
    }
}
