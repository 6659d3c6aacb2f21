import Foundation
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("List of lives over HTTP", .timeLimit(.minutes(5)))
struct LiveListTests {
    private struct List: Decodable {
        struct Entry: Decodable {
            var id: String
            var title: String

            enum CodingKeys: String, CodingKey {
                case id = "live_id"
                case title
            }
        }

        var lives: [Entry]
        var next: String?
    }

    private func list(_ running: RunningTestNode, _ query: String = "") async throws -> List {
        let answer = try await running.client.get("/lives?\(query)")
        #expect(answer.status == 200)
        return try JSONDecoder().decode(List.self, from: answer.body)
    }

    @Test("the list has the same document of a live as its own URL, running or over")
    func everyLive() async throws {
        try await RunningTestNode.with { running in
            #expect(try await list(running).lives.isEmpty)
            // Nobody can hear it, yet.
            _ = try await running.client.publish(try TestOffer.opus(), query: "title=Muet")
            let first = try await running.openHeardLive(query: "title=Un")
            _ = try await running.openHeardLive(query: "title=Deux&zone_geo=Bretagne")
            let location = "\(running.addresses.httpURL)/whip/\(first.id)"
            _ = try await running.client.send("DELETE", location, headers: ["Authorization": "Bearer createur"])
            let lives = try await list(running).lives
            #expect(Set(lives.map(\.title)) == ["Un", "Deux"])
            let ended = try await list(running, "state=ended").lives
            #expect(ended.map(\.title) == ["Un"])
            #expect(location.hasSuffix(try #require(ended.first).id))
            #expect(try await list(running, "zone_geo=bretagne").lives.map(\.title) == ["Deux"])

            let alone = try await running.client.get("/lives/\(try #require(ended.first).id)").text
            let together = try await running.client.get("/lives?state=ended").text
            #expect(together == "{\"lives\":[\(alone)]}")
        }
    }

    @Test("an erased creator is not listed any more, on the node that ran the live either")
    func erasedCreator() async throws {
        try await RunningTestNode.with { running in
            let live = try await running.openHeardLive(query: "title=Secret")
            _ = try await running.client.send(
                "DELETE", "/whip/\(live.id)", headers: ["Authorization": "Bearer createur"])
            try await until { try await list(running, "state=ended").lives.map(\.title) == ["Secret"] }
            let settings = NodeConfiguration.with(\.dataDirectory, running.directory.path)
            let creator = UserID(token: "createur")
            _ = try await PrivacyOperation.erase("\(creator)", settings, data: nil, logger: .silent)
            let text = try await running.client.get("/lives?state=ended").text
            #expect(text.contains("\(live.id)"))
            #expect(!text.contains("Secret") && !text.contains("\(creator)"))
        }
    }

    @Test("a long list comes in pages")
    func pages() async throws {
        try await RunningTestNode.with { running in
            for number in 0...LivePage.limit {
                _ = try await running.openHeardLive(query: "title=Live+\(number)")
            }
            let first = try await list(running)
            #expect(first.lives.count == LivePage.limit)
            let second = try await list(running, "cursor=\(try #require(first.next))")
            #expect(second.lives.count == 1)
            #expect(second.next == nil)
            #expect(Set((first.lives + second.lives).map(\.id)).count == LivePage.limit + 1)
        }
    }

    @Test(
        "an invalid value gets a 400 that names the parameter, in French",
        arguments: [
            ("state", "mort"), ("cursor", "x"), ("from", "hier"), ("to", "2026-03-29"),
            ("q", String(repeating: "a", count: 201)), ("q", "zq"), ("q", "%20z%20%20q%20"),
            ("zone_geo", String(repeating: "a", count: 81)),
        ])
    func wrongValue(parameter: String, value: String) async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.get("/lives?\(parameter)=\(value)")
            #expect(answer.status == 400)
            #expect(answer["Content-Type"] == "application/problem+json")
            #expect(try answer.json("detail")?.contains("Le paramètre «\u{a0}\(parameter)\u{a0}» est invalide") == true)
        }
    }

    @Test("an empty value filters nothing")
    func emptyValue() async throws {
        try await RunningTestNode.with { running in
            _ = try await running.openHeardLive()
            #expect(try await list(running, "state=&q=&zone_geo=&tag=&from=&to=&cursor=").lives.count == 1)
        }
    }

    @Test("searches have a rate limit of their own, apart from the plain list")
    func searchRate() async throws {
        var settings = NodeConfiguration.single
        var limits = RateLimits.none
        limits[.search] = RateLimits.Pair(user: nil, network: 3)
        settings.rateLimits = limits
        try await RunningTestNode.with(settings) { running in
            for query in ["tag=a", "q=abc", "zone_geo=a"] {
                #expect(try await running.client.get("/lives?\(query)").status == 200)
            }
            let refused = try await running.client.get("/lives?classification_age=a")
            #expect(refused.status == 429)
            #expect(refused["Retry-After"] != nil)
            for query in ["", "state=live", "from=2026-01-01T00:00:00Z"] {
                #expect(try await running.client.get("/lives?\(query)").status == 200)
            }
        }
    }

    @Test("a UUID in capitals names the same live, and the answer has it in lower case")
    func capitals() async throws {
        try await RunningTestNode.with { running in
            let id = try await running.openHeardLive().id.description.uppercased()
            #expect(id != id.lowercased())
            #expect(try await running.client.get("/lives/\(id)").json("live_id") == id.lowercased())
            let entry = try #require(try await list(running).lives.first)
            #expect(entry.id == id.lowercased())
            let joined = try await running.client.send(
                "POST", "/lives/\(id)/listeners", headers: ["Authorization": "Bearer a"])
            #expect(joined.status == 201)
            let listener = try #require(joined["Location"]?.split(separator: "/").last)
            let beat = try await running.client.send(
                "POST", "/lives/\(id)/listeners/\(listener.uppercased())/heartbeat",
                headers: ["Authorization": "Bearer a"])
            #expect(beat.status == 204)
            let ended = try await running.client.send(
                "DELETE", "/whip/\(id)", headers: ["Authorization": "Bearer createur"])
            #expect(ended.status == 200)
            #expect(try ended.json("live_id") == id.lowercased())
        }
    }
}
