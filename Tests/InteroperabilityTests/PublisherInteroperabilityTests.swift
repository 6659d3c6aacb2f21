import Foundation
import RoadWaveMedia
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// Creators whose WebRTC no one here wrote. Each speaks for some seconds; a listener follows over HTTP.
@Suite(
    "Publishers that no one here wrote", .serialized, .realTime,
    .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs the peers"))
struct PublisherInteroperabilityTests {
    private static let seconds = 9

    @Test("aiortc connects, loses no packet, and is heard", .timeLimit(.minutes(5)))
    func aiortc() async throws {
        try await publish(with: "aiortc_publisher.py")
    }

    @Test("headless Chromium connects, loses no packet, and is heard", .timeLimit(.minutes(5)))
    func chromium() async throws {
        // Its microphone is on before its connection is: what was said meanwhile is lost in the browser.
        try await publish(with: "chromium_publisher.py", startingLateBy: 1.5)
    }

    @Test(
        "FFmpeg's WHIP muxer, the DTLS server of its connection, connects, loses no packet, and is heard",
        .timeLimit(.minutes(5)))
    func ffmpeg() async throws {
        try await withWorkspace { workspace in
            let creator = try await FFmpegCreator.start(
                whip: workspace.server.http + "/whip?title=FFmpeg", token: "essai", bitrate: 48_000,
                voice: workspace.voice, microphone: nil, python: PythonEnvironment())
            #expect(try await creator.isConnected())
            let liveID = try #require(try await creator.liveID())
            let listener = try await workspace.follow(liveID)
            #expect(await creator.process.wait() == .exited(0))
            let muxed = try #require(
                try await creator.process.line { $0.contains("packets muxed") }?.firstMatch(of: /(\d+) packets muxed/)?
                    .1)
            try await workspace.expectAllHeard(by: listener, packets: Int(muxed) ?? 0)
            await creator.stop()
        }
    }

    private func publish(with script: String, startingLateBy delay: Double = 0) async throws {
        try await withWorkspace { workspace in
            let peers = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Peers")
            let peer = await ChildProcess.start(
                PythonEnvironment().interpreter,
                [
                    peers.appendingPathComponent(script).path, workspace.server.http + "/whip?title=Essai", "essai",
                    workspace.voicePath, "\(Self.seconds)",
                ], name: script)
            let located = try await peer.line { $0.contains("\"location\"") }
            var said = await peer.lines
            let liveID = try #require(
                located?.firstMatch(of: /whip\/([0-9a-f-]{36})/)?.1, "the peer got no location: \(said)")
            let listener = try await workspace.follow(String(liveID))
            let ending = await peer.wait()
            said = await peer.lines
            #expect(ending == .exited(0), "\(said)")
            #expect(said.contains { $0.contains("\"connected\"") })
            #expect(said.contains { $0.contains("\"deleted\": 200") })
            let sent = said.compactMap { $0.firstMatch(of: /"packets_sent": (\d+)/)?.1 }.first
            try await workspace.expectAllHeard(
                by: listener, packets: Int(try #require(sent)) ?? 0, startingLateBy: delay)
            await peer.stop()
        }
    }

    /// A server, a voice in a WAV file and a folder, for one peer.
    private func withWorkspace(_ body: (Workspace) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/roadwave-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let voice = try await Speech.synthesise(in: folder).frames(0..<48_000 * Self.seconds)
        let server = try await ServerProcess.start(data: folder + "/data", environment: [:])
        do {
            try await body(Workspace(folder: folder, server: server, voice: voice))
        } catch {
            await server.process.stop()
            throw error
        }
        await server.process.stop()
    }
}

/// What one peer is tried with.
private struct Workspace {
    let folder: String
    let server: ServerProcess
    let voice: PCM

    /// The voice as espeak-ng wrote it, for peers that read a file.
    var voicePath: String { folder + "/voix.wav" }

    /// Follows the live until its playlist ends.
    func follow(_ liveID: String) async throws -> Listener {
        let listener = Listener(masterURL: "\(server.http)/lives/\(liveID)/master.m3u8", folder: folder)
        try await listener.follow { _ in false }
        return listener
    }

    /// Every packet that the peer sent was received, none refused; and what was heard is the voice.
    func expectAllHeard(by listener: Listener, packets: Int, startingLateBy delay: Double = 0) async throws {
        let metrics = try #require(await HTTPWitness().request(server.admin + "/metrics")).text
        let received = metrics.firstMatch(of: /\nroadwave_packets_received_total (\d+)/).flatMap { Int($0.1) }
        let refused = metrics.matches(of: /\nroadwave_packets_refused_total\{[^}]*\} (\d+)/).compactMap { Int($0.1) }
        // The peer counts before it ends: a few more may leave until it does.
        #expect(try #require(received) >= packets)
        #expect(packets >= 50 * 8)
        #expect(!refused.isEmpty && refused.allSatisfy { $0 == 0 })

        let sound = try await FFmpegDecoder.decode(segments: await listener.segments.map(\.path), in: folder)
        let fidelity = try Fidelity.measure(sound, with: voice)
        #expect(fidelity.correlation > 0.9)
        #expect(fidelity.missingAtStart <= delay)
        #expect(fidelity.damagedWindows == 0, "\(fidelity.damages)")
        #expect(fidelity.compared > 7)
    }
}
