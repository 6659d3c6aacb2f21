import Foundation
import RoadWaveMedia
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Worker that makes replays", .timeLimit(.minutes(5)))
struct ReplayWorkerTests {
    private static let tone = Result { try TestRecording.tone(seconds: 3) }
    private static let shortTone = Result { try TestRecording.tone(seconds: 1) }

    // MARK: Outcomes

    @Test("a recording that was handed over becomes a published replay, all of whose files are there")
    func published() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(try Self.tone.get(), at: 5)
            let directory = try TemporaryDirectory()
            let storage = try DirectoryStorage(path: directory.path)
            try await scene.withWorker(media: storage) { _ async throws in
                #expect(try await scene.wait(for: live) == .published)
                // The count follows the row.
                try await until { scene.attempts(.published) == 1 }
            }
            let replay = try #require(try await scene.jobs.replay(of: live.id)).replay
            #expect(replay.title == "[REPLAY] Sur la route")
            #expect(replay.creator == live.creator)
            #expect(replay.startedAt == .at(5))
            #expect((2.9...3.1).contains(Double(replay.frameCount) / 48_000))
            #expect(try await scene.database.timeMap(of: live.id).replayLength == replay.frameCount)
            let loudness = try #require(replay.loudness)
            #expect((-14.5 ... -13.5).contains(loudness))
            let keys = try ReplayKeys(live.id)
            let mp3 = try await storage.get(keys.mp3)
            #expect(Int64(mp3.bytes.count) == replay.mp3Size)
            #expect(mp3.bytes.starts(with: Array("ID3".utf8)))
            for rendition in ReplayRendition.allCases {
                let master = try await storage.get(keys.masterPlaylist(rendition))
                #expect(String(decoding: master.bytes, as: UTF8.self).contains("\(rendition.rawValue)/media.m3u8"))
                let playlist = try MediaPlaylist(
                    parsing: String(
                        decoding: try await storage.get(keys.mediaPlaylist(rendition)).bytes, as: UTF8.self))
                #expect(playlist.isEnded)
                #expect(playlist.entries.map(\.address) == ["0.ts"])
                #expect(try await storage.head(keys.segment(0, rendition)).size > 0)
            }
            let waveform = try await storage.get(keys.waveform).bytes
            let document = try JSONSerialization.jsonObject(with: Data(waveform)) as? [String: Any]
            #expect((document?["peaks"] as? [Int])?.isEmpty == false)
            #expect(document?["sample_rate"] as? Int == 48_000)
            // Nothing is left of the making.
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(directory.path)/.incoming") == [])
            #expect(scene.attempts(.published) == 1)
            #expect(scene.alerts == [])
        }
    }

    @Test(
        "a recording without sound, or of which nothing can be read, has its outcome after one attempt",
        arguments: Unplayable.allCases)
    func unplayable(_ recording: Unplayable) async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(try recording.bytes())
            try await scene.withWorker { _ async throws in
                #expect(try await scene.wait(for: live) == recording.outcome)
            }
            let job = try #require(try await scene.jobs.job(of: live.id))
            #expect(job.failures == 0)
            #expect((job.reason == nil) == (recording.outcome == .silent))
            #expect(job.finishedAt != nil)
            #expect(ReplayAttempt.allCases.map { scene.attempts($0) }.reduce(0, +) == 1)
            #expect(try await scene.jobs.replay(of: live.id) == nil)
            #expect(scene.media.journal == [])
        }
    }

    enum Unplayable: CaseIterable {
        case absent, silent, noise, headersOnly

        var outcome: ReplayJob.State {
            switch self {
            case .absent, .silent: .silent
            case .noise: .unsupported
            case .headersOnly: .damaged
            }
        }

        func bytes() throws -> [UInt8]? {
            switch self {
            case .absent: return nil
            case .silent: return try TestRecording.silence(seconds: 3)
            case .noise:
                var random = SplitMix64(seed: 5)
                return (0..<100_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            case .headersOnly:
                var writer = OggOpusWriter(
                    head: try OpusHead(channels: 2), tags: OpusTags(vendor: "test"), serialNumber: 1)
                return writer.flush()
            }
        }
    }

    @Test("a job that fails every time fails for good after five attempts, and its reason is told once")
    func failures() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(nil)
            let fault = StorageError(code: .invalidKey, message: "a fault of the test")
            try await scene.withWorker(recordings: .failing(fault, of: nil)) { _ async throws in
                #expect(try await scene.wait(for: live, turning: .milliseconds(500)) == .failed)
                // The alert follows the row.
                try await until { !scene.alerts.isEmpty }
            }
            let job = try #require(try await scene.jobs.job(of: live.id))
            #expect(job.failures == 5)
            #expect(job.reason == "a fault of the test")
            #expect(scene.alerts == ["\(live.id): a fault of the test"])
            #expect(scene.attempts(.failed) == 4)
            #expect(scene.attempts(.dead) == 1)
        }
    }

    @Test("the worker says how far it is, and the job has it")
    func progress() async throws {
        try await WorkerScene.run { scene async throws in
            let recording = PausedRecording(try Self.shortTone.get())
            let live = try await scene.handedOver(nil)
            try await scene.withWorker(recordings: .held(recording)) { _ async throws in
                try await until { recording.isAwaited }
                try await until {
                    scene.clock.advance(by: .seconds(1))
                    return try await scene.jobs.job(of: live.id)?.progress != nil
                }
                #expect(try await scene.state(of: live) == .working)
                #expect(try await scene.jobs.job(of: live.id)?.progress?.stage == .measuring)
                #expect(try await scene.jobs.claims().values.allSatisfy { $0 > 0 })
                recording.release()
                #expect(try await scene.wait(for: live) == .published)
            }
            #expect(scene.reports.first?.percent == 0)
        }
    }

    // MARK: Outages

    @Test(
        "while the storage refuses, the job is given back without a failure; it is published once the storage is back")
    func storageAway() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(try Self.shortTone.get())
            scene.media.setFault { _ in .fails(.unavailable) }
            try await scene.withWorker { _ async throws in
                try await until { scene.attempts(.handedBack) > 0 }
                let job = try #require(try await scene.jobs.job(of: live.id))
                #expect(job.failures == 0)
                #expect(job.interruption?.reason.contains("the test") == true)
                #expect(try await scene.jobs.replay(of: live.id) == nil)
                scene.media.repair()
                #expect(try await scene.wait(for: live, turning: .milliseconds(500)) == .published)
            }
            #expect(scene.alerts == [])
            #expect(try await scene.jobs.job(of: live.id)?.failures == 0)
        }
    }

    @Test("a job that could not be claimed while the database was away is done once it is back")
    func databaseAway() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(try Self.shortTone.get())
            let sqlite = NodeDatabaseImplementation.sqlite
            try await sqlite.execute("DROP VIEW outbox", on: scene.database)
            try await sqlite.execute("ALTER TABLE replay_jobs RENAME TO away", on: scene.database)
            await scene.queue.add([live.id])
            try await scene.withWorker { _ async throws in
                // The queue cannot be compared with the jobs, and the job cannot be claimed.
                try await until { scene.queueFailures >= 2 }
                try await sqlite.execute("ALTER TABLE away RENAME TO replay_jobs", on: scene.database)
                // Workers are started for what is in the queue.
                #expect(await scene.queue.entries(limit: 10).map(\.live) == [live.id])
                #expect(try await scene.wait(for: live, turning: .milliseconds(500)) == .published)
            }
        }
    }

    @Test("a storage that damages what it is given is no outage: the job fails for good after five attempts")
    func damagingStorage() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(try Self.shortTone.get())
            scene.media.setFault { $0.path.hasSuffix("/replay.mp3") ? .fails(.damaged) : .none }
            try await scene.withWorker { _ async throws in
                #expect(try await scene.wait(for: live, turning: .milliseconds(500)) == .failed)
                try await until { !scene.alerts.isEmpty }
            }
            #expect(scene.attempts(.failed) == 4)
            #expect(scene.attempts(.dead) == 1)
            #expect(scene.attempts(.handedBack) == 0)
        }
    }

    // MARK: Pauses

    @Test("a job that is given back again and again is tried after 5 s, 10 s, 20 s; another one is done meanwhile")
    func growingPauses() async throws {
        try await WorkerScene.run { scene async throws in
            let bad = try await scene.handedOver(nil)
            let fault = StorageError(code: .unavailable, message: "a fault of the test")
            let start = scene.clock.now
            try await scene.withWorker(recordings: .failing(fault, of: bad.id)) { _ async throws in
                for count in 1...3 {
                    try await until {
                        scene.clock.advance(by: .milliseconds(500))
                        return scene.attempts(.handedBack) >= count
                    }
                }
                let good = try await scene.handedOver(try Self.shortTone.get(), at: 10)
                #expect(try await scene.wait(for: good, turning: .milliseconds(500)) == .published)
                try await until {
                    scene.clock.advance(by: .milliseconds(500))
                    return scene.attempts(.handedBack) >= 4
                }
                #expect(start.duration(to: scene.clock.now) >= .seconds(35))
                // It stays in the queue: workers are started for what is there.
                #expect(await scene.queue.entries(limit: 10).map(\.live) == [bad.id])
            }
            #expect(try await scene.jobs.job(of: bad.id)?.failures == 0)
        }
    }

    @Test("a worker that stops leaves the jobs to others whose pauses are not over")
    func stoppedInPause() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(nil)
            let fault = StorageError(code: .unavailable, message: "a fault of the test")
            try await scene.withWorker(concurrency: 2, recordings: .failing(fault, of: nil)) { worker async throws in
                // One of the two gives it back, the other one gets it meanwhile.
                try await until { scene.attempts(.handedBack) == 1 }
                worker.cancel()
                await worker.value
                #expect(await scene.queue.next(for: .test(2), atMost: .seconds(1)) == live.id)
            }
        }
    }

    @Test("no job is taken before the secondary storage was found to work")
    func secondaryAway() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(try Self.shortTone.get())
            let watch = SecondaryWatch(
                scene.archive.storage, for: .reading, remedy: "", clock: NodeClock(scene.clock),
                metrics: RecordingMetrics(MetricsRegistry()), logger: .silent)
            try await scene.withWorker(mayWork: { await watch.works }) { _ async throws in
                var looks = 0
                try await until {
                    scene.clock.advance(by: .milliseconds(500))
                    looks += 1
                    return looks > 150
                }
                let job = try await scene.jobs.job(of: live.id)
                #expect(job?.state == .queued)
                #expect(job?.worker == nil)
                await watch.look()
                #expect(try await scene.wait(for: live, turning: .milliseconds(500)) == .published)
            }
        }
    }

    // MARK: Stops and deaths

    @Test("a worker that is stopped while the storage does not answer gives its job back all the same, within 5 s")
    func stoppedWithoutStorage() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(try Self.shortTone.get())
            scene.media.setFault { _ in .hangs }
            try await scene.withWorker { worker async throws in
                try await until { scene.media.isHanging }
                worker.cancel()
                try await until {
                    scene.clock.advance(by: .milliseconds(100))
                    return try await scene.state(of: live) == .queued
                }
                await worker.value
                #expect(scene.media.isHanging)
                try await until { scene.attempts(.handedBack) == 1 }
            }
            // The process may end once it has left the queue.
            #expect(ReplayConfiguration.stopTimeout < ReplayConfiguration.processStopTimeout)
            #expect(ReplayConfiguration.processStopTimeout < .seconds(5))
        }
    }

    @Test("a conversion that hangs for five minutes has failed, which counts; the next attempt may succeed")
    func standstill() async throws {
        try await WorkerScene.run { scene async throws in
            let recording = PausedRecording(try Self.shortTone.get())
            let live = try await scene.handedOver(nil)
            try await scene.withWorker(longestStandstill: .seconds(300), recordings: .held(recording)) {
                _ async throws in
                try await until { recording.isAwaited }
                let start = scene.clock.now
                try await until {
                    scene.clock.advance(by: .seconds(2))
                    return try await scene.jobs.job(of: live.id)?.failures == 1
                }
                #expect(start.duration(to: scene.clock.now) >= .seconds(300))
                #expect(try await scene.jobs.job(of: live.id)?.reason?.contains("no progress for 300 s") == true)
                recording.release()
                // The pause after a failure; the conversion is not to hang by a clock that is turned.
                try await until {
                    scene.clock.advance(by: .milliseconds(500))
                    return try await scene.state(of: live) != .queued
                }
                #expect(try await scene.wait(for: live) == .published)
            }
            #expect(scene.attempts(.failed) == 1)
        }
    }

    @Test("a worker that is stopped in the middle gives its job back, and another one publishes it")
    func stopped() async throws {
        try await WorkerScene.run { scene async throws in
            let recording = PausedRecording(try Self.shortTone.get())
            let live = try await scene.handedOver(try Self.shortTone.get())
            try await scene.withWorker(recordings: .held(recording)) { worker async throws in
                try await until { recording.isAwaited }
                worker.cancel()
                await worker.value
            }
            let job = try #require(try await scene.jobs.job(of: live.id))
            #expect(job.state == .queued)
            #expect(job.failures == 0)
            #expect(job.interruption?.reason == "the worker was stopped")
            #expect(scene.attempts(.handedBack) == 1)
            #expect(scene.media.journal == [])
            try await scene.withWorker(.test(2)) { _ async throws in
                #expect(try await scene.wait(for: live) == .published)
            }
            #expect(try await scene.jobs.job(of: live.id)?.worker == WorkerName.test(2).description)
        }
    }

    @Test("the job of a worker that died is taken after a minute without a sign of life")
    func died() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(try Self.shortTone.get())
            let dead = WorkerName.test(9)
            _ = try #require(try await scene.jobs.claim(live.id, by: dead))
            let start = scene.clock.now
            try await scene.withWorker(claimLifetime: .seconds(60)) { _ async throws in
                try await until {
                    guard try await scene.jobs.job(of: live.id)?.worker == dead.description else { return true }
                    scene.clock.advance(by: .seconds(1))
                    return false
                }
                #expect(start.duration(to: scene.clock.now) >= .seconds(60))
                #expect(try await scene.wait(for: live) == .published)
            }
            #expect(try await scene.jobs.job(of: live.id)?.failures == 0)
        }
    }

    @Test("a job that lasts five times as long as a claim without a sign of life stays with its worker")
    func longJob() async throws {
        try await WorkerScene.run { scene async throws in
            let recording = PausedRecording(try Self.shortTone.get())
            let live = try await scene.handedOver(nil)
            let lifetime = Duration.seconds(60)
            try await scene.withWorker(.test(1), claimLifetime: lifetime, recordings: .held(recording)) {
                _ async throws in
                try await until { recording.isAwaited }
                try await scene.withWorker(.test(2), claimLifetime: lifetime) { _ async throws in
                    let start = scene.clock.now
                    while start.duration(to: scene.clock.now) < lifetime * 5 {
                        let renewals = try await scene.jobs.claims().values.first
                        scene.clock.advance(by: .seconds(10))
                        var looks = 0
                        try await until {
                            looks += 1
                            // The worker was not asleep yet when the clock was turned.
                            if looks.isMultiple(of: 200) { scene.clock.advance(by: .seconds(2)) }
                            return try await scene.jobs.claims().values.first != renewals
                        }
                    }
                    #expect(try await scene.jobs.claims().keys.map(\.number) == [1])
                    recording.release()
                    #expect(try await scene.wait(for: live) == .published)
                    try await until { scene.attempts(.published) == 1 }
                }
            }
            let job = try #require(try await scene.jobs.job(of: live.id))
            #expect(job.worker == WorkerName.test(1).description)
            #expect(job.failures == 0)
            #expect(ReplayAttempt.allCases.map { scene.attempts($0) }.reduce(0, +) == 1)
        }
    }

    @Test("a worker that lost its job publishes nothing of it", arguments: [true, false])
    func stolen(whileReading: Bool) async throws {
        try await WorkerScene.run { scene async throws in
            let recording = PausedRecording(try Self.shortTone.get())
            let live = try await scene.handedOver(nil)
            if !whileReading {
                recording.release()
                scene.media.setFault { $0.path.hasSuffix("/waveform.json") ? .hangs : .none }
            }
            try await scene.withWorker(recordings: .held(recording)) { _ async throws in
                try await until { whileReading ? recording.isAwaited : scene.media.isHanging }
                let late = try #require(try await scene.jobs.claims().keys.first)
                #expect(try await scene.jobs.handBack(late))
                let claim = try #require(try await scene.jobs.claim(live.id, by: .test(2))?.claim)
                recording.release()
                scene.media.repair()
                try await until { scene.attempts(.lost) == 1 }
                #expect(try await scene.state(of: live) == .working)
                #expect(try await scene.jobs.replay(of: live.id) == nil)
                if whileReading { #expect(scene.media.journal == []) }
                let finished = FinishedReplay.test(of: live)
                #expect(try await scene.jobs.publish(finished, for: claim))
                #expect(try await scene.jobs.replay(of: live.id)?.replay == finished.replay)
            }
        }
    }

    @Test("a worker that lost its job while it stored the end leaves what its successor has published as it is")
    func late() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(try Self.shortTone.get())
            let storage = HeldStorage(scene.media, holding: "/replay.mp3")
            try await scene.withWorker(.test(1), media: storage) { _ async throws in
                try await until { storage.isHeld }
                let late = try #require(try await scene.jobs.claims().keys.first)
                #expect(try await scene.jobs.handBack(late))
                await scene.queue.remove(live.id)
                try await scene.withWorker(.test(2)) { _ async throws in
                    #expect(try await scene.wait(for: live) == .published)
                }
                let published = try await scene.objects(of: live)
                let size = try await scene.jobs.replay(of: live.id)?.replay.mp3Size
                #expect(published[try ReplayKeys(live.id).mp3].map { Int64($0.count) } == size)
                storage.release()
                try await until { scene.attempts(.lost) == 1 }
                #expect(try await scene.objects(of: live) == published)
            }
            // No object under a final name was ever missing.
            for entry in scene.media.journal {
                if case .delete(let path) = entry { #expect(path.contains("/making/")) }
            }
        }
    }

    @Test("segments get their final names in order, once each, and the segments of killed workers are removed")
    func madeAside() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(try TestRecording.tone(seconds: 21))
            let keys = try ReplayKeys(live.id)
            let (dead, other) = (0, 99)
            for number in [dead, other] {
                let claim = ReplayClaim(live: live.id, number: number)
                try await scene.media.put([1], key: keys.segment(7, .mp3, madeBy: claim))
            }
            try await scene.withWorker { _ async throws in
                #expect(try await scene.wait(for: live) == .published)
            }
            let puts = scene.media.journal.compactMap { entry -> String? in
                if case .put(let path) = entry { path } else { nil }
            }
            for rendition in ReplayRendition.allCases {
                let folder = "replays/\(live.id)/\(rendition.rawValue)/"
                let names = puts.filter { $0.hasPrefix(folder) }.map { String($0.dropFirst(folder.count)) }
                #expect(names == ["0.ts", "1.ts", "2.ts", "media.m3u8"])
            }
            let lastMade = try #require(puts.lastIndex { $0.contains("/making/") })
            let firstNamed = try #require(puts.firstIndex { $0.hasSuffix(".ts") && !$0.contains("/making/") })
            #expect(lastMade < firstNamed)
            let left = try await scene.media.list(ObjectPrefix(folder: keys.making), after: nil, limit: 10)
            #expect(left == [keys.segment(7, .mp3, madeBy: ReplayClaim(live: live.id, number: other))])
        }
    }

    @Test("of two workers each job is done by one, and published once")
    func twoWorkers() async throws {
        try await WorkerScene.run { scene async throws in
            var lives: [Live] = []
            for index in 0..<10 {
                lives.append(try await scene.handedOver(try Self.shortTone.get(), at: Double(index)))
            }
            try await scene.withWorker(.test(1)) { _ async throws in
                try await scene.withWorker(.test(2)) { _ async throws in
                    for live in lives { #expect(try await scene.wait(for: live) == .published) }
                    try await until { scene.attempts(.published) >= 10 }
                }
            }
            let replays = try await scene.jobs.page(matching: LiveFilter(), after: nil).replays
            #expect(replays.map(\.replay.live) == lives.reversed().map(\.id))
            #expect(scene.attempts(.published) == 10)
            #expect(scene.attempts(.lost) == 0)
        }
    }

    @Test("a job that fails is no obstacle for the next ones")
    func poison() async throws {
        try await WorkerScene.run { scene async throws in
            let bad = try await scene.handedOver(nil)
            let good = try await scene.handedOver(try Self.shortTone.get(), at: 10)
            let fault = StorageError(code: .invalidKey, message: "a fault of the test")
            try await scene.withWorker(recordings: .failing(fault, of: bad.id)) { _ async throws in
                #expect(try await scene.wait(for: good) == .published)
                #expect(try await scene.wait(for: bad, turning: .milliseconds(500)) == .failed)
            }
        }
    }
}
