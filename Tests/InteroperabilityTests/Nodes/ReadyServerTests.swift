import Foundation
import RoadWaveClient
import RoadWaveRTC
import RoadWaveTestServices
import Testing

/// What `roadwave-server serve` says before it takes lives.
@Suite("A ready server", .realTime, .timeLimit(.minutes(5)))
struct ReadyServerTests {
    @Test("a server without its Redis says why it is not ready, and says that it is once it takes lives")
    func ready() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/ready-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = await ChildProcess.start(
            ServerProcess.executable,
            [
                "serve", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--admin", "127.0.0.1:0",
                "--data", folder + "/data",
            ],
            environment: [
                "ROADWAVE_REDIS_URL": "unix://\(folder)/redis/redis.sock", "ROADWAVE_RENDITIONS": "48k",
                "ROADWAVE_SLOT_LEASE_SECONDS": "5",
            ], name: "roadwave-server")
        var redis: RedisServer?
        do {
            let reason = try await server.line { $0.contains("not ready yet") }
            #expect(reason != nil)
            let early = await server.lines.filter { $0.hasPrefix("ready ") }
            #expect(early.isEmpty)
            redis = try await RedisServer.start(in: folder + "/redis")
            let line = try #require(try await server.line { $0.hasPrefix("ready ") })
            let http = try #require(line.split(separator: " ").first { $0.hasPrefix("http=") }?.dropFirst(5))
            // A server that says « ready » admits a creator.
            let publisher = try await LivePublisher.connect(
                to: "\(http)/whip?title=Premier", token: UUID().uuidString,
                configuration: .init(certificate: try .generate()))
            await publisher.close()
        } catch {
            await server.stop()
            await redis?.stop()
            throw error
        }
        await server.stop()
        await redis?.stop()
    }
}
