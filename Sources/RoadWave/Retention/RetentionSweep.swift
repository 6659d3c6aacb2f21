internal import CoreMetrics
internal import Foundation
internal import Logging

/// Deletes recordings and media of lives whose time is over, and the leftovers of killed attempts at replays and of uploads.
///
/// A sweep that is killed, or fails, leaves nothing half done that the next one does not complete: it looks at what is in
/// the storages, not at what an earlier sweep has noted. Several may run at once. See docs/decisions/replay.md, « What
/// lasts, what goes ».
struct RetentionSweep: Sendable {
    /// What a sweep uses.
    struct Resources: Sendable {
        let store: any RetentionStore
        /// The storage of lives and replays.
        let media: any ObjectStorage
        /// Whether the database has lives whose media is in the storages of other nodes.
        var isMediaElsewhere = false
        /// The secondary storage.
        let archive: RecordingArchive
        /// The recordings of this machine; nil if it has none.
        let directory: RecordingDirectory?
        let rules: RetentionRules
        /// The machine's own clock, which decides nothing, but is compared with the others.
        var machine: @Sendable () -> WallDate = { .now }
        let metrics: SweepMetrics
        let logger: Logger
    }

    /// Uploads that have not ended within a day never will.
    static let unfinishedUploadsKept = Duration.seconds(86_400)
    /// A worker that was late for its job has noticed within a day.
    static let leftoversKept = Duration.seconds(86_400)
    /// Where each node has a directory of its own for media: a node that has not swept its directory for so long is gone.
    static let elsewhereKept = Duration.seconds(30 * 86_400)
    private static let livesAtOnce = 100
    /// A tiny object whose date is that of the storage's clock.
    private static let clockPath = "sweeps/clock"

    let resources: Resources

    /// Sweeps once.
    /// - Parameter isDryRun: whether everything stays, and the report says what would be deleted.
    /// - Returns: what was deleted, also after a failure.
    func run(isDryRun: Bool = false) async -> SweepReport {
        var report = SweepReport(isDryRun: isDryRun)
        do {
            let now = try await compareClocks()
            report.date = now
            try await sweepDirectory(now, &report)
            try await sweepArchive(now, &report)
            try await sweepLives(now, &report)
            try await sweepReplays(now, &report)
            if !isDryRun {
                try await removeUnfinishedUploads(&report)
                try await removeProbes(now)
            }
        } catch {
            report.failure = error
            if !(error is CancellationError) {
                resources.metrics.refusals.increment(error is ClockDisagreement ? .clock : .failure)
            }
        }
        log(report)
        return report
    }

    // MARK: Clocks

    /// Compares the clocks of the machine, the database and the storages.
    /// - Returns: the date by the database's clock.
    /// - Throws: ``ClockDisagreement``.
    private func compareClocks() async throws -> WallDate {
        var comparison = ClockComparison()
        let store = resources.store
        let (now, asked) = try await timed { try await store.now() }
        comparison.add("the database", now, asked: asked)
        // S3 refuses the signatures of a machine whose clock is wrong, and does not say so clearly.
        try comparison.check()
        for (name, storage) in [
            ("the media storage", resources.media), ("the secondary storage", resources.archive.storage),
        ] {
            let key = try ObjectKey(Self.clockPath)
            let (_, asked) = try await timed { try await storage.put([], key: key) }
            comparison.add(name, Self.date(of: try await storage.head(key)), asked: asked)
            try comparison.check()
        }
        return now
    }

    private static func date(of object: ObjectMetadata) -> WallDate {
        WallDate(millisecondsSince1970: Int64(object.lastModified.timeIntervalSince1970 * 1_000))
    }

    private func timed<Value>(_ call: () async throws -> Value) async throws -> (Value, ClosedRange<WallDate>) {
        let before = resources.machine()
        let value = try await call()
        // The clock may have been set back meanwhile.
        return (value, before...max(before, resources.machine()))
    }

    // MARK: Recordings

    private func sweepDirectory(_ now: WallDate, _ report: inout SweepReport) async throws {
        guard let directory = resources.directory else { return }
        let isDryRun = report.isDryRun
        try await sweep(directory.recordings(), now, &report) { live in
            let size: Int64
            if isDryRun {
                size = directory.size(of: live)
            } else {
                size = try await directory.remove(live)
                resources.metrics.objects.increment(.recordingFile)
            }
            return Int(size)
        }
    }

    private func sweepArchive(_ now: WallDate, _ report: inout SweepReport) async throws {
        let isDryRun = report.isDryRun
        var last: LiveID?
        while true {
            let lives = try await resources.archive.lives(after: last)
            guard let end = lives.last else { return }
            try await sweep(lives, now, &report) { live in
                let tally: ObjectTally
                if isDryRun {
                    tally = try await resources.archive.measure(live)
                } else {
                    tally = try await resources.archive.delete(live)
                    resources.metrics.objects.increment(.recordingPiece, by: tally.count)
                }
                return tally.bytes
            }
            last = end
        }
    }

    /// Deletes recordings as far as the rules allow.
    /// - Parameter delete: returns the bytes that were freed, or would be.
    private func sweep(
        _ lives: [LiveID], _ now: WallDate, _ report: inout SweepReport,
        delete: (LiveID) async throws -> Int
    ) async throws {
        for start in stride(from: 0, to: lives.count, by: Self.livesAtOnce) {
            let some = Array(lives[start..<min(start + Self.livesAtOnce, lives.count)])
            let known = try await resources.store.recordings(of: some)
            for live in some {
                try Task.checkCancellation()
                let facts = known[live]
                switch try await decision(on: live, facts, now) {
                case .delete:
                    // In the statement itself: an operator may have let the job begin again.
                    if !report.isDryRun, try await !resources.store.releaseRecording(live, at: now) { continue }
                    report.add(recording: live, bytes: try await delete(live))
                case .hold(let reason):
                    report.add(HeldRecording(live: live, reason: reason, age: facts?.endedAt.map { now - $0 }))
                case .keep, .deleteIfStored: break
                }
            }
        }
    }

    private func decision(
        on live: LiveID, _ facts: RecordingFacts?, _ now: WallDate
    ) async throws -> RetentionRules.Decision {
        let decision = resources.rules.decision(on: facts, now: now)
        guard case .deleteIfStored(let expected) = decision else { return decision }
        let stored = try await resources.media.size(of: try ReplayKeys(live).mp3)
        let final = resources.rules.decision(expecting: expected, stored: stored)
        if case .hold = final { resources.metrics.refusals.increment(.mp3) }
        return final
    }

    // MARK: The media of lives

    private func sweepLives(_ now: WallDate, _ report: inout SweepReport) async throws {
        let limit = resources.rules.liveMediaLimit(now: now)
        var last: LiveID?
        while true {
            let lives = try await resources.store.endedLives(by: limit, after: last, limit: Self.livesAtOnce)
            // The facts decide nothing where all media is here.
            let known = resources.isMediaElsewhere ? try await resources.store.recordings(of: lives) : [:]
            for live in lives {
                try Task.checkCancellation()
                let prefix = try BroadcastKeys(liveID: live.description).prefix
                if report.isDryRun {
                    report.add(liveMedia: try await resources.media.measure(prefix))
                    continue
                }
                let tally = try await resources.media.deleteAndMeasure(prefix)
                resources.metrics.objects.increment(.liveMedia, by: tally.count)
                report.add(liveMedia: tally)
                if isPerhapsElsewhere(tally, since: known[live]?.endedAt, now) { continue }
                try await resources.store.noteMediaDeleted(live, at: now)
            }
            guard let end = lives.last else { return }
            last = end
        }
    }

    /// Whether the node that has something may still have to look for it.
    private func isPerhapsElsewhere(_ found: ObjectTally, since date: WallDate?, _ now: WallDate) -> Bool {
        guard found.count == 0, resources.isMediaElsewhere, let date else { return false }
        return now - date < Self.elsewhereKept
    }

    // MARK: What attempts at replays left

    private func sweepReplays(_ now: WallDate, _ report: inout SweepReport) async throws {
        var last: LiveID?
        while true {
            let jobs = try await resources.store.finishedJobs(
                by: now - Self.leftoversKept, after: last, limit: Self.livesAtOnce)
            for job in jobs {
                try Task.checkCancellation()
                try await sweep(job, now, &report)
            }
            guard let end = jobs.last else { return }
            last = end.live
        }
    }

    /// Deletes what the attempts at a replay left. Of a dropped job that is all that there is of the replay.
    private func sweep(_ job: FinishedJob, _ now: WallDate, _ report: inout SweepReport) async throws {
        let keys = try ReplayKeys(job.live)
        let isDropped = job.state == .dropped
        let prefix = isDropped ? keys.prefix : ObjectPrefix(folder: keys.making)
        // An operator may have let the job begin again: the next attempt has a greater number.
        let isLeft: @Sendable (ObjectKey) -> Bool = { key in
            isDropped || keys.claimNumber(of: key).map { $0 <= job.claim } ?? false
        }
        if report.isDryRun {
            report.add(replayLeftovers: try await resources.media.measure(prefix, where: isLeft))
            return
        }
        if isDropped, try await !resources.store.giveUpReplay(job.live, at: now) { return }
        let tally = try await resources.media.deleteAndMeasure(prefix, where: isLeft)
        resources.metrics.objects.increment(.replayLeftover, by: tally.count)
        report.add(replayLeftovers: tally)
        if isPerhapsElsewhere(tally, since: job.finishedAt, now) { return }
        try await resources.store.noteSwept(job)
    }

    private func removeUnfinishedUploads(_ report: inout SweepReport) async throws {
        for storage in [resources.media, resources.archive.storage] {
            let count = try await storage.removeUnfinishedUploads(olderThan: Self.unfinishedUploadsKept)
            resources.metrics.objects.increment(.unfinishedUpload, by: count)
            report.unfinishedUploads += count
        }
    }

    /// Removes what processes have left that were killed while they looked at a storage: a few at most, which count for
    /// nothing in the report.
    private func removeProbes(_ now: WallDate) async throws {
        let prefix = ObjectPrefix(folder: try ObjectKey(StorageProbes.folder))
        for storage in [resources.media, resources.archive.storage] {
            for key in try await storage.list(prefix, after: nil, limit: 1_000) {
                try await removeProbe(key, of: storage, now)
            }
        }
    }

    private func removeProbe(_ key: ObjectKey, of storage: any ObjectStorage, _ now: WallDate) async throws {
        do {
            let date = Self.date(of: try await storage.head(key))
            if now - date >= Self.unfinishedUploadsKept {
                try await storage.delete(key)
                resources.metrics.objects.increment(.probe)
            }
        } catch  where error.code == .notFound {
            // Its own process was faster.
        }
    }

    // MARK: The report

    private func log(_ report: SweepReport) {
        if !report.isDryRun { resources.metrics.bytes.increment(by: report.bytes) }
        resources.logger.notice(
            "a sweep has ended",
            metadata: [
                "recordings": "\(report.recordings)", "live_segments": "\(report.liveSegments)",
                "replay_leftovers": "\(report.replayLeftovers)",
                "unfinished_uploads": "\(report.unfinishedUploads)", "bytes": "\(report.bytes)",
                "held": "\(report.heldCount)", "dry_run": "\(report.isDryRun)",
            ])
        guard let failure = report.failure, !(failure is CancellationError) else { return }
        resources.logger.error("the sweep could not do all its work", metadata: ["error": "\(failure)"])
    }
}
