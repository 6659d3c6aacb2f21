import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// A Redis that runs as a cluster refuses commands and scripts whose keys are not in one hash slot.
@Suite("Redis as a cluster", .timeLimit(.minutes(1)))
struct RedisClusterTests {
    @Test("places, nodes and their messages are in one hash slot each")
    func oneSlot() async throws {
        try await RunningRedis.with(cluster: true) { server in
            let client = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
            let capacity = RedisCapacity(client: client, policy: .places(1), time: .node, logger: .silent)
            let live = LiveID()
            let request = SlotRequest(live: live, creator: .premium("ada"))
            #expect(try await capacity.acquire(request, now: .at(0)) == .granted)
            #expect(try await capacity.renew([live], now: .at(1)).taken == 1)
            try await capacity.release(live, now: .at(2))

            let registry = RedisNodeRegistry(
                client: client, policy: .test, time: RedisTime(client: client, source: .node), logger: .silent)
            let (node, other) = (NodeID(), NodeID())
            let (running, ended, written) = (try Live.noted(), try Live.noted(), try Live.noted())
            #expect(try await registry.renew(node, running: [running, ended], at: 0).epoch == 1)
            try await registry.report(running, of: node, now: .at(1))
            try await registry.end(ended.ended(at: 1), of: node, now: .at(1))
            #expect(try await registry.find(ended.id, now: .at(2))?.live.state == .ended)
            #expect(try await registry.reported([running.id, ended.id]).count == 2)
            #expect(try await registry.beginReconciliation(now: .at(3)))
            for second in [3.0, 18] { _ = try await registry.reconcile([running, written], now: .at(second)) }
            #expect(Set(try await registry.orphans(now: .at(18)).map(\.live.id)) == [running.id, written.id])
            #expect(try await registry.claim(running.lost(at: 19), from: node, by: other, now: .at(19)))
            try await registry.release(running.id, of: other, now: .at(20))
            try await registry.leave(node, now: .at(21))

            let metrics = MetricsRegistry()
            let bus = try RedisEventBus(client: client, metrics: NodesMetrics(metrics), logger: .silent)
            await bus.publish([1])
            #expect(metrics["roadwave_bus_failures_total"] == 0)
            await bus.close()
        }
    }

    @Test("an audience, whose keys have the names of the specification, is refused with the words of Redis")
    func audience() async throws {
        try await RunningRedis.with(cluster: true) { server in
            let store = RedisAudience(
                client: RedisClient(address: try RedisAddress(parsing: server.url)) { .zero },
                configuration: AudienceConfiguration(), time: .node)
            let error = await #expect(throws: AudienceError.self) {
                try await store.open(LiveID(), now: .at(0))
            }
            #expect(error?.description.contains("CROSSSLOT") == true)
        }
    }
}
