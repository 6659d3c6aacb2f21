import Foundation
import Logging
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// The user that docs/operations.md gives to nodes. See docs/decisions/redis.md, « Access to Redis ».
@Suite("Access to Redis", .timeLimit(.minutes(5)))
struct RedisACLTests {
    private static let password = "s3cret"

    @Test("the documented user has every command that the scripts use, and no other")
    func commands() async throws {
        try await Self.withUser { administrator, address in
            _ = try await administrator.send(RedisCommand("CONFIG", "RESETSTAT"))
            try await Self.exercise(address)
            #expect(try await administrator.send(RedisCommand("ACL", "LOG")) == .array([]))
            let statistics = try #require(try await administrator.send(RedisCommand("INFO", "commandstats")).text)
            let used = Set(
                statistics.matches(of: try Regex("cmdstat_([a-z|]+):")).compactMap { $0.output[1].substring })
            let granted = try Self.rule().split(separator: " ").filter { $0.hasPrefix("+") }.map { $0.dropFirst() }
            // Of the administrator, and of every connection.
            let others: Set<Substring> = ["config|resetstat", "acl|log", "auth"]
            #expect(used.subtracting(others) == Set(granted))
        }
    }

    @Test("a node lives with the documented user: creators, listeners and nodes are served")
    func node() async throws {
        try await Self.withUser { administrator, address in
            let clock = TurnedClock()
            var settings = NodeConfiguration.single
            settings.redis = address
            settings.live.connectTimeout = .seconds(3_600)
            try await RunningTestNode.with(settings, clock: clock) { running in
                clock.advance(by: .seconds(15))
                let live = try await running.openLive()
                #expect(try await running.join(live).status == 201)
                #expect(try await running.listen("POST", live, "/likes").status == 204)
                #expect(try await running.counts(of: live) == [1, 1, 0])
                #expect(try await running.admin.get("/readyz").status == 200)
                #expect(try await running.client.delete("/whip/\(live)", token: "createur").status == 200)
                try await until { try await running.counts(of: live) == [0, 1, 0] }
                #expect(try await running.metric("roadwave_bus_failures_total") == 0)
            }
            #expect(try await administrator.send(RedisCommand("ACL", "LOG")) == .array([]))
        }
    }

    @Test(
        "the documented user has no other command, key or channel",
        arguments: [
            ["FLUSHALL"], ["KEYS", "*"], ["CONFIG", "GET", "*"], ["ACL", "LIST"], ["GET", "other"],
            ["SET", "{capacity}other", "1"], ["PUBLISH", "other", "x"],
            ["EVAL", "return redis.call('GET', 'other')", "0"], ["EVAL", "return redis.call('FLUSHALL')", "0"],
        ])
    func refused(words: [String]) async throws {
        try await Self.withUser { _, address in
            let client = RedisClient(address: address) { .zero }
            let reply = try await client.send([RedisCommand(words: words)])
            guard case .error(let text) = reply.first else {
                Issue.record("\(words) is answered \(reply)")
                return
            }
            // Inside of a script: « The user executing the script can't run this command », or access a key.
            #expect(text.contains("NOPERM") || text.contains("The user executing the script can't"), "\(text)")
        }
    }

    /// Runs a body beside a server with the documented user.
    private static func withUser(
        _ body: (_ administrator: RedisClient, _ address: RedisAddress) async throws -> Void
    ) async throws {
        try await RunningRedis.with { server in
            let open = try RedisAddress(parsing: server.url)
            let administrator = RedisClient(address: open) { .zero }
            let words = try rule().replacing(">PASSWORD", with: ">\(password)").split(separator: " ").map(String.init)
            _ = try await administrator.send(RedisCommand(words: words))
            try await body(
                administrator, RedisAddress(endpoint: open.endpoint, user: "roadwave", password: password))
        }
    }

    /// The line of the document.
    private static func rule() throws -> String {
        let root = URL(filePath: #filePath).pathComponents.prefix { $0 != "Tests" }.joined(separator: "/")
        let text = try String(contentsOfFile: root + "/docs/operations.md", encoding: .utf8)
        return String(try #require(text.split(separator: "\n").first { $0.hasPrefix("ACL SETUSER roadwave ") }))
    }

    /// Makes every call that a node makes.
    private static func exercise(_ address: RedisAddress) async throws {
        let client = RedisClient(address: address) { .zero }
        _ = try await client.send(RedisCommand("PING"))
        let time = RedisTime(client: client, source: .server)
        _ = try await time.measured(.now)

        let capacity = RedisCapacity(
            client: client, policy: .places(3, settling: .seconds(15)), time: .node, logger: .silent)
        var capacityCalls = RandomCalls(seed: 1)
        for _ in 0..<400 {
            let call = capacityCalls.next()
            capacityCalls.learn(call, try await call.made(on: capacity))
        }
        _ = try await client.send(CapacityScripts.forgetting)

        var configuration = AudienceConfiguration.small
        configuration.retention = .seconds(200)
        let audience = RedisAudience(client: client, configuration: configuration, time: .node)
        var audienceCalls = RandomAudience(seed: 1)
        for _ in 0..<800 {
            let call = audienceCalls.next()
            audienceCalls.learn(call, try await call.made(on: audience))
        }
        _ = try await audience.lives()
        _ = try await audience.figures(of: audienceCalls.lives, now: .at(0))

        let registry = RedisNodeRegistry(
            client: client, policy: .settling, time: RedisTime(client: client, source: .node), logger: .silent)
        var nodeCalls = try RandomNodeCalls(seed: 2)
        for _ in 0..<1_000 { _ = try await nodeCalls.make(nodeCalls.next(), on: registry) }
        _ = try await registry.reported([LiveID()])

        try await exercise(RedisReplayQueue(address: address) { .zero })

        let bus = try RedisEventBus(client: client, metrics: NodesMetrics(MetricsRegistry()), logger: .silent)
        var deliveries = bus.deliveries.makeAsyncIterator()
        #expect(await deliveries.next() == .connected)
        await bus.publish(Array("hello".utf8))
        #expect(await deliveries.next() == .message(Array("hello".utf8)))
        await bus.close()
    }

    /// Makes every call that a worker makes.
    private static func exercise(_ queue: RedisReplayQueue) async throws {
        let worker = WorkerName(host: "host", process: 1)
        let lives = [LiveID(), LiveID()]
        try await queue.add(lives)
        // The second time, each entry is looked up in the stream.
        try await queue.add(lives)
        #expect(try await queue.next(for: worker, atMost: .milliseconds(100)) == lives[0])
        try await queue.renew(lives[0], by: worker)
        try await queue.giveBack(lives[0])
        #expect(try await queue.next(for: worker, atMost: .milliseconds(100)) == lives[1])
        try await queue.giveBack(lives[1])
        #expect(try await queue.entries(limit: 10).map(\.live) == lives)
        try await queue.discard(try await queue.entries(limit: 1))
        // The queue has lost it by now.
        try await queue.renew(lives[0], by: worker)
        try await queue.remove(lives[0])
        try await queue.bury(lives[1], reason: "It failed.")
        try await queue.leave(worker)
        #expect(try await queue.complaint() == nil)
    }
}
