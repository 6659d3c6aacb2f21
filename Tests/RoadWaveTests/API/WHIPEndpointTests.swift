import Foundation
import Testing

@testable import RoadWave

@Suite("WHIP endpoint")
struct WHIPEndpointTests {
    @Test("an offer is answered with 201, the place of the live, its tag and an SDP")
    func created() async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.publish(try TestOffer.opus())
            #expect(answer.status == 201)
            #expect(answer["Content-Type"] == "application/sdp")
            let location = try #require(answer["Location"])
            #expect(location.hasPrefix("\(running.addresses.httpURL)/whip/"))
            #expect(LiveID(location.split(separator: "/").last ?? "") != nil)
            #expect(answer["ETag"]?.hasPrefix("\"") == true)
            #expect(answer.text.contains("a=ice-lite"))
            #expect(answer.text.contains("127.0.0.1 \(running.addresses.udp.port) typ host"))
        }
    }

    @Test("the endpoint is there to be asked for, without a token", arguments: ["GET", "HEAD"])
    func presence(method: String) async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.send(method, "/whip")
            #expect(answer.status == 204)
            #expect(answer["Accept-Post"] == "application/sdp")
            #expect(answer.body.isEmpty)
        }
    }

    @Test("two sounds in one offer are a 400 that says which line is too much")
    func twoSounds() async throws {
        try await RunningTestNode.with { running in
            let offer = try TestOffer.opus()
            let media = try #require(offer.range(of: "m=audio"))
            let answer = try await running.client.publish(offer + offer[media.lowerBound...])
            #expect(answer.status == 400)
            #expect(try answer.json("code") == "invalid_offer")
            #expect(try answer.json("reason")?.contains("second audio section") == true)
        }
    }

    @Test("the live tells what its creator told")
    func metadata() async throws {
        try await RunningTestNode.with { running in
            let creator = "7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11"
            let query =
                "title=Mon+super+live&zone_geo=%C3%8Ele-de-France&tag=Actualit%C3%A9&tag=Tech"
                + "&classification_age=Tout+public"
            let answer = try await running.client.publish(try TestOffer.opus(), query: query, token: creator)
            let id = try #require(answer["Location"]?.split(separator: "/").last)
            let live = try await running.client.get("/lives/\(id)")
            #expect(live.status == 200)
            #expect(try live.json("live_id") == String(id))
            #expect(try live.json("creator_id") == creator)
            #expect(try live.json("title") == "Mon super live")
            #expect(try live.json("zone_geo") == "Île-de-France")
            #expect(try live.json("classification_age") == "Tout public")
            // Nothing has come from the creator yet.
            #expect(try live.json("state") == "interrupted")
            #expect(
                try live.json("playlist_url") == "\(running.addresses.httpURL)/lives/\(id)/master.m3u8")
        }
    }

    @Test("URLs have the public root where one is configured")
    func publicURL() async throws {
        try await RunningTestNode.with(.with(\.publicURL, "https://radio.example")) { running in
            let answer = try await running.client.publish(try TestOffer.opus())
            #expect(answer["Location"]?.hasPrefix("https://radio.example/whip/") == true)
        }
    }

    @Test("the advertised addresses are given instead of the bound one, best first")
    func advertised() async throws {
        let advertised = [AdvertisedAddress(host: "192.0.2.7"), AdvertisedAddress(host: "2001:db8::7", port: 9_000)]
        try await RunningTestNode.with(.with(\.advertised, advertised)) { running in
            let answer = try await running.client.publish(try TestOffer.opus())
            let bound = try #require(answer.text.range(of: "192.0.2.7 \(running.addresses.udp.port) typ host"))
            let mapped = try #require(answer.text.range(of: "2001:db8::7 9000 typ host"))
            #expect(bound.lowerBound < mapped.lowerBound)
        }
    }

    @Test("what is no offer is a 400")
    func badOffer() async throws {
        try await RunningTestNode.with { running in
            for body in ["", "v=0", "not an sdp", String(repeating: "a=x\r\n", count: 5000)] {
                let answer = try await running.client.publish(body)
                #expect(answer.status == 400)
                #expect(try answer.json("code") == "invalid_offer")
                #expect(try answer.json("reason")?.hasPrefix("SDP") == true)
            }
        }
    }

    @Test("an offer that is not UTF-8 is a 400")
    func notText() async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.send(
                "POST", "/whip", headers: ["Content-Type": "application/sdp", "Authorization": "Bearer x"],
                body: Data([0x76, 0x3D, 0x30, 0xFF, 0xFE]))
            #expect(answer.status == 400)
        }
    }

    @Test("an offer without Opus is a 406")
    func noOpus() async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.publish(try TestOffer.withoutOpus())
            #expect(answer.status == 406)
            #expect(try answer.json("code") == "opus_missing")
        }
    }

    @Test("without a token it is a 401", arguments: [nil, "", " ", "é"])
    func noToken(token: String?) async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.publish(try TestOffer.opus(), token: token)
            #expect(answer.status == 401)
            #expect(answer["WWW-Authenticate"] == "Bearer realm=\"roadwave\"")
        }
    }

    @Test("another type of content is a 415")
    func contentType() async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.publish(try TestOffer.opus(), contentType: "text/plain")
            #expect(answer.status == 415)
            #expect(answer["Accept-Post"] == "application/sdp")
            let spelled = try await running.client.publish(
                try TestOffer.opus(), contentType: "Application/SDP; charset=utf-8")
            #expect(spelled.status == 201)
        }
    }

    @Test("an offer over 64 KiB is a 413")
    func tooLarge() async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.publish(String(repeating: "a", count: 65 * 1024))
            #expect(answer.status == 413)
        }
    }

    @Test(
        "a wrong text is a 400",
        arguments: ["title=%FF", "title=", "title=a%00b", "title=\(String(repeating: "a", count: 201))", tags(11)])
    func wrongText(query: String) async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.publish(try TestOffer.opus(), query: query)
            #expect(answer.status == 400)
            #expect(try answer.json("code") == "invalid_query")
        }
    }

    @Test("a full node answers 503 with the sentence, and takes a creator again after an end")
    func capacity() async throws {
        try await RunningTestNode.with(.with(\.maximumLives, 1)) { running in
            let first = try await running.client.publish(try TestOffer.opus())
            let second = try await running.client.publish(try TestOffer.opus())
            #expect(second.status == 503)
            #expect(second["Retry-After"] != nil)
            #expect(
                try second.json("detail") == "Capacité maximale atteinte. Veuillez réessayer dans quelques minutes")
            let location = try #require(first["Location"])
            _ = try await running.client.send(
                "DELETE", location, headers: ["Authorization": "Bearer createur"])
            let third = try await running.client.publish(try TestOffer.opus())
            #expect(third.status == 201)
        }
    }

    @Test("OPTIONS tells what POST takes")
    func options() async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.send("OPTIONS", "/whip")
            #expect(answer.status == 204)
            #expect(answer["Accept-Post"] == "application/sdp")
        }
    }

    @Test("another method is a 405", arguments: ["PUT", "DELETE"])
    func method(name: String) async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.send(name, "/whip")
            #expect(answer.status == 405)
            #expect(answer["Allow"] == "GET, HEAD, POST, OPTIONS")
        }
    }

    private static func tags(_ count: Int) -> String {
        (0..<count).map { "tag=\($0)" }.joined(separator: "&")
    }
}
