import Foundation
import RoadWaveMedia
import Testing

@testable import RoadWave

@Suite("Sweeps", .timeLimit(.minutes(2)))
struct RetentionSweepTests {
    /// A database and three places of files, with lives that ended before the date of the sweep.
    private final class Scene: Sendable {
        let folder: TemporaryDirectory
        let database: SQLiteDatabase
        let media: FaultyStorage
        /// The directory of another node with the same database.
        let otherMedia: FaultyStorage
        let archive: RecordingArchive
        let directory: RecordingDirectory
        let metrics = MetricsRegistry()
        /// The files of the storages have the date of the test.
        let now = WallDate.now

        init() async throws {
            folder = try TemporaryDirectory()
            database = try SQLiteDatabase(path: folder.path + "/roadwave.sqlite")
            _ = try await database.migrate()
            media = try FaultyStorage()
            otherMedia = try FaultyStorage()
            archive = RecordingArchive(storage: try DirectoryStorage(path: folder.path + "/secondary"))
            directory = RecordingDirectory(path: folder.path + "/recordings", configuration: RecordingConfiguration())
        }

        deinit { database.close() }

        func sweep(
            machineAhead: Duration = .zero, databaseAhead: Duration = .zero, ofOtherNode: Bool = false,
            isMediaElsewhere: Bool = false
        ) -> RetentionSweep {
            RetentionSweep(
                resources: RetentionSweep.Resources(
                    store: DatedRetention(base: database.retention, date: now + databaseAhead),
                    media: ofOtherNode ? otherMedia : media, isMediaElsewhere: isMediaElsewhere, archive: archive,
                    directory: directory,
                    rules: RetentionRules(recordingKept: .seconds(604_800), liveMediaKept: .seconds(86_400)),
                    machine: { [now] in now + machineAhead }, metrics: SweepMetrics(metrics), logger: .silent))
        }

        /// A live with its recording in both places; its replay is published so long ago, if it is.
        func live(publishedBefore age: Duration?, endedBefore end: Duration = .seconds(3_600)) async throws -> LiveID {
            let live = try await database.overLive(at: now - end)
            try await archive.put([1, 2, 3], of: live, at: 0)
            try await archive.put([4, 5], of: live, at: 3)
            var file = directory.file(of: live)
            file = try await directory.append([1, 2, 3, 4, 5], to: file, synchronizing: false)
            #expect(file.length == 5)
            if let age {
                try await database.publish(live, at: now - age)
                try await media.put([1, 2, 3, 4], key: try ReplayKeys(live).mp3)
            }
            return live
        }

        func segments(of live: LiveID, _ count: Int) async throws {
            for index in 0..<count { try await media.put([1, 2], key: ObjectKey("lives/\(live)/48k/\(index).ts")) }
            try await media.put([3], key: ObjectKey("lives/\(live)/48k/media.m3u8"))
        }

        /// A job that a worker had; it is over since so long ago, with what its attempt has left, and finished objects.
        func finished(_ state: ReplayJob.State, before age: Duration) async throws -> LiveID {
            let live = try await database.overLive(at: now - age)
            if state == .published {
                try await database.publish(live, at: now - age)
            } else {
                _ = try await database.replayJobs.handOver(live, at: now - age)
                let claim = try #require(try await database.replayJobs.claim(live, by: .test())).claim
                if state == .dropped {
                    _ = try await database.replayJobs.handBack(claim)
                    #expect(try await database.replayJobs.drop(live, at: now - age))
                } else {
                    #expect(try await database.replayJobs.conclude(claim, as: state, reason: nil, at: now - age))
                }
            }
            let keys = try ReplayKeys(live)
            for number in 0..<30 {
                let key = keys.segment(number, .mp3, madeBy: ReplayClaim(live: live, number: 1))
                try await media.put([1, 2], key: key)
            }
            try await media.put([1, 2, 3, 4], key: keys.mp3)
            return live
        }

        /// What there is of a replay.
        func replayKeys(of live: LiveID) async throws -> [ObjectKey] {
            try await media.list(try ReplayKeys(live).prefix, after: nil, limit: 1_000)
        }

        func mediaKeys(of live: LiveID) async throws -> Int {
            try await media.list(try BroadcastKeys(liveID: "\(live)").prefix, after: nil, limit: 1_000).count
        }

        /// Whether the recording of a live is on the disk and in the secondary storage; nil if it is in one of them.
        func hasRecording(_ live: LiveID) async throws -> Bool? {
            let (local, copy) = (directory.size(of: live) > 0, try await archive.recording(of: live) != nil)
            return local == copy ? local : nil
        }
    }

    @Test("a recording goes seven days after its publication, from the disk and from the secondary storage")
    func recordings() async throws {
        let scene = try await Scene()
        let old = try await scene.live(publishedBefore: .seconds(604_800))
        let young = try await scene.live(publishedBefore: .seconds(604_800 - 3_600))
        let report = await scene.sweep().run()
        #expect(report.failure == nil)
        #expect(report.recordings == 1)
        #expect(report.bytes == 10)
        #expect(report.held.isEmpty)
        #expect(try await scene.hasRecording(old) == false)
        #expect(try await scene.hasRecording(young) == true)
        #expect(try await scene.media.exists(try ReplayKeys(old).mp3))
        #expect(report.lines == ["recordings 1, live segments 0, replay leftovers 0, unfinished uploads 0, freed 10 B"])
        #expect(scene.metrics.text.contains("roadwave_sweep_bytes_freed_total 10"))
    }

    @Test("the last copy stays: no MP3, an MP3 of another size, no publication, a job that runs again")
    func lastCopies() async throws {
        let scene = try await Scene()
        let week = Duration.seconds(8 * 86_400)
        let gone = try await scene.live(publishedBefore: week, endedBefore: week)
        try await scene.media.delete(try ReplayKeys(gone).mp3)
        let short = try await scene.live(publishedBefore: week)
        try await scene.media.put([1], key: try ReplayKeys(short).mp3)
        let waiting = try await scene.live(publishedBefore: nil)
        let again = try await scene.live(publishedBefore: week)
        try await NodeDatabaseImplementation.sqlite.execute(
            "UPDATE replay_jobs SET state = 'working' WHERE live_id = '\(again)'", on: scene.database)
        let report = await scene.sweep().run()
        #expect(report.failure == nil)
        #expect(report.recordings == 0)
        for live in [gone, short, waiting, again] { #expect(try await scene.hasRecording(live) == true) }
        let reasons = Dictionary(uniqueKeysWithValues: report.held.map { ($0.live, $0.reason) })
        #expect(
            reasons == [
                gone: .mp3Missing, short: .mp3Differs(expected: 4, stored: 1), waiting: .unpublished(.recording, nil),
                again: .unpublished(.working, nil),
            ])
        #expect(report.held.first?.live == gone)
        #expect(report.lines[1] == "\(gone) stays, 8 d old: \(HeldRecording.Reason.mp3Missing)")
    }

    @Test("jobs drop releases a recording")
    func dropped() async throws {
        let scene = try await Scene()
        let live = try await scene.live(publishedBefore: nil)
        #expect(try await scene.database.replayJobs.drop(live, at: scene.now))
        #expect(await scene.sweep().run().recordings == 1)
        #expect(try await scene.hasRecording(live) == false)
    }

    @Test("the media of a live goes 24 hours after its end; that of other lives stays, however old they are")
    func liveMedia() async throws {
        let scene = try await Scene()
        let old = try await scene.live(publishedBefore: nil, endedBefore: .seconds(86_400))
        let young = try await scene.live(publishedBefore: nil, endedBefore: .seconds(86_400 - 1))
        let running = try Live.catalogued("a")
        try await scene.database.catalogue.record(running)
        for live in [old, young, running.id] { try await scene.segments(of: live, 40) }
        let report = await scene.sweep().run()
        #expect(report.failure == nil)
        #expect(report.liveSegments == 40)
        #expect(report.bytes == 81)
        #expect(try await scene.mediaKeys(of: old) == 0)
        #expect(try await scene.mediaKeys(of: young) == 41)
        #expect(try await scene.mediaKeys(of: running.id) == 41)
        // It is not looked for again.
        try await scene.segments(of: old, 1)
        #expect(await scene.sweep().run().liveSegments == 0)
    }

    @Test("nodes with a directory each delete their own media, whichever sweeps first")
    func mediaOfOthers() async throws {
        let scene = try await Scene()
        let live = try await scene.live(publishedBefore: nil, endedBefore: .seconds(100_000))
        try await scene.segments(of: live, 40)
        for _ in 0..<2 {
            let report = await scene.sweep(ofOtherNode: true, isMediaElsewhere: true).run()
            #expect(report.failure == nil)
            #expect(report.liveSegments == 0)
        }
        #expect(await scene.sweep(isMediaElsewhere: true).run().liveSegments == 40)
        #expect(try await scene.mediaKeys(of: live) == 0)
        // What was deleted is not looked for again, by nobody.
        try await scene.segments(of: live, 1)
        for isOther in [true, false] {
            let report = await scene.sweep(ofOtherNode: isOther, isMediaElsewhere: true).run()
            #expect(report.liveSegments == 0)
        }
    }

    @Test("media that is nowhere to be found is looked for 30 days, and not for ever")
    func mediaNowhere() async throws {
        let scene = try await Scene()
        let month = Duration.seconds(30 * 86_400)
        let young = try await scene.live(publishedBefore: nil, endedBefore: month - .seconds(60))
        let old = try await scene.live(publishedBefore: nil, endedBefore: month)
        #expect(await scene.sweep(isMediaElsewhere: true).run().failure == nil)
        for live in [young, old] { try await scene.segments(of: live, 40) }
        #expect(await scene.sweep(isMediaElsewhere: true).run().liveSegments == 40)
        #expect(try await scene.mediaKeys(of: young) == 0)
        #expect(try await scene.mediaKeys(of: old) == 41)
    }

    @Test(
        "what the attempts of a job left goes a day after its end; the finished replay stays",
        arguments: [ReplayJob.State.published, .silent, .unsupported, .damaged, .failed])
    func leftovers(state: ReplayJob.State) async throws {
        let scene = try await Scene()
        let day = Duration.seconds(86_400)
        let old = try await scene.finished(state, before: day)
        let young = try await scene.finished(state, before: day - .seconds(1))
        // Of an attempt that nobody has begun yet.
        let next = try ReplayKeys(old).segment(0, .aac, madeBy: ReplayClaim(live: old, number: 2))
        try await scene.media.put([9], key: next)
        let dryRun = await scene.sweep().run(isDryRun: true)
        #expect(dryRun.lines.first == "would delete: recordings 0, live segments 0, replay leftovers 30, freed 60 B")
        #expect(try await scene.replayKeys(of: old).count == 32)
        let report = await scene.sweep().run()
        #expect(report.failure == nil)
        #expect(report.replayLeftovers == 30)
        #expect(report.bytes == 60)
        #expect(try await Set(scene.replayKeys(of: old)) == [try ReplayKeys(old).mp3, next])
        #expect(try await scene.replayKeys(of: young).count == 31)
        #expect(
            scene.metrics.text.contains(#"roadwave_sweep_objects_deleted_total{kind="replay_leftover"} 30"#))
        // It is not looked for again.
        let late = try ReplayKeys(old).segment(0, .mp3, madeBy: ReplayClaim(live: old, number: 1))
        try await scene.media.put([1], key: late)
        #expect(await scene.sweep().run().replayLeftovers == 0)
    }

    @Test("of a dropped job, all that was made of its replay goes after a day, and it does not begin again")
    func droppedReplay() async throws {
        let scene = try await Scene()
        let day = Duration.seconds(86_400)
        let old = try await scene.finished(.dropped, before: day)
        let young = try await scene.finished(.dropped, before: day - .seconds(1))
        // Its leftovers were swept before it was dropped.
        let swept = try await scene.finished(.failed, before: day + day)
        #expect(await scene.sweep().run().replayLeftovers == 61)
        #expect(try await scene.replayKeys(of: old).isEmpty)
        #expect(try await scene.replayKeys(of: young).count == 31)
        #expect(try await scene.replayKeys(of: swept).count == 1)
        #expect(try await scene.database.replayJobs.drop(swept, at: scene.now - day))
        #expect(await scene.sweep().run().replayLeftovers == 1)
        #expect(try await scene.replayKeys(of: swept).isEmpty)
        let jobs = scene.database.replayJobs
        #expect(try await !jobs.retry(old))
        #expect(try await !jobs.retry(swept))
        #expect(try await jobs.retry(young))
    }

    @Test("nodes with a directory each delete their own leftovers, whichever sweeps first")
    func leftoversOfOthers() async throws {
        let scene = try await Scene()
        let live = try await scene.finished(.failed, before: .seconds(100_000))
        for _ in 0..<2 {
            let report = await scene.sweep(ofOtherNode: true, isMediaElsewhere: true).run()
            #expect(report.replayLeftovers == 0)
        }
        #expect(await scene.sweep(isMediaElsewhere: true).run().replayLeftovers == 30)
        #expect(try await scene.replayKeys(of: live).count == 1)
    }

    @Test("a sweep that the storage interrupts says so, and the next one goes on")
    func interrupted() async throws {
        let scene = try await Scene()
        let live = try await scene.live(publishedBefore: nil, endedBefore: .seconds(100_000))
        try await scene.segments(of: live, 60)
        scene.media.setFault { $0.path.hasSuffix("/9.ts") ? .fails(.unavailable) : .none }
        #expect(await scene.sweep().run().failure is StorageError)
        #expect(try await scene.mediaKeys(of: live) > 0)
        scene.media.repair()
        #expect(await scene.sweep().run().failure == nil)
        #expect(try await scene.mediaKeys(of: live) == 0)
    }

    @Test("nothing is deleted while the clocks of machine, database and storage differ", arguments: [true, false])
    func wrongClock(isMachine: Bool) async throws {
        let scene = try await Scene()
        let live = try await scene.live(publishedBefore: .seconds(6 * 86_400 + 3_600), endedBefore: .seconds(80_000))
        let old = try await scene.live(publishedBefore: .seconds(8 * 86_400))
        let day = Duration.seconds(86_400)
        // Where machine and database are wrong alike, the storage tells.
        let sweep = scene.sweep(machineAhead: day, databaseAhead: isMachine ? .zero : day)
        let report = await sweep.run()
        #expect(report.failure is ClockDisagreement)
        #expect(report.recordings == 0)
        for live in [live, old] { #expect(try await scene.hasRecording(live) == true) }
        #expect(scene.metrics.text.contains(#"roadwave_sweep_refusals_total{reason="clock"} 1"#))
    }

    @Test("a dry run says what would go, and deletes nothing")
    func dryRun() async throws {
        let scene = try await Scene()
        let old = try await scene.live(publishedBefore: .seconds(604_800), endedBefore: .seconds(700_000))
        try await scene.segments(of: old, 3)
        let report = await scene.sweep().run(isDryRun: true)
        #expect(report.lines == ["would delete: recordings 1, live segments 3, replay leftovers 0, freed 17 B"])
        #expect(try await scene.hasRecording(old) == true)
        #expect(try await scene.mediaKeys(of: old) == 4)
        #expect(
            await scene.sweep().run().lines == [
                "recordings 1, live segments 3, replay leftovers 0, unfinished uploads 0, freed 17 B"
            ])
    }

    @Test("what a look at a storage left goes after a day")
    func probes() async throws {
        let scene = try await Scene()
        let storage = scene.archive.storage
        let (old, young) = (try ObjectKey("health/old"), try ObjectKey("health/young"))
        for key in [old, young] { try await storage.put([1], key: key) }
        let date = Date(timeIntervalSinceNow: -86_500)
        try FileManager.default.setAttributes(
            [.modificationDate: date], ofItemAtPath: scene.folder.path + "/secondary/health/old")
        #expect(await scene.sweep().run(isDryRun: true).failure == nil)
        #expect(try await storage.exists(old))
        #expect(await scene.sweep().run().failure == nil)
        #expect(try await !storage.exists(old))
        #expect(try await storage.exists(young))
    }

    @Test("sizes and ages are for people")
    func words() {
        #expect(
            [0, 999, 1_000, 1_249_999_999, 999_960].map(SweepReport.size) == [
                "0 B", "999 B", "1.0 kB", "1.2 GB", "1.0 MB",
            ])
        #expect(SweepReport.age(.seconds(6 * 86_400 + 23 * 3_600 + 59)) == "6 d 23 h")
        #expect(SweepReport.age(.seconds(61)) == "1 min 1 s")
        #expect(SweepReport.age(.zero) == "0 s")
    }
}
