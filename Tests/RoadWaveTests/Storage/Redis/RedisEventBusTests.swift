import Foundation
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Bus over Redis", .timeLimit(.minutes(5)))
struct RedisEventBusTests {
    @Test("a server that goes and comes back is heard again, and the gap is told")
    func reconnection() async throws {
        let directory = try TemporaryDirectory()
        let server = try await RedisServer.start(in: directory.path)
        let bus = try EventBusImplementation.bus(of: server)
        #expect(await bus.first { $0 == .connected } != nil)
        await server.stop()
        // A new one at the same place, which knows of no subscription.
        let second = try await RedisServer.start(in: directory.path)
        #expect(second.url == server.url)
        #expect(await bus.first { $0 == .connected } != nil)
        let other = try EventBusImplementation.bus(of: second)
        await other.publish([1, 2, 3].map { $0 + 0x40 })
        #expect(await bus.first { _ in true } == .message([0x41, 0x42, 0x43]))
        await bus.close()
        await other.close()
        await second.stop()
    }

    @Test("a message that is longer than any of a node is dropped before it waits")
    func longMessage() async throws {
        try await RunningRedis.with { server in
            let metrics = MetricsRegistry()
            let client = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
            let bus = try RedisEventBus(client: client, metrics: NodesMetrics(metrics), logger: .silent)
            #expect(await bus.first { $0 == .connected } != nil)
            await bus.publish(Array(repeating: 0x41, count: LiveMessage.maximumBytes + 1))
            await bus.publish([0x42])
            #expect(await bus.first { _ in true } == .message([0x42]))
            #expect(metrics["roadwave_bus_messages_dropped_total"] == 1)
            await bus.close()
        }
    }

    @Test("without a server nothing fails: what is not said is counted")
    func noServer() async throws {
        let metrics = MetricsRegistry()
        let directory = try TemporaryDirectory()
        let address = try RedisAddress(parsing: "unix://\(directory.path)/nobody")
        let bus = try RedisEventBus(
            client: RedisClient(address: address) { .zero }, metrics: NodesMetrics(metrics), logger: .silent)
        await bus.publish([0x41])
        #expect(metrics["roadwave_bus_failures_total"] == 1)
        await bus.close()
    }

    @Test(
        "a server that answers nonsense is left",
        arguments: ["", "+OK\r\n", "*3\r\n$7\r\nmessage\r\n", "?\r\n", "-NOPERM\r\n"])
    func nonsense(answer: String) async throws {
        try await FakeRedis.answering(Array(answer.utf8), hangsUp: !answer.isEmpty) { server in
            let bus = try RedisEventBus(
                client: RedisClient(address: try RedisAddress(parsing: server.url)) { .zero },
                metrics: NodesMetrics(MetricsRegistry()), logger: .silent)
            await bus.close()
            #expect(await bus.first { if case .message = $0 { true } else { false } } == nil)
        }
    }
}
