import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("The contract of the bus between nodes", .timeLimit(.minutes(5)))
struct EventBusContractTests {
    static let implementations = EventBusImplementation.allCases

    @Test("every node receives all messages in order, its own included", arguments: implementations)
    func everyone(_ implementation: EventBusImplementation) async throws {
        try await implementation.withBuses(2) { buses async throws in
            for bus in buses { #expect(await bus.first { $0 == .connected } != nil) }
            for number in 0..<20 { await buses[0].publish(Array("message \(number)".utf8)) }
            for bus in buses {
                var heard: [BusDelivery] = []
                for await delivery in bus.deliveries {
                    heard.append(delivery)
                    if heard.count == 20 { break }
                }
                #expect(heard == (0..<20).map { .message(Array("message \($0)".utf8)) })
            }
        }
    }

    @Test("a closed bus receives nothing more", arguments: implementations)
    func closing(_ implementation: EventBusImplementation) async throws {
        try await implementation.withBuses(2) { buses async throws in
            for bus in buses { #expect(await bus.first { $0 == .connected } != nil) }
            await buses[1].close()
            await buses[0].publish(Array("after".utf8))
            #expect(await buses[1].first { _ in true } == nil)
        }
    }
}

/// An implementation of the port that the contract suite runs on.
enum EventBusImplementation: String, CaseIterable, Sendable {
    case memory
    case redis

    /// Calls `body` with buses that are connected to each other, and closes them.
    func withBuses(_ count: Int, _ body: ([any EventBus]) async throws -> Void) async throws {
        switch self {
        case .memory:
            let hub = MemoryEventBus.Hub()
            try await Self.use((0..<count).map { _ in MemoryEventBus(hub: hub) }, body)
        case .redis:
            try await RunningRedis.with { server in
                try await Self.use((0..<count).map { _ in try Self.bus(of: server) }, body)
            }
        }
    }

    /// A bus over a Redis server.
    static func bus(of server: RedisServer, metrics: MetricsRegistry = MetricsRegistry()) throws -> RedisEventBus {
        try RedisEventBus(
            client: RedisClient(address: try RedisAddress(parsing: server.url)) { .zero },
            metrics: NodesMetrics(metrics),
            logger: .silent)
    }

    private static func use(
        _ buses: [any EventBus], _ body: ([any EventBus]) async throws -> Void
    ) async throws {
        do {
            try await body(buses)
        } catch {
            for bus in buses { await bus.close() }
            throw error
        }
        for bus in buses { await bus.close() }
    }
}

extension EventBus {
    /// The first delivery that is wanted; nil when the bus is closed before.
    func first(_ isWanted: (BusDelivery) -> Bool) async -> BusDelivery? {
        for await delivery in deliveries where isWanted(delivery) { return delivery }
        return nil
    }
}
