import Foundation
import Logging
import RoadWaveTestServices
import ServiceLifecycle
import Testing

@testable import RoadWave

@Suite("Node", .timeLimit(.minutes(5)))
struct RoadWaveNodeTests {
    private func configuration(http port: Int = 0) -> NodeConfiguration {
        var configuration = NodeConfiguration()
        configuration.http.port = port
        configuration.udp.port = 0
        configuration.dataDirectory =
            FileManager.default.temporaryDirectory.appending(path: "roadwave-\(UUID().uuidString)").path
        return configuration
    }

    @Test("a node starts once")
    func startsOnce() async throws {
        try await RunningTestNode.with { running in
            let error = await #expect(throws: RoadWaveError.self) { try await running.node.start() }
            #expect(error?.code == .state)
        }
    }

    @Test("a port in use stops the start, and leaves no port open")
    func portInUse() async throws {
        try await RunningTestNode.with { running in
            var settings = configuration(http: running.addresses.http.port)
            let error = await #expect(throws: RoadWaveError.self) {
                try await RoadWaveNode(configuration: settings, logger: .silent).start()
            }
            #expect(error?.code == .bind)
            #expect(error?.message.contains("\(running.addresses.http)") == true)
            settings.http.port = 0
            settings.udp = running.addresses.udp
            let second = await #expect(throws: RoadWaveError.self) {
                try await RoadWaveNode(configuration: settings, logger: .silent).start()
            }
            #expect(second?.code == .bind)
        }
    }

    @Test("a directory that cannot be made stops the start")
    func noDirectory() async throws {
        var settings = configuration()
        settings.dataDirectory = "/dev/null/media"
        let error = await #expect(throws: RoadWaveError.self) {
            try await RoadWaveNode(configuration: settings, logger: .silent).start()
        }
        #expect(error?.code == .storage)
    }

    @Test("stopping twice, or without a start, does nothing; events end")
    func stop() async throws {
        let never = RoadWaveNode(configuration: configuration(), logger: .silent)
        await never.stop()
        for await _ in never.events {}
        try await RunningTestNode.with { running in
            let events = running.node.events
            await running.node.stop()
            await running.node.stop()
            for await _ in events {}
            await #expect(throws: (any Error).self) { try await running.client.get("/whip") }
        }
    }

    @Test("as a service it stops at the graceful shutdown, and closes its lives")
    func service() async throws {
        let settings = configuration()
        let node = RoadWaveNode(configuration: settings, logger: .silent)
        let events = node.events
        let group = ServiceGroup(services: [node], logger: .silent)
        async let running: Void = group.run()
        try await until { await node.addresses != nil }
        await group.triggerGracefulShutdown()
        try await running
        for await _ in events {}
        try FileManager.default.removeItem(atPath: settings.dataDirectory)
    }
}
