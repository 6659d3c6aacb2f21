import Foundation
import Testing

@testable import RoadWave

@Suite("Page routes")
struct PageRoutesTests {
    private static let live = "3f0c2c8e-6a53-4c58-9a59-0d8a4f0d9b11"

    @Test(
        "the pages are HTML that a browser asks for again each time",
        arguments: ["/", "/studio", "/ecouter/\(live)", "/reecouter/\(live)", "/exploitation"])
    func pages(path: String) async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.get(path)
            #expect(answer.status == 200)
            #expect(answer["Content-Type"] == "text/html; charset=utf-8")
            #expect(answer["Cache-Control"] == "no-cache")
            #expect(answer["X-Content-Type-Options"] == "nosniff")
            #expect(answer["Referrer-Policy"] == "no-referrer")
            #expect(answer["Cross-Origin-Opener-Policy"] == "same-origin")
        }
    }

    @Test(
        "the page of a live whose name could not be one says so with its status, too",
        arguments: ["/ecouter/nope", "/reecouter/nope"])
    func noLive(path: String) async throws {
        try await RunningTestNode.with { (running: RunningTestNode) async throws in
            #expect(try await running.client.get(path).status == 404)
        }
    }

    @Test("a file that the browser has is not sent again, and HEAD sends none")
    func conditions() async throws {
        try await RunningTestNode.with { running in
            let whole = try await running.client.get("/pages/roadwave.js")
            let tag = try #require(whole["ETag"])
            #expect(whole["Content-Type"] == "text/javascript; charset=utf-8")
            let again = try await running.client.get("/pages/roadwave.js", headers: ["If-None-Match": tag])
            #expect(again.status == 304)
            #expect(again.body.isEmpty)
            #expect(again["ETag"] == tag)
            #expect(again["Content-Security-Policy"] == whole["Content-Security-Policy"])
            let other = try await running.client.get("/pages/roadwave.js", headers: ["If-None-Match": "\"other\""])
            #expect(other.body == whole.body)
            let head = try await running.client.send("HEAD", "/pages/roadwave.js")
            #expect(head.status == 200)
            #expect(head["Content-Length"] == "\(whole.body.count)")
            #expect(head.body.isEmpty)
        }
    }

    @Test("there are no other files", arguments: ["/pages/", "/pages/nope.js", "/pages/..%2fstudio.html"])
    func noFile(path: String) async throws {
        try await RunningTestNode.with { (running: RunningTestNode) async throws in
            #expect(try await running.client.get(path).status == 404)
        }
    }

    @Test("only the studio may ask for the microphone")
    func microphone() async throws {
        try await RunningTestNode.with { running in
            let studio = try await running.client.get("/studio")["Permissions-Policy"] ?? ""
            let listener = try await running.client.get("/ecouter/\(Self.live)")["Permissions-Policy"] ?? ""
            #expect(studio.contains("microphone=(self)") && studio.contains("geolocation=()"))
            #expect(listener.contains("microphone=()") && listener.contains("camera=()"))
            let replay = try await running.client.get("/reecouter/\(Self.live)")["Permissions-Policy"] ?? ""
            #expect(replay.contains("microphone=()") && replay.contains("geolocation=()"))
            #expect(replay.contains("autoplay=(self)"))
        }
    }

    @Test("media may come from the cache that the node sends listeners to, scripts from the node alone")
    func policy() async throws {
        var settings = NodeConfiguration.single
        settings.mediaBaseURL = "https://antenne.example:8443/medias"
        try await RunningTestNode.with(settings) { running in
            let policy = try await running.client.get("/studio")["Content-Security-Policy"] ?? ""
            let directives = Set(policy.split(separator: ";").map { String($0.drop { $0 == " " }) })
            #expect(directives.contains("default-src 'none'"))
            #expect(directives.contains("script-src 'self'"))
            #expect(directives.contains("frame-ancestors 'none'"))
            #expect(directives.contains("media-src 'self' blob: https://antenne.example:8443"))
            #expect(directives.contains("connect-src 'self' https://antenne.example:8443"))
        }
    }

    @Test("the pages are told what they have to know of the node")
    func settings() async throws {
        var settings = NodeConfiguration.single
        settings.live.creatorTimeout = .seconds(30)
        settings.publicURL = "https://antenne.example"
        settings.eventKeepAlive = .seconds(40)
        settings.nodeURLs = ["https://antenne.example", "https://b.antenne.example", "https://*.antenne.example"]
        try await RunningTestNode.with(settings) { running in
            let answer = try await running.client.get("/pages/settings.json")
            let told = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any]
            #expect(told?["verifies_tokens"] as? Bool == false)
            #expect(told?["creator_timeout_s"] as? Double == 30)
            #expect(told?["public_url"] as? String == "https://antenne.example")
            #expect(told?["full_bitrate_bps"] as? Int == 48_000)
            #expect(told?["event_keep_alive_s"] as? Double == 40)
            // Only what can be asked.
            #expect(told?["node_urls"] as? [String] == ["https://antenne.example", "https://b.antenne.example"])
        }
    }
}
