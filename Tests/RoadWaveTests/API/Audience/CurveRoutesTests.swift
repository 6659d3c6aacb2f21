import Foundation
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("The route of a live's curve", .timeLimit(.minutes(5)))
struct CurveRoutesTests {
    @Test("the creator of a live gets its curve, while it runs and afterwards")
    func curve() async throws {
        let clock = TurnedClock()
        var settings = NodeConfiguration.single
        settings.live.connectTimeout = .seconds(10_000_000)
        try await RunningTestNode.with(settings, clock: clock) { running in
            let live = try await running.openLive()
            _ = try await running.join(live, token: "ada")
            _ = try await running.listen("POST", live, "/likes", token: "ada")
            #expect(try await running.client.curve(of: live).points.isEmpty)
            // Again, if the node was not waiting for the minute yet.
            try await until {
                clock.advance(by: .seconds(60))
                return try await !running.client.curve(of: live).points.isEmpty
            }
            // The next minute.
            clock.advance(by: .seconds(60))
            _ = try await running.listen("POST", live, "/likes", token: "bob")
            _ = try await running.client.delete("/whip/\(live)", token: "createur")
            try await until { try await running.client.curve(of: live).points.last?.likes == 2 }
            let curve = try await running.client.curve(of: live)
            #expect(curve.peak == 1)
            #expect(curve.points.first?.likes == 1)
            #expect(curve.points.allSatisfy { $0.minute.hasSuffix(":00.000Z") && $0.reports == 0 })
            let table = try await running.client.send(
                "GET", "/lives/\(live)/counters.csv", headers: ["Authorization": "Bearer createur"])
            #expect(table["Content-Type"] == "text/csv; charset=utf-8; header=present")
            #expect(table["Content-Disposition"] == "attachment; filename=\"live-\(live).csv\"")
            let lines = table.text.components(separatedBy: "\r\n")
            #expect(lines.first == "minute,listeners,peak_listeners,likes,reports")
            // The last line ends as well.
            #expect(lines.last == "")
            let rows = curve.points.map { "\($0.minute),\($0.listeners),1,\($0.likes),\($0.reports)" }
            #expect(Array(lines.dropFirst().dropLast()) == rows)
        }
    }

    @Test("nobody else gets it, and an unknown live has none")
    func refusals() async throws {
        try await RunningTestNode.with { running in
            let live = try await running.openLive()
            for path in ["/lives/\(live)/counters", "/lives/\(live)/counters.csv"] {
                #expect(try await running.client.get(path).status == 401)
            }
            let other = try await running.client.send(
                "GET", "/lives/\(live)/counters", headers: ["Authorization": "Bearer quelqu-un"])
            #expect(other.status == 403)
            #expect(try other.json("code") == "not_your_live")
            for id in ["\(LiveID())", "x"] {
                let unknown = try await running.client.send(
                    "GET", "/lives/\(id)/counters", headers: ["Authorization": "Bearer createur"])
                #expect(unknown.status == 404)
                #expect(try unknown.json("code") == "live_not_found")
            }
        }
    }

    @Test("the figures of a live that is over survive a restart of its node")
    func restart() async throws {
        let directory = try TemporaryDirectory()
        let place = URL(filePath: directory.path)
        var live = ""
        try await RunningTestNode.with(in: place) { running async throws in
            let heard = try await running.openHeardLive().id
            live = heard.description
            _ = try await running.join(live, token: "ada")
            _ = try await running.listen("POST", live, "/likes", token: "ada")
            let events = running.node.events
            _ = try await running.client.delete("/whip/\(live)", token: "createur")
            _ = await events.end(of: heard)
        }
        try await RunningTestNode.with(in: place) { running async throws in
            #expect(try await running.counts(of: live) == [0, 1, 0])
            #expect(try await running.client.curve(of: live).peak == 1)
        }
        withExtendedLifetime(directory) {}
    }
}

/// The JSON of the curve.
private struct Curve: Decodable {
    struct Point: Decodable {
        let minute: String
        let listeners: Int
        let likes: Int
        let reports: Int
    }

    let peak: Int
    let points: [Point]

    enum CodingKeys: String, CodingKey {
        case peak = "peak_listeners"
        case points = "minutes"
    }
}

extension TestHTTPClient {
    /// The curve of a live of the token « createur », as the node gives it.
    fileprivate func curve(of live: String) async throws -> Curve {
        let answer = try await send(
            "GET", "/lives/\(live)/counters", headers: ["Authorization": "Bearer createur"])
        #expect(answer.status == 200)
        return try JSONDecoder().decode(Curve.self, from: Data(answer.text.utf8))
    }
}
