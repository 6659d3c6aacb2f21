import RoadWaveClient
import RoadWaveTestServices
import Testing

@Suite("Listening to a live's events", .timeLimit(.minutes(5)))
struct LiveEventsTests {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n"
    private static let state = "id: 4\nevent: live_state\ndata: {\"state\":\"live\"}\n\n"
    private static let end = "id: 5\nevent: ended\ndata: {\"reason\":\"creator\"}\n\n"

    private func collect(_ events: LiveEvents) async throws -> [LiveEvent] {
        var all: [LiveEvent] = []
        for try await event in events { all.append(event) }
        return all
    }

    private func problem(_ status: String, _ code: String) -> String {
        let body = #"{"code":"\#(code)","detail":"Ce live est terminé.","status":0,"title":"x","type":"x"}"#
        return """
            HTTP/1.1 \(status)\r\nContent-Type: application/problem+json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
            """
    }

    @Test("events come until the live is over, and nothing is asked for after that")
    func untilTheEnd() async throws {
        try await CannedServer.with([Self.head + Self.state + Self.end + Self.state]) { server in
            let events = LiveEvents(of: "abc", at: server.base, token: "jeton")
            #expect(try await collect(events) == [.liveState("live"), .ended(.init(reason: "creator", message: nil))])
            let request = try #require(server.requests.first)
            #expect(server.requests.count == 1)
            #expect(request.hasPrefix("GET /lives/abc/events HTTP/1.1\r\n"))
            #expect(request.contains("Accept: text/event-stream\r\n"))
            #expect(request.contains("Authorization: Bearer jeton\r\n"))
            #expect(!request.contains("Last-Event-ID"))
        }
    }

    @Test("a broken connection is made again, from the last event on")
    func reconnection() async throws {
        let answers = [Self.head + "retry: 1\n" + Self.state + "event: ended\ndata: {", Self.head + Self.end]
        try await CannedServer.with(answers) { server in
            let events = try await collect(LiveEvents(of: "abc", at: server.base))
            #expect(events == [.liveState("live"), .ended(.init(reason: "creator", message: nil))])
            #expect(server.requests.count == 2)
            #expect(server.requests.last?.contains("Last-Event-ID: 4\r\n") == true)
        }
    }

    @Test("a server in trouble is asked again")
    func trouble() async throws {
        let answers = [
            Self.head + "retry: 1\n\n", problem("503 Service Unavailable", "stopping"), Self.head + Self.end,
        ]
        try await CannedServer.with(answers) { server in
            let events = try await collect(LiveEvents(of: "abc", at: server.base))
            #expect(events.count == 1)
            #expect(server.requests.count == 3)
        }
    }

    @Test("a live that ended while nobody listened has ended")
    func missedEnd() async throws {
        try await CannedServer.with([problem("410 Gone", "live_over")]) { server in
            let events = try await collect(LiveEvents(of: "abc", at: server.base))
            #expect(events == [.ended(.init(reason: "live_over", message: "Ce live est terminé."))])
        }
    }

    @Test("a refusal is told with its problem")
    func refusal() async throws {
        try await CannedServer.with([problem("404 Not Found", "live_not_found")]) { server in
            let problem = ProblemDetails(code: "live_not_found", detail: "Ce live est terminé.")
            await #expect(throws: LiveEventsError.refused(status: 404, problem: problem)) {
                try await collect(LiveEvents(of: "abc", at: server.base))
            }
        }
    }

    @Test("an answer of another type is no stream")
    func notAStream() async throws {
        try await CannedServer.with(["HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>"]) { server in
            await #expect(throws: LiveEventsError.notAnEventStream("text/html")) {
                try await collect(LiveEvents(of: "abc", at: server.base))
            }
        }
    }

    @Test("a stream that breaks its bounds is not listened to any more")
    func oversized() async throws {
        let line = "data: " + String(repeating: "a", count: EventStreamParser.maximumLine)
        try await CannedServer.with([Self.head + line]) { server in
            await #expect(throws: LiveEventsError.malformed(.lineTooLong)) {
                try await collect(LiveEvents(of: "abc", at: server.base))
            }
        }
    }
}
