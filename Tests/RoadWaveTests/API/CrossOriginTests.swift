import Testing

@testable import RoadWave

/// Without keys any token opens a live: only pages of this machine may have a visitor's browser do it.
@Suite("Pages of other origins")
struct CrossOriginTests {
    private static func preflight(_ method: String, from origin: String) -> [String: String] {
        [
            "Origin": origin, "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "authorization,content-type",
        ]
    }

    @Test(
        "a page of this machine may publish",
        arguments: ["http://localhost:5173", "http://127.0.0.1:9", "https://[::1]", "http://localhost"])
    func local(origin: String) async throws {
        try await RunningTestNode.with { running in
            let preflight = try await running.client.send(
                "OPTIONS", "/whip", headers: Self.preflight("POST", from: origin))
            #expect(preflight.status == 204)
            #expect(preflight["Access-Control-Allow-Origin"] == origin)
            #expect(preflight["Access-Control-Allow-Methods"]?.contains("POST") == true)
            #expect(preflight["Access-Control-Allow-Headers"]?.contains("Authorization") == true)
            #expect(preflight["Vary"] == "Origin")
            let answer = try await running.client.publish(try TestOffer.opus(), origin: origin)
            #expect(answer.status == 201)
            #expect(answer["Access-Control-Allow-Origin"] == origin)
            #expect(answer["Access-Control-Expose-Headers"]?.contains("Location") == true)
        }
    }

    @Test(
        "a page from elsewhere may not, and opens no live",
        arguments: [
            "https://radio.example", "null", "http://localhost.evil.example", "http://127.0.0.1.evil.example:80",
            "http://127.0.0.1@evil.example", "http://", "file://localhost", "http://localhost:80:80",
            "http://localhost:", "http://localhost/", "",
        ])
    func foreign(origin: String) async throws {
        try await RunningTestNode.with { running in
            for (method, path) in [("POST", "/whip"), ("PATCH", "/whip/x"), ("DELETE", "/whip/x")] {
                let preflight = try await running.client.send(
                    "OPTIONS", path, headers: Self.preflight(method, from: origin))
                #expect(preflight["Access-Control-Allow-Origin"] == nil)
                #expect(preflight["Access-Control-Allow-Methods"] == nil)
            }
            let answer = try await running.client.publish(try TestOffer.opus(), origin: origin)
            #expect(answer.status == 403)
            #expect(try answer.json("code") == "origin_refused")
            #expect(answer["Access-Control-Allow-Origin"] == nil)
            #expect(try await running.metric("roadwave_lives_started_total") == 0)
        }
    }

    @Test("a page of the configured public address may publish")
    func publicAddress() async throws {
        try await RunningTestNode.with(.with(\.publicURL, "https://radio.example")) { running in
            let own = try await running.client.publish(try TestOffer.opus(), origin: "https://radio.example")
            #expect(own.status == 201)
            let other = try await running.client.publish(try TestOffer.opus(), origin: "http://radio.example")
            #expect(other.status == 403)
        }
    }

    @Test("a page of any origin may read", arguments: ["/lives", "/lives/x/master.m3u8"])
    func read(path: String) async throws {
        try await RunningTestNode.with { running in
            let preflight = try await running.client.send(
                "OPTIONS", path, headers: Self.preflight("GET", from: "https://radio.example"))
            #expect(preflight["Access-Control-Allow-Origin"] == "*")
            #expect(preflight["Access-Control-Allow-Methods"]?.contains("GET") == true)
            let answer = try await running.client.get(path, headers: ["Origin": "https://radio.example"])
            #expect(answer["Access-Control-Allow-Origin"] == "*")
        }
    }

    @Test("an application that is no page has no origin, and may publish")
    func noOrigin() async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.publish(try TestOffer.opus())
            #expect(answer.status == 201)
            #expect(answer["Access-Control-Allow-Origin"] == nil)
        }
    }
}
