package import Logging

/// Hands recordings over whose nodes are gone: `roadwave-server recover`.
/// See docs/decisions/replay.md, « Recovery by hand ».
package enum RecoveryOperation {
    /// The result of a recovery.
    package struct Outcome: Hashable, Sendable {
        /// Whether nothing was to be recovered.
        package var isEmpty: Bool
        /// The named lives that were not recovered.
        package var refused: [String]
        /// Why the recovery ended before its time; nil if it did not.
        package var failure: String?
    }

    /// Within seconds after the end of a live, its node sends the rest of the recording, or notes within 20 s that it
    /// will. Before this time, the last copy may still be on its way.
    static let patience = Duration.seconds(60)
    /// More than any outage leaves.
    private static let mostLives = 100_000

    /// Recovers lives that are over, and whose jobs still wait for their recordings.
    /// - Parameters:
    ///   - data: a node's data directory, whose recordings are sent to the secondary storage first; nil if it is lost.
    ///     Without servers, the database and the storages are in this directory, too.
    ///   - lives: only these; all if there are none.
    ///   - report: called with a line for each live.
    /// - Throws: `RoadWaveError` when the database, a storage or the directory cannot be used.
    package static func run(
        _ configuration: NodeConfiguration, data: String?, lives: [String], logger: Logger,
        report: @escaping @Sendable (String) -> Void
    ) async throws(RoadWaveError) -> Outcome {
        var configuration = configuration
        if let data {
            try DataDirectory.requireExisting(data, with: configuration.postgres == nil ? nil : "recordings")
            configuration.dataDirectory = data
        }
        let recording = configuration.recording
        let directory = data.map { RecordingDirectory(path: "\($0)/recordings", configuration: recording) }
        let runs = senderRuns(configuration, directory: directory, logger: logger)
        return try await RunningReplays.with(configuration, logger: logger) { replays, database in
            let recovery = RecordingRecovery(
                replays: replays, catalogue: database.catalogue, directory: directory, runs: runs)
            var outcome = Outcome(isEmpty: true, refused: [])
            do {
                let named = lives.map { (text: $0, live: LiveID($0)) }
                for name in named where name.live == nil {
                    report("\(name.text) is no live_id")
                    outcome.refused.append(name.text)
                }
                let found = lives.isEmpty ? try await recovery.candidates(limit: mostLives) : named.compactMap(\.live)
                for live in found {
                    outcome.isEmpty = false
                    let result = try await recovery.recover(live, isNamed: !lives.isEmpty)
                    report("\(live) \(result)")
                    if !lives.isEmpty, !result.isRecovered { outcome.refused.append("\(live)") }
                }
            } catch {
                outcome.failure = "\(error)"
            }
            return outcome
        }
    }

    /// How to find out whether the node that has a recording runs. The registry of nodes knows. Without Redis, the lock
    /// of a data directory shows it, if that directory is the only node's or has the recording.
    private static func senderRuns(
        _ configuration: NodeConfiguration, directory: RecordingDirectory?, logger: Logger
    ) -> RecordingRecovery.Runs {
        guard let address = configuration.redis else {
            let (path, isAlone) = (configuration.dataDirectory, configuration.postgres == nil)
            return { _, live in
                let isHere = directory.map { $0.size(of: live) > 0 } ?? false
                return isAlone || isHere ? DataDirectory.isLocked(path) : nil
            }
        }
        let clock = NodeClock(ContinuousClock())
        let registry = RedisNodeRegistry(
            client: RedisClient(address: address) { clock.now }, policy: LeasePolicy(configuration), clock: clock,
            logger: logger)
        return { node, _ in try await registry.isAlive(node, now: clock.date) }
    }
}

/// Recovers one live after another.
struct RecordingRecovery: Sendable {
    /// What became of a live.
    enum Result: Hashable, Sendable {
        /// Its replay will be made of so many seconds.
        case recovered(seconds: Int64, RecordingArchive.FileComparison)
        /// There is no recording of it.
        case nothingFound
        /// The database does not have it.
        case unknown
        /// It is not over.
        case running
        /// It ended so recently that its node may still send the rest.
        case recent(Duration)
        /// This node has it, runs, and hands it over itself.
        case leftToNode(NodeID)
        /// This node has it, and nothing says whether it runs.
        case perhapsLeftToNode(NodeID)
        /// Its job does not wait for the recording any more.
        case notWaiting(ReplayJob.State)
    }

    let replays: RunningReplays
    let catalogue: any Catalogue
    /// The recordings of a node that is gone.
    let directory: RecordingDirectory?
    /// Whether the node that has the recording of a live runs; nil if that is unknown.
    typealias Runs = @Sendable (NodeID, LiveID) async throws -> Bool?
    let runs: Runs

    /// The lives that wait for their recordings.
    func candidates(limit: Int) async throws -> [LiveID] {
        // The silent jobs include those of lives that ended before there were jobs.
        let listed = try await replays.jobs.jobs(in: [.recording, .silent], limit: limit).map(\.live)
        let unrecorded = try await Set(replays.jobs.unrecorded(among: listed))
        let waiting = listed.filter { unrecorded.contains($0) }
        guard let directory else { return waiting }
        let others = try await replays.jobs.unrecorded(among: directory.recordings())
        return waiting + others.filter { !waiting.contains($0) }
    }

    /// - Parameter isNamed: whether an operator named this live: it is recovered whatever its node does.
    func recover(_ live: LiveID, isNamed: Bool) async throws -> Result {
        let facts = try await replays.retention.recordings(of: [live])[live]
        guard let facts else { return .unknown }
        // The date of a live that was lost may be later than its end; a live that runs has none.
        guard let endedAt = facts.endedAt, try await catalogue.live(live)?.isOver == true else { return .running }
        if let state = facts.job, try await replays.jobs.unrecorded(among: [live]).isEmpty { return .notWaiting(state) }
        if !isNamed {
            let age = try await replays.retention.now() - endedAt
            guard age >= RecoveryOperation.patience else { return .recent(age) }
            if let sender = facts.sender {
                guard let isRunning = try await runs(sender, live) else { return .perhapsLeftToNode(sender) }
                guard !isRunning else { return .leftToNode(sender) }
            }
        }
        var comparison = RecordingArchive.FileComparison.absent
        if let directory { comparison = try await replays.archive.sendRest(of: live, in: directory) }
        guard let recording = try await replays.archive.recording(of: live) else { return .nothingFound }
        let seconds = try await RecordedTime.seconds(of: recording)
        guard try await replays.handOver(live, bytes: recording.size) else {
            // Its node, or another, was faster.
            return .notWaiting(try await replays.jobs.job(of: live)?.state ?? .recording)
        }
        return .recovered(seconds: seconds, comparison)
    }
}

extension RecordingRecovery.Result: CustomStringConvertible {
    /// What follows the identity of the live in a line for an operator.
    var description: String {
        switch self {
        case .recovered(let seconds, .sent(let bytes)):
            "recovered \(seconds) s, \(SweepReport.size(Int(bytes))) of them from the data directory, queued"
        case .recovered(let seconds, .copied): "recovered \(seconds) s, all that the data directory has, queued"
        case .recovered(let seconds, .different):
            "recovered \(seconds) s up to the last copy, queued; the file of the data directory is another recording"
        case .recovered(let seconds, .absent): "recovered \(seconds) s up to the last copy, queued"
        case .nothingFound: "not recovered: nothing found in the secondary storage"
        case .unknown: "not recovered: the database has no such live"
        case .running: "not recovered: it is listed as running; a node of its set-up ends it"
        case .recent(let age):
            """
            not recovered: it ended \(SweepReport.age(age)) ago, its node may still send the rest; \
            name the live to take what there is
            """
        case .leftToNode(let node):
            """
            skipped: its node \(node) runs, and hands it over once it can reach the secondary storage; \
            name the live to take what was copied
            """
        case .perhapsLeftToNode(let node):
            """
            skipped: its node \(node) has the recording, and nothing says whether that node runs: neither Redis, if there \
            is one, nor the lock of a data directory; if it does not run, name the live, or give the node's --data
            """
        case .notWaiting(let state): "not recovered: its job is \(state.rawValue) already"
        }
    }

    var isRecovered: Bool {
        switch self {
        case .recovered: true
        // A second call after a lost answer succeeds.
        case .notWaiting(let state): state != .recording && state != .dropped
        case .nothingFound, .unknown, .running, .recent, .leftToNode, .perhapsLeftToNode: false
        }
    }
}
