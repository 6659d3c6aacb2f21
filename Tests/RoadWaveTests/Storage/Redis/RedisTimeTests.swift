import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// Nodes that count in one Redis, while no two clocks agree.
@Suite("Time of Redis", .timeLimit(.minutes(5)))
struct RedisTimeTests {
    @Test("nodes whose wall clocks are minutes apart admit together as many lives as there are places")
    func skewedNodes() async throws {
        try await RunningRedis.with { server async throws in
            let nodes = try [0, 60, -60, 3_600].map { seconds in
                (capacity: try Self.capacity(in: server, places: 2), skew: Duration.seconds(seconds))
            }
            for (node, skew) in nodes.prefix(2) {
                let request = SlotRequest(live: LiveID(), creator: .standard("a \(skew)"))
                #expect(try await node.acquire(request, now: .now + skew) == .granted)
            }
            for (node, skew) in nodes {
                #expect(try await node.renew([], now: .now + skew).taken == 2)
                let request = SlotRequest(live: LiveID(), creator: .standard("b"))
                #expect(try await node.acquire(request, now: .now + skew) == .full(nil))
            }
        }
    }

    // The node's clock is turned here, which is the same to a node as to turn that of Redis the other way.
    @Test("a clock that was turned has the count settle again", arguments: [-60, -5, 5, 60])
    func turnedClock(seconds: Int) async throws {
        try await RunningRedis.with { server async throws in
            let client = try Self.client(of: server)
            let node = try Self.capacity(in: server, places: 1, settling: .seconds(15))
            #expect(try await node.renew([], now: .now).isSettling)
            _ = try await client.send(RedisCommand("HSET", "{capacity}:state", "settled", "0"))
            #expect(try await node.renew([], now: .now).isSettling == false)
            #expect(try await node.renew([], now: .now + .seconds(seconds)).isSettling)
            let request = SlotRequest(live: LiveID(), creator: .standard("a"))
            #expect(try await node.acquire(request, now: .now + .seconds(seconds)) == .settling)
        }
    }

    @Test("the answer is taken for the middle of the round trip")
    func middle() throws {
        let reply = Self.reply("1790000010", "250000")
        let difference = try #require(
            RedisTimeDifference(reply, asked: .at(0), roundTrip: .milliseconds(500)))
        #expect(difference.value == .seconds(10))
        #expect(difference.uncertainty == .milliseconds(250))
    }

    @Test("readings contradict each other beyond what their round trips explain")
    func contradiction() throws {
        func read(_ seconds: Int, _ roundTrip: Duration) throws -> RedisTimeDifference {
            try #require(
                RedisTimeDifference(Self.reply("\(1_790_000_000 + seconds)", "0"), asked: .at(0), roundTrip: roundTrip))
        }
        let first = try read(10, .zero)
        for (seconds, roundTrip, isContradiction) in [
            (11, Duration.zero, false), (9, .zero, false), (12, .zero, true), (8, .zero, true),
            (12, .seconds(2), false), (8, .seconds(2), true),
        ] {
            let second = try read(seconds, roundTrip)
            #expect(second.contradicts(first) == isContradiction, "\(seconds) s, \(roundTrip)")
            #expect(first.contradicts(second) == isContradiction, "\(seconds) s, \(roundTrip)")
        }
    }

    @Test("what is no time, or comes too late, tells nothing")
    func nonsense() {
        let replies: [RedisReply] = [
            .null, .integer(1_790_000_000), .array([]), Self.reply("1790000000"), Self.reply("x", "0"),
            Self.reply("-1", "0"), Self.reply("9223372036854775807", "0"), Self.reply("1790000000", "1000000"),
        ]
        for reply in replies {
            #expect(RedisTimeDifference(reply, asked: .at(0), roundTrip: .zero) == nil, "\(reply)")
        }
        let late = RedisTimeDifference.longestRoundTrip + .milliseconds(1)
        #expect(RedisTimeDifference(Self.reply("1790000000", "0"), asked: .at(0), roundTrip: late) == nil)
    }

    private static func reply(_ words: String...) -> RedisReply { .array(words.map { .bytes(Array($0.utf8)) }) }

    private static func client(of server: RedisServer) throws -> RedisClient {
        RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
    }

    private static func capacity(
        in server: RedisServer, places: Int, settling: Duration = .zero
    ) throws -> RedisCapacity {
        RedisCapacity(
            client: try client(of: server), policy: .places(places, settling: settling), time: .server, logger: .silent)
    }
}
