import Foundation
import RoadWaveMedia
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Worker that makes replays", .timeLimit(.minutes(5)))
struct ReplayWorkerTests {
    private static let tone = Result { try TestRecording.tone(seconds: 3) }

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
            let recording = PausedRecording(try TestRecording.shortTone.get())
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
                lives.append(try await scene.handedOver(try TestRecording.shortTone.get(), at: Double(index)))
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
            let good = try await scene.handedOver(try TestRecording.shortTone.get(), at: 10)
            let fault = StorageError(code: .invalidKey, message: "a fault of the test")
            try await scene.withWorker(recordings: .failing(fault, of: bad.id)) { _ async throws in
                #expect(try await scene.wait(for: good) == .published)
                #expect(try await scene.wait(for: bad, turning: .milliseconds(500)) == .failed)
            }
        }
    }
}
