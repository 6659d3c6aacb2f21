import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// What a stream of Redis may lose, and what operators find in it.
@Suite("Queue of replays in Redis", .timeLimit(.minutes(2)))
struct RedisReplayQueueTests {
    /// A queue, and another connection to its server.
    private static func with(
        _ body: (_ queue: RedisReplayQueue, _ operator: RedisClient) async throws -> Void
    ) async throws {
        try await RunningRedis.with { server in
            try await body(
                try .test(of: server), RedisClient(address: try RedisAddress(parsing: server.url)) { .zero })
        }
    }

    @Test("jobs from before the first worker are given")
    func beforeTheFirstWorker() async throws {
        try await RunningRedis.with { server in
            let lives = (0..<3).map { _ in LiveID() }
            try await RedisReplayQueue.test(of: server).add(lives)
            #expect(try await RedisReplayQueue.test(of: server).drain() == lives)
        }
    }

    @Test("of several calls that wait, each returns as soon as it has a job")
    func severalCalls() async throws {
        try await Self.with { queue, _ in
            let lives = (0..<3).map { _ in LiveID() }
            try await queue.add(Array(lives.prefix(2)))
            let given = try await withThrowingTaskGroup(of: LiveID?.self) { group in
                for _ in lives {
                    group.addTask { try await queue.next(for: .test(), atMost: .seconds(10)) }
                }
                var given: [LiveID?] = []
                for _ in 0..<2 { given.append(try await group.next() ?? nil) }
                // The third call still waits, or its time would be over.
                try await queue.add([lives[2]])
                given.append(try await group.next() ?? nil)
                return given
            }
            #expect(Set(given) == Set(lives))
        }
    }

    @Test("entries of a stream that has no group yet are given")
    func withoutGroup() async throws {
        try await Self.with { queue, client in
            let live = LiveID()
            _ = try await client.send(RedisCommand("XADD", ReplayScripts.stream, "*", "live_id", live.description))
            // The first call finds no group, and makes it.
            #expect(try await queue.next(for: .test(), atMost: .milliseconds(20)) == nil)
            #expect(try await queue.drain() == [live])
        }
    }

    @Test("a Redis that is emptied while a worker waits is no error; once it is refilled, the jobs are given")
    func emptied() async throws {
        try await Self.with { queue, client in
            let live = LiveID()
            try await queue.add([live])
            #expect(try await queue.drain() == [live])
            async let waiting = queue.next(for: .test(), atMost: .seconds(20))
            try await until {
                let clients = try await client.send(RedisCommand("CLIENT", "LIST")).text ?? ""
                return clients.contains("cmd=xreadgroup") && clients.contains("flags=b")
            }
            _ = try await client.send(RedisCommand("FLUSHALL"))
            #expect(try await waiting == nil)
            try await queue.add([live])
            #expect(try await queue.drain() == [live])
            try await queue.remove(live)
            #expect(try await client.send(RedisCommand("XLEN", ReplayScripts.stream)).int == 0)
        }
    }

    @Test("entries that were trimmed or deleted are added again, and given once", arguments: ["XTRIM", "XDEL"])
    func lostEntries(command: String) async throws {
        try await Self.with { queue, client in
            let lives = (0..<4).map { _ in LiveID() }
            try await queue.add(lives)
            #expect(try await queue.next(for: .test(), atMost: .seconds(1)) == lives[0])
            if command == "XTRIM" {
                _ = try await client.send(RedisCommand("XTRIM", ReplayScripts.stream, "MAXLEN", "1"))
            } else {
                for live in lives.dropLast() {
                    let entry = try #require(
                        try await client.send(RedisCommand("HGET", ReplayScripts.entries, live.description)).text)
                    _ = try await client.send(RedisCommand("XDEL", ReplayScripts.stream, entry))
                }
            }
            try await queue.add(Array(lives.dropFirst()))
            try await queue.add(Array(lives.dropFirst()))
            let given = try await queue.drain()
            #expect(given.count == 3)
            #expect(Set(given) == Set(lives.dropFirst()))
            #expect(try await queue.drain() == [])
        }
    }

    @Test("an entry without a job is given to nobody, and hides no other")
    func foreignEntries() async throws {
        try await Self.with { queue, client in
            try await queue.add([LiveID()])
            _ = try await queue.drain()
            for text in ["", "no UUID"] {
                _ = try await client.send(RedisCommand("XADD", ReplayScripts.stream, "*", "live_id", text))
            }
            _ = try await client.send(RedisCommand("XADD", ReplayScripts.stream, "*", "other", "field"))
            let live = LiveID()
            try await queue.add([live])
            var given: [LiveID] = []
            for _ in 0..<4 {
                if let live = try await queue.next(for: .test(), atMost: .seconds(1)) { given.append(live) }
            }
            #expect(given == [live])
        }
    }

    @Test("entries without a live are listed, also those that a dead worker has, and those that were trimmed meanwhile")
    func unreadableEntries() async throws {
        try await Self.with { queue, client in
            let live = LiveID()
            try await queue.add([live])
            for text in ["no UUID", "trimmed"] {
                _ = try await client.send(RedisCommand("XADD", ReplayScripts.stream, "*", "live_id", text))
            }
            for _ in 0..<3 { _ = try await queue.next(for: .test(), atMost: .seconds(1)) }
            let trimmed = try #require(try await queue.entries(limit: 10).last?.id)
            _ = try await client.send(RedisCommand("XDEL", ReplayScripts.stream, trimmed))
            // A second entry of the same job, which the hash does not know.
            _ = try await client.send(RedisCommand("XADD", ReplayScripts.stream, "*", "live_id", live.description))
            let entries = try await queue.entries(limit: 10)
            #expect(entries.map(\.live) == [live, nil, live, nil])
            #expect(entries.last?.id == trimmed)
            try await queue.discard(entries.filter { $0.live == nil })
            #expect(try await queue.entries(limit: 10).map(\.live) == [live, live])
            try await queue.discard(try await queue.entries(limit: 10))
            #expect(try await queue.entries(limit: 10) == [])
            #expect(try await Self.pending(client).isEmpty)
            #expect(try await client.send(RedisCommand("HLEN", ReplayScripts.entries)).int == 0)
        }
    }

    @Test("a job that failed for good is among the dead ones, with its reason")
    func buried() async throws {
        try await Self.with { queue, client in
            let live = LiveID()
            try await queue.add([live])
            #expect(try await queue.drain() == [live])
            try await queue.bury(live, reason: String(repeating: "é", count: 600))
            let entries = try await client.send(RedisCommand("XRANGE", ReplayScripts.dead, "-", "+")).array
            #expect(entries?.count == 1)
            let fields = entries?.first?.array?.last?.array?.compactMap(\.text)
            #expect(
                fields == ["live_id", live.description, "reason", String(repeating: "é", count: 500)])
            #expect(try await client.send(RedisCommand("XLEN", ReplayScripts.stream)).int == 0)
            #expect(try await client.send(RedisCommand("HLEN", ReplayScripts.entries)).int == 0)
            #expect(try await Self.pending(client).isEmpty)
        }
    }

    @Test("a sign of life is no delivery, and keeps the job with its worker")
    func renewal() async throws {
        try await Self.with { queue, client in
            let live = LiveID()
            try await queue.add([live])
            #expect(try await queue.next(for: .test(), atMost: .seconds(1)) == live)
            for _ in 0..<5 { try await queue.renew(live, by: .test()) }
            let pending = try await Self.pending(client)
            #expect(pending.count == 1)
            #expect(pending.first?.worker == WorkerName.test().description)
            #expect(pending.first?.deliveries == 1)
        }
    }

    @Test(
        "a worker that goes on has its job again, before those that wait, and no other worker gets it",
        arguments: [["FLUSHALL"], ["DEL", ReplayScripts.stream], ["XTRIM", ReplayScripts.stream, "MAXLEN", "0"]])
    func restored(loss: [String]) async throws {
        try await Self.with { queue, client in
            let lives = (0..<3).map { _ in LiveID() }
            try await queue.add(lives)
            #expect(try await queue.next(for: .test(1), atMost: .seconds(1)) == lives[0])
            _ = try await client.send(RedisCommand(words: loss))
            // A process has compared the queue with the rows before the sign of life.
            try await queue.add(Array(lives.dropFirst()))
            for _ in 0..<2 { try await queue.renew(lives[0], by: .test(1)) }
            let pending = try await Self.pending(client)
            #expect(pending.map(\.worker) == [WorkerName.test(1).description])
            #expect(pending.map(\.deliveries) == [1])
            #expect(try await queue.entries(limit: 10).map(\.live) == lives)
            try await queue.add(Array(lives.dropFirst()))
            #expect(try await queue.drain(for: .test(2)) == Array(lives.dropFirst()))
            for live in lives { try await queue.remove(live) }
            #expect(try await Self.pending(client).isEmpty)
            #expect(try await client.send(RedisCommand("XLEN", ReplayScripts.stream)).int == 0)
            #expect(try await client.send(RedisCommand("HLEN", ReplayScripts.entries)).int == 0)
        }
    }

    @Test("an entry of another job that a deleted stream has under the same number is not taken for the lost one")
    func sameNumber() async throws {
        try await Self.with { queue, client in
            let (lost, other) = (LiveID(), LiveID())
            try await queue.add([lost])
            #expect(try await queue.next(for: .test(1), atMost: .seconds(1)) == lost)
            let number = try #require(
                try await client.send(RedisCommand("HGET", ReplayScripts.entries, lost.description)).text)
            _ = try await client.send(RedisCommand("DEL", ReplayScripts.stream))
            _ = try await client.send(
                RedisCommand("XADD", ReplayScripts.stream, number, "live_id", other.description))
            _ = try await client.send(RedisCommand("HSET", ReplayScripts.entries, other.description, number))
            try await queue.renew(lost, by: .test(1))
            #expect(try await Self.pending(client).map(\.worker) == [WorkerName.test(1).description])
            #expect(try await queue.entries(limit: 10).map(\.live) == [lost, other])
            try await queue.remove(lost)
            #expect(try await queue.drain(for: .test(2)) == [other])
        }
    }

    @Test("a job that waits, and of whose entry no worker has given a sign of life for a minute, is given anew")
    func abandoned() async throws {
        try await Self.with { queue, client in
            let (given, abandoned) = (LiveID(), LiveID())
            try await queue.add([given, abandoned])
            #expect(try await queue.drain(for: .test(1)) == [given, abandoned])
            let entry = try #require(
                try await client.send(RedisCommand("HGET", ReplayScripts.entries, abandoned.description)).text)
            // As if it were a minute ago.
            _ = try await client.send(
                RedisCommand(
                    "XCLAIM", ReplayScripts.stream, ReplayScripts.group, WorkerName.test(1).description, "0", entry,
                    "IDLE", "60001", "JUSTID"))
            try await queue.add([given, abandoned])
            #expect(try await queue.drain(for: .test(2)) == [abandoned])
            try await queue.remove(given)
            try await queue.remove(abandoned)
            #expect(try await Self.pending(client).isEmpty)
            #expect(try await client.send(RedisCommand("XLEN", ReplayScripts.stream)).int == 0)
        }
    }

    @Test("a worker that leaves is forgotten; one that has a job, or has just asked, is not")
    func leaving() async throws {
        try await Self.with { queue, client in
            let live = LiveID()
            try await queue.add([live])
            #expect(try await queue.next(for: .test(1), atMost: .seconds(1)) == live)
            // Redis 7.0 knows a worker once it has had a job.
            for number in 2...3 {
                let other = LiveID()
                try await queue.add([other])
                #expect(try await queue.drain(for: .test(UInt32(number))) == [other])
                try await queue.remove(other)
            }
            #expect(try await Self.workers(client).count == 3)
            try await queue.leave(.test(2))
            #expect(try await Self.workers(client) == Set([WorkerName.test(1), .test(3)].map(\.description)))
            try await queue.leave(.test(1))
            #expect(try await Self.workers(client).contains(WorkerName.test(1).description))
            #expect(try await Self.pending(client).count == 1)
        }
    }

    @Test("a hundred restarts leave no worker behind")
    func restarts() async throws {
        try await Self.with { queue, client in
            try await queue.add([LiveID()])
            for number in 1...100 {
                let name = WorkerName.test(UInt32(number))
                if let live = try await queue.next(for: name, atMost: .milliseconds(1)) {
                    try await queue.remove(live)
                }
                try await queue.leave(name)
            }
            #expect(try await Self.workers(client) == [])
        }
    }

    @Test("a Redis that may evict jobs is complained about")
    func eviction() async throws {
        try await Self.with { queue, client in
            #expect(try await queue.complaint() == nil)
            _ = try await client.send(RedisCommand("CONFIG", "SET", "maxmemory-policy", "allkeys-lru"))
            let complaint = try #require(try await queue.complaint())
            #expect(complaint.contains("allkeys-lru"))
            #expect(complaint.contains("noeviction"))
        }
    }

    @Test("without Redis every call is an error")
    func absent() async throws {
        let address = RedisAddress(endpoint: .unix(path: "/nowhere/redis.sock"))
        let queue = RedisReplayQueue(address: address) { .zero }
        await #expect(throws: ReplayQueueError.self) { try await queue.add([LiveID()]) }
        await #expect(throws: ReplayQueueError.self) { try await queue.next(for: .test(), atMost: .seconds(1)) }
        await #expect(throws: ReplayQueueError.self) { try await queue.remove(LiveID()) }
        await #expect(throws: ReplayQueueError.self) { try await queue.entries(limit: 1) }
        await #expect(throws: ReplayQueueError.self) { try await queue.complaint() }
    }

    private static func pending(_ client: RedisClient) async throws -> [(worker: String, deliveries: Int)] {
        let reply = try await client.send(
            RedisCommand("XPENDING", ReplayScripts.stream, ReplayScripts.group, "-", "+", "10"))
        return (reply.array ?? []).map { entry in
            let fields = entry.array ?? []
            return (fields.count == 4 ? fields[1].text ?? "" : "", fields.last?.int ?? 0)
        }
    }

    private static func workers(_ client: RedisClient) async throws -> Set<String> {
        let reply = try await client.send(
            RedisCommand("XINFO", "CONSUMERS", ReplayScripts.stream, ReplayScripts.group))
        return Set((reply.array ?? []).compactMap { $0.array?.dropFirst().first?.text })
    }
}

extension RedisReply {
    /// The elements of an array; nil for another reply.
    fileprivate var array: [RedisReply]? { if case .array(let elements) = self { elements } else { nil } }
}
