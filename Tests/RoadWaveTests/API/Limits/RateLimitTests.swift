import Foundation
import Testing

@testable import RoadWave

@Suite("Limits of requests", .timeLimit(.minutes(5)))
struct RateLimitTests {
    private static func settings(_ rateClass: RateClass, user: Int?, network: Int?) -> NodeConfiguration {
        var limits = RateLimits.none
        limits[rateClass] = .init(user: user, network: network)
        return .with(\.rateLimits, limits)
    }

    @Test("requests of one address beyond its limit get 429 with the time to wait, after which they pass again")
    func network() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with(Self.settings(.read, user: nil, network: 3), clock: clock) { running in
            for path in ["/lives", "/lives/x", "/nowhere"] {
                #expect(try await running.client.get(path).status != 429)
            }
            let refused = try await running.client.get("/lives")
            #expect(refused.status == 429)
            #expect(refused["Retry-After"] == "20")
            #expect(try refused.json("code") == "too_many_requests")
            #expect(try refused.json("detail") == "Trop de requêtes. Veuillez réessayer dans 20 s.")
            #expect(try await running.client.get("/lives/\(LiveID())/master.m3u8").status == 404)
            #expect(try await running.metrics()["roadwave_requests_limited_total{class=\"read\"}"] == 1)
            clock.advance(by: .seconds(20))
            #expect(try await running.client.get("/lives").status == 200)
            #expect(try await running.client.get("/lives").status == 429)
        }
    }

    @Test("a client cannot take another address by saying so; one behind a proxy of ours has its own")
    func forwarded() async throws {
        func statuses(_ settings: NodeConfiguration, _ clients: [String]) async throws -> [Int] {
            var statuses: [Int] = []
            try await RunningTestNode.with(settings) { running in
                for client in clients {
                    let answer = try await running.client.get("/lives", headers: ["X-Forwarded-For": client])
                    statuses.append(answer.status)
                }
            }
            return statuses
        }
        var settings = Self.settings(.read, user: nil, network: 1)
        let clients = ["192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.3, 192.0.2.2"]
        #expect(try await statuses(settings, clients) == [200, 429, 429, 429])
        settings.trustedProxies = NodeConfiguration.parseTrustedProxies("127.0.0.0/8") ?? []
        #expect(try await statuses(settings, clients) == [200, 200, 429, 429])
    }

    @Test("requests of one bearer beyond the limit get 429; another bearer at the same address is let through")
    func user() async throws {
        try await RunningTestNode.with(Self.settings(.publish, user: 1, network: nil)) { running in
            let offer = try TestOffer.opus()
            #expect(try await running.client.publish(offer, token: "anne").status == 201)
            let refused = try await running.client.publish(offer, token: "anne")
            #expect(refused.status == 429)
            #expect(refused["Retry-After"] == "60")
            #expect(try await running.client.publish(offer, token: "bernard").status == 201)
        }
    }

    @Test("tokens that are made up count for the address, and keep nobody with a good token from it")
    func failures() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let text = try TokenKeySet.generate().text
        try text.write(to: file, atomically: true, encoding: .utf8)
        var settings = Self.settings(.failure, user: nil, network: 2)
        settings.tokenKeys = file.path
        try await RunningTestNode.with(settings) { running in
            let offer = try TestOffer.opus()
            var statuses: [Int] = []
            for number in 0..<4 {
                statuses.append(try await running.client.publish(offer, token: "faux\(number)").status)
            }
            statuses.append(try await running.client.publish(offer, token: nil).status)
            #expect(statuses == [401, 401, 429, 429, 429])
            let expiry = WallDate(millisecondsSince1970: WallDate.now.millisecondsSince1970 + 3_600_000)
            let claims = AccessClaims(subject: UserID(token: "anne"), role: .creator, expiry: expiry)
            let good = try await TokenKeys(keySet: text).issue(claims)
            #expect(try await running.client.publish(offer, token: good).status == 201)
        }
    }

    @Test("without keys there are no limits unless they are set")
    func without() async throws {
        try await RunningTestNode.with { running in
            for _ in 0..<50 {
                let answer = try await running.client.publish("v=0", token: "anne")
                #expect(answer.status == 400)
            }
        }
    }
}
