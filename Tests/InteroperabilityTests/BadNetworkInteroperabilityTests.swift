import Foundation
import RoadWaveClient
import RoadWaveMedia
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// A creator of ours behind a bad network, on real sockets and in real time, as a listener hears it over HTTP.
@Suite(
    "A bad network in real time", .realTime,
    .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs the witnesses"))
struct BadNetworkInteroperabilityTests {
    private static let seconds = 20

    @Test("5 % of loss and 60 ms of jitter: twenty seconds of voice are heard without a gap", .timeLimit(.minutes(5)))
    func voice() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/roadwave-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let voice = try await Speech.synthesise(in: folder).frames(0..<48_000 * Self.seconds)
        let server = try await ServerProcess.start(
            data: folder + "/data", environment: ["ROADWAVE_RENDITIONS": "48k"])
        do {
            let listener = try await publish(voice, to: server, folder: folder)
            try await expectHeard(voice, by: listener, folder: folder)
        } catch {
            await server.process.stop()
            throw error
        }
        await server.process.stop()
    }

    /// Publishes the voice at its pace over the bad network, while somebody listens to the end.
    private func publish(_ voice: PCM, to server: ServerProcess, folder: String) async throws -> Listener {
        var network = NetworkConditions(seed: 60)
        network.loss = .random(0.05)
        network.delay = .milliseconds(80)
        network.jitter = .milliseconds(60)
        network.duplication = 0.01
        let address = try #require(TransportAddress(server.udp))
        return try await UDPRelay.with(server: address, conditions: network) { relay in
            let publisher = try await AudioPublisher.connect(
                to: server.http + "/whip?title=Tunnel", token: "essai", certificate: try .generate(),
                settings: AudioSettings(expectedLoss: 10, application: .voice), remap: relay.remap)
            let listener = Listener(
                masterURL: "\(server.http)/lives/\(publisher.liveID)/master.m3u8", folder: folder)
            async let listened: Void = listener.follow { _ in false }
            try await publisher.send(voice)
            await publisher.close()
            try await listened
            // The network did what it is there for.
            let counters = await relay.counters
            #expect(counters.toServer.lost > 20)
            #expect(counters.toServer.reordered > 200)
            return listener
        }
    }

    private func expectHeard(_ voice: PCM, by listener: Listener, folder: String) async throws {
        let segments = await listener.segments
        #expect(segments.count >= Self.seconds / 2)
        let sound = try await FFmpegDecoder.decode(segments: segments.map(\.path), in: folder)
        let fidelity = try Fidelity.measure(sound, with: voice)
        #expect(fidelity.correlation > 0.8)
        #expect(fidelity.missingAtStart < 0.2)
        #expect(fidelity.compared > Double(Self.seconds) - 1)
        // Of 200 windows of 100 ms: what was lost twice in a row is made up, and may not be the same sound.
        #expect(fidelity.damagedWindows <= 4, "\(fidelity.damages)")
    }
}
