import Foundation
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Listeners of a live", .timeLimit(.minutes(5)))
struct AudienceRoutesTests {
    @Test("a listener joins, beats and leaves, and is counted meanwhile")
    func life() async throws {
        try await RunningTestNode.with { running in
            let live = try await running.openLive()
            let answer = try await running.join(live)
            #expect(answer.status == 201)
            #expect(try answer.json("heartbeat_s") == "10")
            #expect(try answer.json("expiry_s") == "30")
            #expect(
                try answer.json("playlist_url") == "\(running.addresses.httpURL)/lives/\(live)/master.m3u8")
            let listener = try #require(try answer.json("listener_id"))
            #expect(answer["Location"] == "\(running.addresses.httpURL)/lives/\(live)/listeners/\(listener)")
            #expect(try await running.counts(of: live) == [1, 0, 0])
            #expect(try await running.listen("POST", live, "/listeners/\(listener)/heartbeat").status == 204)
            #expect(try await running.listen("DELETE", live, "/listeners/\(listener)").status == 204)
            #expect(try await running.listen("DELETE", live, "/listeners/\(listener)").status == 204)
            #expect(try await running.counts(of: live) == [0, 0, 0])
            let late = try await running.listen("POST", live, "/listeners/\(listener)/heartbeat")
            #expect(late.status == 404)
            #expect(try late.json("code") == "listener_not_found")
        }
    }

    @Test("a listener who is not heard of for 30 s is not counted any more")
    func expiry() async throws {
        let clock = TurnedClock()
        var settings = NodeConfiguration.single
        settings.live.connectTimeout = .seconds(3_600)
        try await RunningTestNode.with(settings, clock: clock) { running in
            let live = try await running.openLive()
            let silent = try #require(try await running.join(live, token: "ada").json("listener_id"))
            let faithful = try #require(try await running.join(live, token: "bob").json("listener_id"))
            for _ in 0..<2 {
                clock.advance(by: .seconds(10))
                let beat = try await running.listen(
                    "POST", live, "/listeners/\(faithful)/heartbeat", token: "bob")
                #expect(beat.status == 204)
            }
            clock.advance(by: .milliseconds(9_999))
            #expect(try await running.counts(of: live) == [2, 0, 0])
            clock.advance(by: .seconds(1))
            try await until { try await running.counts(of: live) == [1, 0, 0] }
            let late = try await running.listen("POST", live, "/listeners/\(silent)/heartbeat", token: "ada")
            #expect(late.status == 404)
        }
    }

    @Test("likes and reports count once for each user")
    func reactions() async throws {
        try await RunningTestNode.with { running in
            let live = try await running.openHeardLive().id.description
            for token in ["ada", "bob", "ada"] {
                #expect(try await running.listen("POST", live, "/likes", token: token).status == 204)
            }
            for category in ["hate", "spam"] {
                let answer = try await running.listen(
                    "POST", live, "/reports", body: "{\"category\":\"\(category)\"}")
                #expect(answer.status == 204)
            }
            #expect(try await running.counts(of: live) == [0, 2, 1])
            let listed = try await running.client.get("/lives").text
            #expect(listed.contains("\"likes\":2"))
        }
    }

    @Test(
        "what is no report or no position is refused with a sentence",
        arguments: [
            ("/reports", "", 400), ("/reports", "{}", 400), ("/reports", "{\"category\":\"boring\"}", 400),
            ("/reports", "{\"category\":7}", 400), ("/reports", "[", 400),
            ("/listeners", "{\"position\":{\"lat\":91,\"lon\":0}}", 400),
            ("/listeners", "{\"position\":{\"lat\":0,\"lon\":-180.1}}", 400),
            ("/listeners", "{\"position\":{\"lat\":1e999,\"lon\":0}}", 400),
            ("/listeners", "{\"position\":{\"lat\":1}}", 400), ("/listeners", "{\"position\":7}", 400),
            ("/listeners", "nonsense", 400),
            ("/listeners", "{\"position\":{\"lat\":-90,\"lon\":180,\"alt\":3},\"x\":1}", 201),
            ("/listeners", "{\"position\":null}", 201), ("/listeners", "", 201),
        ])
    func bodies(path: String, body: String, status: Int) async throws {
        try await RunningTestNode.with { running in
            let live = try await running.openLive()
            let answer = try await running.listen("POST", live, path, body: body)
            #expect(answer.status == status, "\(answer.text)")
            if status == 400 {
                #expect(try answer.json("code") == "invalid_body")
                #expect(try await running.counts(of: live) == [0, 0, 0])
            }
        }
    }

    @Test(
        "a body that is not taken is answered with its field, in French to people and in English to developers",
        arguments: [
            ("/reports", "{\"category\":\"x\"}", "category", "category is not acceptable: expected one of hate, "),
            ("/reports", "{}", "category", "category is missing"),
            ("/reports", "{\"category\":null}", "category", "category is null: expected a string"),
            (
                "/listeners", "{\"position\":{\"lat\":\"0\"}}", "position.lat",
                "position.lat is of another kind: expected a "
            ),
            ("/listeners", "{\"position\":{\"lat\":91,\"lon\":0}}", "position.lat", "position.lat is not acceptable: "),
            (
                "/listeners", "{\"position\":{\"lat\":1,\"lon\":-181}}", "position.lon",
                "position.lon is not acceptable: "
            ),
            ("/listeners", "{\"position\":{\"lat\":1}}", "position.lon", "position.lon is missing"),
            ("/listeners", "{\"position\":{\"lat\":1e999,\"lon\":0}}", nil, "the body is not JSON that can be read"),
            ("/listeners", "[]", nil, "the body is of another kind: expected an object"),
            ("/listeners", String(repeating: "[", count: 4_096), nil, "the body is not JSON that can be read"),
        ])
    func fields(path: String, body: String, field: String?, reason: String) async throws {
        try await RunningTestNode.with { running in
            let live = try await running.openLive()
            let answer = try await running.listen("POST", live, path, body: body)
            #expect(answer.status == 400)
            #expect(answer["Content-Type"] == "application/problem+json")
            #expect(try answer.json("field") == field)
            #expect(try answer.json("reason")?.hasPrefix(reason) == true, "\(answer.text)")
            #expect(try answer.json("detail")?.hasPrefix("L'application a envoyé une requête invalide") == true)
        }
    }

    @Test("the audit trail has who joined and left, and about where, if that was given")
    func audited() async throws {
        let directory = try TemporaryDirectory()
        var settings = NodeConfiguration.single
        settings.dataDirectory = directory.path
        var live = ""
        try await RunningTestNode.with(settings, in: URL(filePath: directory.path)) { running in
            live = try await running.openLive()
            let position = "{\"position\":{\"lat\":48.8566,\"lon\":-2.3522}}"
            let joined = try await running.listen("POST", live, "/listeners", token: "ada", body: position)
            let listener = try #require(try joined.json("listener_id"))
            #expect(try await running.join(live, token: "bob").status == 201)
            #expect(
                try await running.listen("DELETE", live, "/listeners/\(listener)", token: "ada").status == 204)
        }
        let database = try NodeDatabases.open(settings, date: { .now }, logger: .silent)
        let events = try await database.auditStore.events(of: LiveID(live), limit: 100)
        await database.close()
        let joined = events.filter { $0.kind == .listenerJoined }
        let ada = try #require(joined.first { $0.user == UserID(token: "ada") })
        #expect(ada.details["lat"] == 48.9)
        #expect(ada.details["lon"] == -2.4)
        let bob = try #require(joined.first { $0.user == UserID(token: "bob") })
        #expect(bob.details["lat"] == nil)
        #expect(bob.details["lon"] == nil)
        let left = events.first { $0.kind == .listenerLeft && $0.user == UserID(token: "ada") }
        #expect(left?.details["listener_id"] == ada.details["listener_id"])
        withExtendedLifetime(directory) {}
    }

    @Test("a report of an unknown category is told the categories that there are")
    func categories() async throws {
        try await RunningTestNode.with { running in
            let live = try await running.openLive()
            let answer = try await running.listen("POST", live, "/reports", body: "{\"category\":\"boring\"}")
            let reason = try #require(try answer.json("reason"))
            #expect(ReportCategory.allCases.allSatisfy { reason.contains($0.rawValue) })
        }
    }

    @Test("a body that is too large, of another type or no UTF-8 is refused")
    func hostileBodies() async throws {
        try await RunningTestNode.with { running in
            let live = try await running.openLive()
            let path = "/lives/\(live)/listeners"
            let headers = ["Authorization": "Bearer ada", "Content-Type": "application/json"]
            let large = try await running.client.send(
                "POST", path, headers: headers, body: Data(repeating: UInt8(ascii: " "), count: 5_000))
            #expect(large.status == 413)
            let broken = try await running.client.send(
                "POST", path, headers: headers, body: Data([UInt8(ascii: "\""), 0xff, 0xfe, UInt8(ascii: "\"")]))
            #expect(broken.status == 400)
            let form = try await running.client.send(
                "POST", path, headers: headers.merging(["Content-Type": "text/plain"]) { $1 }, body: Data("{}".utf8))
            #expect(form.status == 415)
            #expect(try await running.counts(of: live) == [0, 0, 0])
        }
    }

    @Test("a listener belongs to the token that joined")
    func ownership() async throws {
        try await RunningTestNode.with { running in
            let live = try await running.openLive()
            let listener = try #require(try await running.join(live, token: "ada").json("listener_id"))
            let beat = try await running.listen("POST", live, "/listeners/\(listener)/heartbeat", token: "bob")
            #expect(beat.status == 403)
            #expect(try beat.json("code") == "not_your_listener")
            #expect(try await running.listen("DELETE", live, "/listeners/\(listener)", token: "bob").status == 403)
            #expect(try await running.counts(of: live) == [1, 0, 0])
        }
    }

    @Test("without a token nobody is counted, and an unknown live has no listeners")
    func refusals() async throws {
        try await RunningTestNode.with { running in
            let live = try await running.openLive()
            for path in ["/listeners", "/likes", "/reports"] {
                #expect(try await running.client.send("POST", "/lives/\(live)\(path)").status == 401)
                #expect(try await running.listen("POST", LiveID().description, path, body: "").status >= 400)
            }
            let unknown = try await running.join(LiveID().description)
            #expect(unknown.status == 404)
            #expect(try unknown.json("code") == "live_not_found")
            #expect(try await running.counts(of: live) == [0, 0, 0])
        }
    }

    @Test("a live that is over has no listeners, and says so in the words of listeners")
    func over() async throws {
        try await RunningTestNode.with { running in
            let events = running.node.events
            let live = try await running.openLive()
            let listener = try #require(try await running.join(live).json("listener_id"))
            _ = try await running.listen("POST", live, "/likes")
            let ended = try await running.client.delete("/whip/\(live)", token: "createur")
            #expect(ended.status == 200)
            #expect(try ended.json("likes") == "1")
            _ = await events.end(of: try #require(LiveID(live)))
            for path in ["/listeners", "/likes", "/listeners/\(listener)/heartbeat"] {
                let answer = try await running.listen("POST", live, path)
                #expect(answer.status == 410)
                #expect(try answer.json("detail") == "Le live est terminé.")
            }
            #expect(try await running.listen("DELETE", live, "/listeners/\(listener)").status == 204)
            // The likes stay, the listeners are gone.
            try await until { try await running.counts(of: live) == [0, 1, 0] }
        }
    }

    @Test("streams of events tell the counts that stand, then those that change")
    func counters() async throws {
        let clock = TurnedClock()
        var settings = NodeConfiguration.single
        settings.live.connectTimeout = .seconds(3_600)
        try await RunningTestNode.with(settings, clock: clock) { running in
            let live = try await running.openLive()
            _ = try await running.join(live, token: "ada")
            var stream = try await running.events(of: live)
            func document(_ listeners: Int, _ likes: Int) -> String {
                "{\"likes\":\(likes),\"listeners\":\(listeners),\"live_id\":\"\(live)\",\"reports\":0}"
            }
            let first = try #require(try await stream.next("counters"))
            #expect(first.data == document(1, 0))
            _ = try await running.join(live, token: "bob")
            _ = try await running.listen("POST", live, "/likes")
            clock.advance(by: .seconds(2))
            let second = try #require(try await stream.next("counters"))
            #expect(second.data == document(2, 1))
        }
    }
}

extension RunningTestNode {
    /// Opens a live that nobody connects to.
    func openLive() async throws -> String {
        let answer = try await client.publish(try TestOffer.opus())
        return String(try #require(answer["Location"]?.split(separator: "/").last))
    }

    /// Joins a live.
    func join(_ live: String, token: String = "auditeur") async throws -> TestHTTPClient.Answer {
        try await listen("POST", live, "/listeners", token: token, body: "{}")
    }

    /// What a listener sends.
    func listen(
        _ method: String, _ live: String, _ path: String, token: String = "auditeur", body: String? = nil
    ) async throws -> TestHTTPClient.Answer {
        try await client.send(
            method, "/lives/\(live)\(path)",
            headers: ["Authorization": "Bearer \(token)", "Content-Type": "application/json"],
            body: body.map { Data($0.utf8) })
    }

    /// The listeners, likes and reports of a live.
    func counts(of live: String) async throws -> [Int] {
        let answer = try await client.get("/lives/\(live)")
        return try ["listeners", "likes", "reports"].compactMap { try answer.json($0).flatMap { Int($0) } }
    }
}
