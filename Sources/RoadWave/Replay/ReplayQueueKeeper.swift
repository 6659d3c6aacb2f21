internal import CoreMetrics
internal import Logging
internal import RoadWaveRTC

/// Keeps the queue of replays equal to the jobs: adds jobs that wait and jobs whose worker died, and removes entries whose
/// job is over.
///
/// Each node and each worker process runs one: with `ROADWAVE_WORKERS=0`, no worker may run before the queue has a job.
/// Any number of them agree, since a job is in the queue once, and only one of them hands a claim back.
/// See docs/decisions/replay.md, « Every process keeps the queue ».
actor ReplayQueueKeeper {
    /// What a keeper uses.
    struct Resources: Sendable {
        let jobs: any ReplayJobs
        let queue: any ReplayQueue
        let clock: NodeClock
        /// How long a claim lasts without a renewal.
        let claimLifetime: Duration
        let metrics: ReplayMetrics
        let logger: Logger
        /// ``ReplayJobs/unfinished(among:)``. A test has an operator come between two calls.
        var unfinished: @Sendable ([LiveID]) async throws -> Set<LiveID>

        init(
            jobs: any ReplayJobs, queue: any ReplayQueue, clock: NodeClock, claimLifetime: Duration,
            metrics: ReplayMetrics, logger: Logger
        ) {
            self.jobs = jobs
            self.queue = queue
            self.clock = clock
            self.claimLifetime = claimLifetime
            self.metrics = metrics
            self.logger = logger
            unfinished = { lives in try await jobs.unfinished(among: lives) }
        }
    }

    /// The most entries that one comparison looks at. Leftovers behind them go once the ones before have gone.
    private static let mostEntries = 10_000
    /// The most waiting jobs that one comparison adds, oldest first: more than workers take until the next one.
    private static let mostAdded = 1_000

    private let resources: Resources
    private let pace = SharedWarningPace()
    private var watch: ClaimWatch
    /// What was wrong with the set-up of the queue, to log it once.
    private var complaint: String?

    init(_ resources: Resources) {
        self.resources = resources
        watch = ClaimWatch(lifetime: resources.claimLifetime)
    }

    /// Compares the queue with the jobs until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            do {
                try await refill()
            } catch {
                warn(error)
            }
            try? await resources.clock.sleep(for: ReplayConfiguration.refillPeriod)
        }
    }

    /// Compares once.
    func refill() async throws {
        // Before the claims are read: a pause in between must not make them look old.
        let now = resources.clock.now
        let claims = try await resources.jobs.claims()
        let reason = "its worker gave no sign of life for \(resources.claimLifetime.components.seconds) s"
        for claim in watch.look(at: claims, now: now)
        where try await resources.jobs.handBack(claim, reason: reason, at: resources.clock.date) {
            resources.logger.warning(
                "a worker has given no sign of life: its job waits", metadata: ["live": "\(claim.live)"])
            try await resources.queue.giveBack(claim.live)
        }
        try await resources.queue.add(try await resources.jobs.waiting(limit: Self.mostAdded))
        try await removeLeftovers()
        let found = try await resources.queue.complaint()
        if let found, found != complaint { resources.logger.error("\(found)") }
        complaint = found
    }

    /// Removes entries that wake workers for nothing: those of jobs that are over, whose worker was killed between the
    /// end of the job and the removal, and those that name no live. See docs/decisions/replay.md, « A queue without
    /// leftovers ».
    private func removeLeftovers() async throws {
        // Before the jobs are read: a job that begins again meanwhile is added by the next refill.
        let entries = try await resources.queue.entries(limit: Self.mostEntries)
        var leftovers = try await self.leftovers(among: entries)
        guard !leftovers.isEmpty else { return }
        // Once more: an operator may have let a job begin again, whose entry is then needed.
        leftovers = try await self.leftovers(among: leftovers)
        guard !leftovers.isEmpty else { return }
        try await resources.queue.discard(leftovers)
        let unreadable = leftovers.count(where: { $0.live == nil })
        if unreadable > 0 {
            resources.metrics.unreadableEntries.increment(by: unreadable)
            resources.logger.warning(
                "the queue of replays had entries that name no live: they were removed",
                metadata: ["count": "\(unreadable)"])
        }
        for live in Set(leftovers.compactMap(\.live)) {
            resources.logger.info("the queue had an entry of a job that is over", metadata: ["live": "\(live)"])
        }
    }

    /// The entries whose jobs are over, or that name no live.
    private func leftovers(among entries: [ReplayQueueEntry]) async throws -> [ReplayQueueEntry] {
        let unfinished = try await resources.unfinished(Array(Set(entries.compactMap(\.live))))
        return entries.filter { entry in entry.live.map { !unfinished.contains($0) } ?? true }
    }

    private func warn(_ error: any Error) {
        resources.metrics.queueFailures.increment()
        guard let suppressed = pace.take(at: resources.clock.now) else { return }
        resources.logger.warning(
            "the queue of replays cannot be compared with the jobs",
            metadata: ["error": "\(error)", "suppressed": "\(suppressed)"])
    }
}
