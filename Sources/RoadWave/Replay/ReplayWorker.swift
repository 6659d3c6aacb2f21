internal import CoreMetrics
internal import Logging
internal import RoadWaveMedia
internal import RoadWaveRTC
internal import Tracing

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
        /// No job is taken while this is false.
        let mayWork: @Sendable () async -> Bool
        /// Called when a job has failed for good, with the reason.
        let alert: @Sendable (LiveID, String) -> Void
        /// Called with the progress of each job, for a terminal.
        let report: @Sendable (LiveID, ReplayJob.Progress) -> Void
    }

    /// Why an attempt ended without an outcome of its own.
    private enum Interruption: Error, CustomStringConvertible {
        /// Another worker has the job.
        case claimLost
        /// The conversion hangs.
        case standstill(Duration)

        var description: String {
            switch self {
            case .claimLost: "another worker has the job"
            case .standstill(let duration): "the conversion has made no progress for \(duration.components.seconds) s"
            }
        }
    }

    nonisolated let name: WorkerName
    private let resources: Resources
    private let executor: QuietExecutor
    private let pace = SharedWarningPace()
    private var pauses = ReplayPauses()
    /// Jobs that came from the queue before their pauses were over, with the times when they go back to it. As many as there
    /// are pauses.
    private var held: [LiveID: MonotonicTime] = [:]

    init(_ name: WorkerName, resources: Resources, executor: QuietExecutor) {
        self.name = name
        self.resources = resources
        self.executor = executor
    }

    /// Works until the task is cancelled. The job at hand is then given back.
    /// - Parameter concurrency: how many jobs are done side by side.
    func run(concurrency: Int) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.returnHeld() }
            for _ in 0..<concurrency { group.addTask { await self.work() } }
        }
        // Cancelled by now: in a task of its own, the calls are made all the same.
        let leaving = Task {
            await self.giveBack(Array(held.keys))
            try? await resources.queue.leave(name)
        }
        _ = await resources.clock.wait(for: [leaving], atMost: ReplayConfiguration.leaveTimeout)
    }

    // MARK: The queue

    private func work() async {
        while !Task.isCancelled {
            guard await resources.mayWork() else {
                try? await resources.clock.sleep(for: ReplayConfiguration.waitForJob)
                continue
            }
            do {
                guard let live = try await resources.queue.next(for: name, atMost: ReplayConfiguration.waitForJob)
                else {
                    continue
                }
                // See docs/decisions/replay.md, « Growing pauses ».
                if let rest = pauses.rest(of: live, at: resources.clock.now) {
                    // If it were put back now, the queue would give it again now.
                    held[live] = resources.clock.now + min(rest, ReplayConfiguration.longestHold)
                    continue
                }
                guard let job = try await claim(live) else {
                    // It is over, or another worker has it, whose next renewal puts its entry back.
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

    /// Gives jobs back to the queue whose pauses are over, or that others may do.
    private func returnHeld() async {
        while !Task.isCancelled {
            try? await resources.clock.sleep(for: ReplayConfiguration.waitForJob)
            let now = resources.clock.now
            await giveBack(held.filter { $0.value <= now }.map(\.key))
        }
    }

    private func giveBack(_ lives: [LiveID]) async {
        for live in lives {
            held[live] = nil
            do {
                try await resources.queue.giveBack(live)
            } catch {
                // Without a sign of life, its entry is given anew.
                warn("a job cannot be put back into the queue", error)
            }
        }
    }

    private func claim(_ live: LiveID) async throws -> ClaimedReplay? {
        do {
            return try await resources.jobs.claim(live, by: name)
        } catch {
            // The job still waits. Its entry is given back, so that another worker gets it and the queue looks no shorter.
            try? await resources.queue.giveBack(live)
            throw error
        }
    }

    // MARK: A job

    private func attempt(_ job: ClaimedReplay) async {
        let live = job.claim.live
        resources.logger.info("a replay is being made", metadata: ["live": "\(live)", "worker": "\(name)"])
        let span = startSpan("roadwave.replay.job", ofKind: .consumer)
        span.attributes["roadwave.live_id"] = "\(live)"
        defer { span.end() }
        let result = await perform(job)
        if case .failure(let error) = result { span.recordError(error) }
        // What follows is done also when the worker stops, within a time limit.
        let isStopping = Task.isCancelled
        let conclusion = Task { await self.conclude(job, result, isStopping: isStopping) }
        _ = await resources.clock.wait(for: [conclusion], atMost: ReplayConfiguration.handBackTimeout)
        // The service is away: ask again after a pause.
        if case .failure(let error) = result, Self.isOutage(error) {
            try? await resources.clock.sleep(for: ReplayConfiguration.pause)
        }
    }

    /// Makes a replay, and gives signs of life meanwhile. The worker does not wait for a conversion that hangs, or
    /// whose storage does not answer: it ends by itself, and what it writes does not count. See
    /// docs/decisions/replay.md, « Stops while a storage is away ».
    private func perform(_ job: ClaimedReplay) async -> Result<ReplayOutcome, any Error> {
        let meter = ReplayMeter(start: resources.clock.now)
        let (ends, end) = AsyncStream.makeStream(of: Result<ReplayOutcome, any Error>.self)
        let conversion = Task(executorPreference: executor) {
            let result: Result<ReplayOutcome, any Error>
            do {
                result = .success(try await self.convert(job, meter))
            } catch {
                result = .failure(error)
            }
            end.yield(result)
            return result
        }
        let renewal = Task { end.yield(.failure(await self.renewClaim(job.claim, meter))) }
        let first = await withTaskCancellationHandler {
            // In a task of its own: for a cancelled caller, the stream would end at once.
            await Task { await ends.first { _ in true } }.value
        } onCancel: {
            end.yield(.failure(CancellationError()))
        }
        renewal.cancel()
        conversion.cancel()
        let ending = Task { _ = await conversion.value }
        // A conversion that was published at that moment has succeeded.
        if await resources.clock.wait(for: [ending], atMost: ReplayConfiguration.cancellationTimeout),
            case .success(let outcome) = await conversion.value
        {
            return .success(outcome)
        }
        return first ?? .failure(CancellationError())
    }

    /// Renews a claim until the task is cancelled, the claim is lost or the conversion hangs.
    /// - Returns: why it has ended.
    private nonisolated func renewClaim(_ claim: ReplayClaim, _ meter: ReplayMeter) async -> any Error {
        var renewed = resources.clock.now
        var watch = ConversionWatch(
            longest: resources.settings.longestStandstill, lookingEvery: ReplayConfiguration.progressPeriod)
        while true {
            do {
                try await resources.clock.sleep(for: ReplayConfiguration.progressPeriod)
            } catch {
                return error
            }
            if watch.look(at: meter.steps) { return Interruption.standstill(resources.settings.longestStandstill) }
            let now = resources.clock.now
            let progress = meter.progress(at: now)
            resources.report(claim.live, progress)
            do {
                guard try await resources.jobs.renew(claim, progress: progress) else { return Interruption.claimLost }
                if now - renewed >= resources.settings.renewalPeriod {
                    try await resources.queue.renew(claim.live, by: name)
                    renewed = now
                }
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
        let upload = try ReplayUpload(for: job.claim, to: resources.media, headerSize: conversion.headerSize) { plan in
            guard try await jobs.store(plan, for: job.claim) else { throw Interruption.claimLost }
        }
        do {
            let outcome = try await conversion.run(plan: job.plan, into: upload)
            guard case .published(let report) = outcome else {
                await upload.abort()
                return outcome
            }
            // A late worker would write the same bytes from here on: this check only saves the work.
            guard try await jobs.renew(job.claim, progress: meter.progress(at: resources.clock.now)) else {
                throw Interruption.claimLost
            }
            try await upload.finish(report, verified: meter.take(verified:))
            let replay = Replay(
                id: ReplayID(), live: live, creator: job.creator, title: title, startedAt: job.startedAt,
                frameCount: report.frameCount, loudness: report.loudness, mp3Size: report.mp3Size)
            let finished = FinishedReplay(replay: replay, timeMap: report.plan.timeMap)
            guard try await jobs.publish(finished, for: job.claim) else { throw Interruption.claimLost }
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
            return try await record(claim, outcome)
        case .failure(Interruption.claimLost):
            return try await lose(claim)
        case .failure(let error) where error is CancellationError || isStopping || Self.isOutage(error):
            resources.logger.warning(
                "a job is given back", metadata: ["live": "\(claim.live)", "error": "\(error)"])
            pauses.lengthen(claim.live, at: resources.clock.now)
            let reason = Self.isOutage(error) ? "\(error)" : "the worker was stopped"
            guard try await jobs.handBack(claim, reason: reason, at: now) else { return try await lose(claim) }
            try await queue.giveBack(claim.live)
            return .handedBack
        case .failure(let error):
            resources.logger.error(
                "an attempt at a replay has failed", metadata: ["live": "\(claim.live)", "error": "\(error)"])
            pauses.lengthen(claim.live, at: resources.clock.now)
            let limit = resources.settings.maximumFailures
            let state = try await jobs.fail(claim, reason: "\(error)", limit: limit, at: now)
            switch state {
            case .failed?:
                // An operator may let it begin again.
                pauses.forget(claim.live)
                // First: the queue may be away.
                resources.alert(claim.live, "\(error)")
                try await queue.bury(claim.live, reason: "\(error)")
                return .dead
            case _?:
                try await queue.giveBack(claim.live)
                return .failed
            case nil:
                return try await lose(claim)
            }
        }
    }

    /// Ends a job that needs no other attempt. A published one has ended with its publication.
    private func record(_ claim: ReplayClaim, _ outcome: ReplayOutcome) async throws -> ReplayAttempt {
        let end: (attempt: ReplayAttempt, state: ReplayJob.State, reason: String?)
        switch outcome {
        case .published: end = (.published, .published, nil)
        case .silent: end = (.silent, .silent, nil)
        case .unsupported(let reason): end = (.unsupported, .unsupported, reason)
        case .damaged(let reason): end = (.damaged, .damaged, reason)
        }
        if end.state != .published {
            let now = resources.clock.date
            guard try await resources.jobs.conclude(claim, as: end.state, reason: end.reason, at: now) else {
                return try await lose(claim)
            }
        }
        pauses.forget(claim.live)
        try await resources.queue.remove(claim.live)
        return end.attempt
    }

    /// The claim is lost. If the job is over all the same, the answer to its last call was lost, and no other worker
    /// removes its entry.
    private func lose(_ claim: ReplayClaim) async throws -> ReplayAttempt {
        pauses.forget(claim.live)
        if try await resources.jobs.job(of: claim.live)?.state.isOver == true {
            try await resources.queue.remove(claim.live)
        }
        return .lost
    }

    /// Whether a service is away, which is no fault of the job. A storage that has other bytes than were sent is not
    /// away: the attempt has failed, so that an operator is told.
    private static func isOutage(_ error: any Error) -> Bool {
        switch error {
        case let error as StorageError: error.isTransient && error.code != .damaged
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
