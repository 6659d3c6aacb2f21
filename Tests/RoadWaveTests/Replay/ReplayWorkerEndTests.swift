import RoadWaveMedia
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Worker that makes replays, and is stopped, dies or loses its job", .timeLimit(.minutes(5)))
struct ReplayWorkerEndTests {
    @Test("a worker that is stopped while the storage does not answer gives its job back all the same, within 5 s")
    func stoppedWithoutStorage() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(try TestRecording.shortTone.get())
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
            let recording = PausedRecording(try TestRecording.shortTone.get())
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
            let recording = PausedRecording(try TestRecording.shortTone.get())
            let live = try await scene.handedOver(try TestRecording.shortTone.get())
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
            let live = try await scene.handedOver(try TestRecording.shortTone.get())
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
            let recording = PausedRecording(try TestRecording.shortTone.get())
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
            let recording = PausedRecording(try TestRecording.shortTone.get())
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
            let live = try await scene.handedOver(try TestRecording.shortTone.get())
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
}
