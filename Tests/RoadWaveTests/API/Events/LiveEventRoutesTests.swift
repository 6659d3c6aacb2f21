import Foundation
import RoadWaveClient
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Events of a live", .timeLimit(.minutes(5)))
struct LiveEventRoutesTests {
    @Test("a client is told what stands, then what happens, and the stream ends with the live")
    func life() async throws {
        try await RunningTestNode.with { running in
            let creator = try await TestCreator.connect(to: running)
            var stream = try await running.events(of: creator.id)
            #expect(stream.status == 200)
            #expect(stream.headers["content-type"] == "text/event-stream; charset=utf-8")
            #expect(stream.headers["cache-control"] == "no-store")
            #expect(stream.headers["x-accel-buffering"] == "no")
            let first = try #require(try await stream.next())
            #expect(first.name == "live_state")
            await creator.send(seconds: 1)
            #expect(try await running.metric("roadwave_event_streams") == 1)
            let id = "\"live_id\":\"\(creator.id)\""
            await creator.publisher.close()
            // Connected before or after the stream was opened: either way the last state is the end's.
            let ended = try #require(try await stream.next("ended"))
            #expect(
                ended.data
                    == "{\"listener_message\":\"Le live est terminé.\",\(id),"
                    + "\"message\":\"Votre live est terminé.\",\"reason\":\"creator\"}")
            #expect(try #require(ended.number) > (try #require(first.number)))
            #expect(try await stream.next() == nil)
            try await until { try await running.metric("roadwave_event_streams") == 0 }
        }
    }

    @Test("the creator's coming is told")
    func connection() async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.publish(try TestOffer.opus())
            let id = try #require(answer["Location"]?.split(separator: "/").last)
            var stream = try await running.events(of: id)
            let first = try #require(try await stream.next())
            #expect(first.data == "{\"live_id\":\"\(id)\",\"state\":\"interrupted\"}")
            let creator = try await TestCreator.connect(to: running, query: "live_id=\(id)")
            let second = try #require(try await stream.next("live_state"))
            #expect(second.data == "{\"live_id\":\"\(id)\",\"state\":\"live\"}")
            await creator.publisher.close()
        }
    }

    @Test("a stream with nothing to say shows that it is alive, beyond the time that an idle client has")
    func keepAlive() async throws {
        let clock = TurnedClock()
        var settings = NodeConfiguration.single
        // Of real time, whatever the clock.
        settings.requestTimeout = .milliseconds(300)
        try await RunningTestNode.with(settings, clock: clock) { running in
            let answer = try await running.client.publish(try TestOffer.opus())
            let id = try #require(answer["Location"]?.split(separator: "/").last)
            var stream = try await running.events(of: id)
            _ = try await stream.next("counters")
            // why: nothing can be awaited of a connection that is not cut; the idle time passes twice.
            try await Task.sleep(for: .milliseconds(700))
            let turning = Task {
                while !Task.isCancelled {
                    clock.advance(by: .milliseconds(100))
                    await Task.yield()
                }
            }
            let comment = try await stream.next()
            turning.cancel()
            await turning.value
            #expect(comment == EventStreamReader.Event())
        }
    }

    @Test("a node that stops ends its streams")
    func nodeStops() async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.publish(try TestOffer.opus())
            let id = try #require(answer["Location"]?.split(separator: "/").last)
            var stream = try await running.events(of: id)
            _ = try await stream.next("live_state")
            async let stopped: Void = running.node.stop()
            let ended = try #require(try await stream.next("ended"))
            #expect(ended.data.contains("\"reason\":\"node_stopped\""))
            #expect(try await stream.next() == nil)
            await stopped
        }
    }

    @Test("a live that never was has no events, one that is over has none any more")
    func others() async throws {
        try await RunningTestNode.with { running in
            #expect(try await running.client.get("/lives/\(LiveID())/events").status == 404)
            #expect(try await running.client.get("/lives/nope/events").status == 404)
            let answer = try await running.client.publish(try TestOffer.opus())
            let location = try #require(answer["Location"])
            let id = try #require(location.split(separator: "/").last)
            #expect(try await running.client.send("HEAD", "/lives/\(id)/events").status == 200)
            #expect(try await running.client.send("POST", "/lives/\(id)/events").status == 405)
            _ = try await running.client.send("DELETE", location, headers: ["Authorization": "Bearer createur"])
            let over = try await running.client.get("/lives/\(id)/events")
            #expect(over.status == 410)
            #expect(try over.json("code") == "live_over")
            #expect(try await running.metric("roadwave_event_streams") == 0)
        }
    }

    @Test("a client that leaves gives its place back, though nothing happens to the live")
    func leaving() async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.publish(try TestOffer.opus())
            let id = try #require(answer["Location"]?.split(separator: "/").last)
            do {
                var stream = try await running.events(of: id)
                _ = try await stream.next("live_state")
                #expect(try await running.metric("roadwave_event_streams") == 1)
            }
            // The connection was closed with the reader.
            try await until { try await running.metric("roadwave_event_streams") == 0 }
        }
    }

    @Test("strangers who hold every stream do not keep the creator of the live from one")
    func strangers() async throws {
        let limits = EventStreamLimits(total: 2, perLive: 1, perCreator: 1)
        try await RunningTestNode.with(.with(\.eventStreams, limits)) { running in
            let answer = try await running.client.publish(try TestOffer.opus())
            let id = try #require(answer["Location"]?.split(separator: "/").last)
            var streams: [Int] = []
            try await Self.withStream(of: id, in: running, token: nil) { stranger in
                streams.append(stranger)
                try await Self.withStream(of: id, in: running, token: "autre") { other in
                    streams.append(other)
                    try await Self.withStream(of: id, in: running, token: "createur") { creator in
                        streams.append(creator)
                        try await Self.withStream(of: id, in: running, token: "createur") { streams.append($0) }
                    }
                }
            }
            #expect(streams == [200, 503, 200, 503])
        }
    }

    @Test("a stream ends when the token expires that opened it, and those of others go on")
    func expiry() async throws {
        let clock = TurnedClock()
        let keySet = try TokenKeySet.generate().text
        let keys = try await TokenKeys(keySet: keySet)
        let folder = try TemporaryDirectory()
        let path = folder.path + "/keys.json"
        try keySet.write(toFile: path, atomically: true, encoding: .utf8)
        func token(_ seconds: Int) async throws -> String {
            try await keys.issue(
                AccessClaims(
                    subject: UserID(token: "anne"), role: .creator, expiry: .now + .seconds(seconds)))
        }
        try await RunningTestNode.with(.with(\.tokenKeys, path), clock: clock) { running in
            let answer = try await running.client.publish(try TestOffer.opus(), token: token(3_600))
            let id = try #require(answer["Location"]?.split(separator: "/").last)
            var short = try await running.events(of: id, token: token(10))
            var long = try await running.events(of: id, token: token(3_600))
            var anonymous = try await running.events(of: id)
            _ = try await short.next("counters")
            _ = try await long.next("counters")
            _ = try await anonymous.next("counters")
            // 10 s and not 20, after which a creator who never connected loses the live.
            clock.advance(by: .seconds(11))
            while let event = try await short.next() { #expect(event.name != "ended") }
            clock.advance(by: .seconds(15))
            #expect(try await long.next("ended") != nil)
            #expect(try await anonymous.next("ended") != nil)
        }
    }

    @Test("a token holds so many streams, whatever the lives, and is told so; others have theirs")
    func ownStreams() async throws {
        let limits = EventStreamLimits(total: 9, perLive: 9, perCreator: 1, perUser: 1)
        try await RunningTestNode.with(.with(\.eventStreams, limits)) { running in
            let answer = try await running.client.publish(try TestOffer.opus())
            let id = try #require(answer["Location"]?.split(separator: "/").last)
            try await Self.withStream(of: id, in: running, token: "anne") { status in
                #expect(status == 200)
                let second = try await running.client.get(
                    "/lives/\(id)/events", headers: ["Authorization": "Bearer anne"])
                #expect(second.status == 429)
                #expect(second["Retry-After"] == "10")
                #expect(try second.json("code") == "too_many_own_streams")
                try await Self.withStream(of: id, in: running, token: "bruno") { #expect($0 == 200) }
            }
        }
    }

    /// Opens a stream for as long as the body runs, which is given the status of the answer.
    private static func withStream(
        of live: Substring, in running: RunningTestNode, token: String?, _ body: (Int) async throws -> Void
    ) async throws {
        var stream = try await running.events(of: live, token: token)
        try await body(stream.status)
        // Until here it is open.
        if stream.status == 200 { _ = try await stream.next() }
    }
}
