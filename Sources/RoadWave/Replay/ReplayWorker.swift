internal import CoreMetrics
internal import Logging
internal import RoadWaveMedia
internal import RoadWaveRTC

/// Makes replays: takes jobs one after another, converts, uploads and publishes.
///
/// Nothing is lost when it dies: its claims expire, and another worker makes the same replay again by the same plan. See
/// docs/decisions/replay.md, « At least once, published once ».
actor ReplayWorker {
    /// What a worker uses.
    struct Resources: Sendable {
        let jobs: any ReplayJobs
        let queue: any ReplayQueue
        /// Where replays are published.
        let media: any ObjectStorage
        /// Opens the recording of a live; nil if there is none.
        let openRecording: @Sendable (LiveID) async throws(StorageError) -> (any RecordingSource)?
        let clock: NodeClock
        let settings: ReplayConfiguration
        let metrics: ReplayMetrics
        let logger: Logger
        /// Called when a job has failed for good.
        var alert: @Sendable (LiveID, String) -> Void = { _, _ in }
        /// Called with the progress of each job, for a terminal.
        var report: @Sendable (LiveID, ReplayJob.Progress) -> Void = { _, _ in }
    }

    /// Why an attempt ended without an outcome of its own.
    private enum Interruption: Error {
        /// Another worker has the job.
        case claimLost
    }

    nonisolated let name: WorkerName
    private let resources: Resources
    private let executor: QuietExecutor
    private let pace = SharedWarningPace()
    private var watch: ClaimWatch
    /// Told about once.
    private var complaint: String?

    init(_ name: WorkerName, resources: Resources, executor: QuietExecutor) {
        self.name = name
        self.resources = resources
        self.executor = executor
        watch = ClaimWatch(lifetime: resources.settings.claimLifetime)
    }

    /// Works until the task is cancelled. The job at hand is then given back.
    /// - Parameter concurrency: how many jobs are done side by side.
    func run(concurrency: Int) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.keepQueue() }
            for _ in 0..<concurrency { group.addTask { await self.work() } }
        }
        // Cancelled by now: in a task of its own, the call is made all the same.
        let (queue, name) = (resources.queue, name)
        await Task { try? await queue.leave(name) }.value
    }

    // MARK: The queue

    /// Puts jobs that wait, or whose worker died, into the queue.
    private func keepQueue() async {
        while !Task.isCancelled {
            do {
                try await refill()
            } catch {
                warn("the queue of replays cannot be compared with the jobs", error)
            }
            try? await resources.clock.sleep(for: ReplayConfiguration.refillPeriod)
        }
    }

    private func refill() async throws {
        // Before the claims are read: a pause in between must not make them look old.
        let now = resources.clock.now
        let claims = try await resources.jobs.claims()
        for claim in watch.look(at: claims, now: now)
        where try await resources.jobs.handBack(claim) {
            resources.logger.warning(
                "a worker has given no sign of life: its job waits", metadata: ["live": "\(claim.live)"])
            try await resources.queue.remove(claim.live)
        }
        try await resources.queue.add(try await resources.jobs.waiting(limit: 1_000))
        let found = try await resources.queue.complaint()
        if let found, found != complaint { resources.logger.error("\(found)") }
        complaint = found
    }

    private func work() async {
        while !Task.isCancelled {
            do {
                guard let live = try await resources.queue.next(for: name, atMost: ReplayConfiguration.waitForJob)
                else {
                    continue
                }
                guard let job = try await claim(live) else {
                    // Another worker has it, or it is over. If it has to be done all the same, it is added again.
                    try await resources.queue.remove(live)
                    continue
                }
                await attempt(job)
            } catch {
                warn("no job can be taken", error)
                try? await resources.clock.sleep(for: ReplayConfiguration.pause)
            }
        }
    }

    private func claim(_ live: LiveID) async throws -> ClaimedReplay? {
        do {
            return try await resources.jobs.claim(live, by: name)
        } catch {
            // Nobody would get it from the queue again, although it waits.
            try? await resources.queue.remove(live)
            throw error
        }
    }

    // MARK: A job

    private func attempt(_ job: ClaimedReplay) async {
        let live = job.claim.live
        resources.logger.info("a replay is being made", metadata: ["live": "\(live)", "worker": "\(name)"])
        let result: Result<ReplayOutcome, any Error>
        do {
            result = .success(try await perform(job))
        } catch {
            result = .failure(error)
        }
        // What follows is done also when the worker stops, within a time limit.
        let isStopping = Task.isCancelled
        let conclusion = Task { await self.conclude(job, result, isStopping: isStopping) }
        _ = await resources.clock.wait(for: [conclusion], atMost: ReplayConfiguration.handBackTimeout)
        // The service is away: ask again after a pause.
        if case .failure(let error) = result, Self.isOutage(error) {
            try? await resources.clock.sleep(for: ReplayConfiguration.pause)
        }
    }

    /// Makes a replay, with a sign of life all the while.
    private func perform(_ job: ClaimedReplay) async throws -> ReplayOutcome {
        let meter = ReplayMeter(start: resources.clock.now)
        return try await withThrowingTaskGroup(of: ReplayOutcome?.self) { group in
            group.addTask(executorPreference: executor) { try await self.convert(job, meter) }
            group.addTask {
                try await self.keepClaim(job.claim, meter)
                return nil
            }
            defer { group.cancelAll() }
            while let outcome = try await group.next() {
                if let outcome { return outcome }
            }
            throw CancellationError()
        }
    }

    /// Renews a claim until the task is cancelled.
    /// - Throws: `claimLost`.
    private nonisolated func keepClaim(_ claim: ReplayClaim, _ meter: ReplayMeter) async throws {
        var renewed = resources.clock.now
        while true {
            try await resources.clock.sleep(for: ReplayConfiguration.progressPeriod)
            let now = resources.clock.now
            let progress = meter.progress(at: now)
            resources.report(claim.live, progress)
            do {
                guard try await resources.jobs.renew(claim, progress: progress) else { throw Interruption.claimLost }
                if now - renewed >= resources.settings.renewalPeriod {
                    try await resources.queue.renew(claim.live, by: name)
                    renewed = now
                }
            } catch let interruption as Interruption {
                throw interruption
            } catch {
                // An outage: the claim lasts a while, and publication asks whether it still holds.
                warn("a claim cannot be renewed", error)
            }
        }
    }

    /// Converts, uploads and publishes.
    private nonisolated func convert(_ job: ClaimedReplay, _ meter: ReplayMeter) async throws -> ReplayOutcome {
        let live = job.claim.live
        guard let recording = try await resources.openRecording(live) else { return .silent }
        let title = Replay.titlePrefix + job.title
        let conversion = ReplayConversion(
            of: recording,
            description: ReplayConversion.Description(
                title: title, creator: job.creator.description, date: job.startedAt.description,
                partTitle: { "Partie \($0)" }),
            progress: meter.take)
        let jobs = resources.jobs
        let upload = try ReplayUpload(of: live, to: resources.media, headerSize: conversion.headerSize) { plan in
            guard try await jobs.keep(plan, for: job.claim) else { throw Interruption.claimLost }
        }
        do {
            let outcome = try await conversion.run(plan: job.plan, into: upload)
            guard case .published(let report) = outcome else {
                await upload.abort()
                return outcome
            }
            // A late worker must not touch what its successor has stored.
            guard try await jobs.renew(job.claim, progress: meter.progress(at: resources.clock.now)) else {
                throw Interruption.claimLost
            }
            try await upload.finish(report, verified: meter.take(verified:))
            let replay = Replay(
                id: ReplayID(), live: live, creator: job.creator, title: title, startedAt: job.startedAt,
                publishedAt: resources.clock.date, frameCount: report.frameCount, loudness: report.loudness,
                timeMap: report.plan.timeMap, mp3Size: report.mp3Size)
            guard try await jobs.publish(replay, for: job.claim) else { throw Interruption.claimLost }
            return outcome
        } catch {
            await upload.abort()
            throw error
        }
    }

    // MARK: The end of an attempt

    private func conclude(
        _ job: ClaimedReplay, _ result: Result<ReplayOutcome, any Error>, isStopping: Bool
    ) async {
        do {
            let attempt = try await record(job.claim, result, isStopping: isStopping)
            resources.metrics.attempts.increment(attempt)
            resources.logger.notice(
                "an attempt at a replay has ended",
                metadata: ["live": "\(job.claim.live)", "outcome": "\(attempt.rawValue)", "worker": "\(name)"])
        } catch {
            // The claim expires, and the job waits again.
            warn("the end of an attempt at a replay cannot be recorded", error)
        }
    }

    private func record(
        _ claim: ReplayClaim, _ result: Result<ReplayOutcome, any Error>, isStopping: Bool
    ) async throws -> ReplayAttempt {
        let (jobs, queue, now) = (resources.jobs, resources.queue, resources.clock.date)
        switch result {
        case .success(let outcome):
            var isOurs = true
            let attempt: ReplayAttempt
            switch outcome {
            case .published: attempt = .published
            case .silent:
                attempt = .silent
                isOurs = try await jobs.conclude(claim, as: .silent, reason: nil, at: now)
            case .unsupported(let reason):
                attempt = .unsupported
                isOurs = try await jobs.conclude(claim, as: .unsupported, reason: reason, at: now)
            case .damaged(let reason):
                attempt = .damaged
                isOurs = try await jobs.conclude(claim, as: .damaged, reason: reason, at: now)
            }
            guard isOurs else { return try await lose(claim) }
            try await queue.remove(claim.live)
            return attempt
        case .failure(Interruption.claimLost):
            return try await lose(claim)
        case .failure(let error) where error is CancellationError || isStopping || Self.isOutage(error):
            resources.logger.warning(
                "a job is given back", metadata: ["live": "\(claim.live)", "error": "\(error)"])
            guard try await jobs.handBack(claim) else { return try await lose(claim) }
            try await queue.remove(claim.live)
            try await queue.add([claim.live])
            return .handedBack
        case .failure(let error):
            resources.logger.error(
                "an attempt at a replay has failed", metadata: ["live": "\(claim.live)", "error": "\(error)"])
            let limit = resources.settings.maximumFailures
            let state = try await jobs.fail(claim, reason: "\(error)", limit: limit, at: now)
            switch state {
            case .failed?:
                // First: the queue may be away.
                resources.alert(claim.live, "\(error)")
                try await queue.bury(claim.live, reason: "\(error)")
                return .dead
            case _?:
                try await queue.remove(claim.live)
                try await queue.add([claim.live])
                return .failed
            case nil:
                return try await lose(claim)
            }
        }
    }

    /// The claim is lost. If the job is over all the same, the answer to its last call was lost, and no other worker
    /// removes its entry.
    private func lose(_ claim: ReplayClaim) async throws -> ReplayAttempt {
        if try await resources.jobs.job(of: claim.live)?.state.isOver == true {
            try await resources.queue.remove(claim.live)
        }
        return .lost
    }

    /// Whether a service is away, which is no fault of the job.
    private static func isOutage(_ error: any Error) -> Bool {
        switch error {
        case let error as StorageError: error.isTransient
        case let error as DatabaseFailure: error.mayPass
        case is ReplayQueueError: true
        default: false
        }
    }

    private nonisolated func warn(_ message: Logger.Message, _ error: any Error) {
        resources.metrics.queueFailures.increment()
        guard let suppressed = pace.take(at: resources.clock.now) else { return }
        resources.logger.warning(message, metadata: ["error": "\(error)", "suppressed": "\(suppressed)"])
    }
}
