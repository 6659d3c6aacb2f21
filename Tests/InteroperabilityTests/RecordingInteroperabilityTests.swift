import Foundation
import RoadWaveMedia
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// Recordings as programs read them that no one here wrote: ffmpeg, ffprobe, opusinfo and oggz-validate.
@Suite("Recordings, read by others", .serialized, .realTime)
struct RecordingInteroperabilityTests {
    @Test(
        "a node that is killed at any moment leaves a file that plays up to the last second",
        .timeLimit(.minutes(5)), arguments: [1_300, 2_170, 3_930])
    func killed(milliseconds: Int) async throws {
        try await withLive { live in
            let clock = ContinuousClock()
            // why: the moment of the kill is what is tried.
            try await clock.sleep(for: .milliseconds(milliseconds))
            let sent = await live.creator.sentPackets
            await live.server.process.kill()
            let recorded = try await RecordedStream.examine(live.recording, in: live.folder)
            #expect(recorded.complaints == "")
            #expect(recorded.differences(from: await live.creator.sentPackets) == 0)
            // 20 ms each: a second.
            #expect(sent.count - recorded.packets.count <= 50)
            #expect(sent.count > 40)
        }
    }

    @Test("a whole recording is valid Ogg Opus to the tools of Xiph", .timeLimit(.minutes(5)))
    func validity() async throws {
        try await withLive { live in
            // why: some pages of sound.
            try await ContinuousClock().sleep(for: .seconds(3))
            await live.creator.stop()
            let sent = await live.creator.sentPackets
            // Ends every live, and returns once their recordings are whole.
            await live.server.process.stop()
            let recorded = try await RecordedStream.examine(live.recording, in: live.folder)
            #expect(recorded.packets == sent)
            #expect(recorded.complaints == "")
            #expect(try await XiphTools.complaints(about: live.recording) == [])
        }
    }

    private struct Live {
        let folder: String
        let server: ServerProcess
        let creator: SpeakingCreator
        var recording: String { "\(folder)/data/recordings/\(creator.liveID).opus" }
    }

    /// A node on the directory storage and a creator who speaks to it.
    private func withLive(_ body: (Live) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/roadwave-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let voice = try await Speech.synthesise(in: folder)
        let server = try await ServerProcess.start(
            data: folder + "/data", environment: ["ROADWAVE_RENDITIONS": "48k"])
        do {
            let creator = try await SpeakingCreator.start(at: server.http, voice: voice)
            do {
                try await body(Live(folder: folder, server: server, creator: creator))
            } catch {
                await creator.vanish()
                throw error
            }
            await creator.vanish()
        } catch {
            await server.process.stop()
            throw error
        }
        await server.process.stop()
    }
}
