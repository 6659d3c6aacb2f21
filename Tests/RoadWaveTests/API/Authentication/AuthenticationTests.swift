import Foundation
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Who may publish, with keys", .timeLimit(.minutes(5)))
struct AuthenticationTests {
    @Test("a creator's token opens a live of its subject, and a stranger's ends none")
    func creator() async throws {
        try await Self.withKeys { running, keys in
            let anne = try await Self.token(keys, "anne")
            let answer = try await running.client.publish(try TestOffer.opus(), token: anne)
            #expect(answer.status == 201)
            let id = try #require(answer["Location"]?.split(separator: "/").last)
            #expect(
                try await running.client.get("/lives/\(id)").json("creator_id") == UserID(token: "anne").description)
            let bernard = try await Self.token(keys, "bernard")
            #expect(try await running.client.delete("/whip/\(id)", token: bernard).status == 403)
            #expect(try await running.client.delete("/whip/\(id)", token: anne).status == 200)
        }
    }

    @Test("no token, a plain token and an expired token get 401, each with its own sentence")
    func refused() async throws {
        try await Self.withKeys { running, keys in
            let past = WallDate(millisecondsSince1970: 0)
            let expired = try await keys.issue(
                AccessClaims(subject: UserID(token: "anne"), role: .creator, expiry: past))
            for (token, code) in [("createur", "token_invalid"), (expired, "token_expired")] {
                let answer = try await running.client.publish(try TestOffer.opus(), token: token)
                #expect(answer.status == 401)
                #expect(try answer.json("code") == code)
                #expect(answer["WWW-Authenticate"]?.contains("invalid_token") == true)
            }
            #expect(try await running.metric("roadwave_lives_started_total") == 0)
        }
    }

    @Test("a token that is good for longer than the radio permits is told so; one that nobody signed is told nothing")
    func tooLong() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let text = try TokenKeySet.generate().text
        try text.write(to: file, atomically: true, encoding: .utf8)
        var settings = NodeConfiguration.with(\.tokenKeys, file.path)
        settings.tokenPolicy.longestValidity = .seconds(1_800)
        try await RunningTestNode.with(settings) { running in
            let anne = try await Self.token(try await TokenKeys(keySet: text), "anne")
            let long = try await running.client.publish(try TestOffer.opus(), token: anne)
            #expect(long.status == 401)
            #expect(try long.json("code") == "token_invalid")
            #expect(try long.json("reason")?.contains("ROADWAVE_JWT_MAX_HOURS") == true)
            let plain = try await running.client.publish(try TestOffer.opus(), token: "createur")
            #expect(try plain.json("reason") == nil)
        }
    }

    @Test("a listener's and an operator's token publish nothing", arguments: [AccessRole.listener, .operator])
    func role(role: AccessRole) async throws {
        try await Self.withKeys { running, keys in
            let token = try await Self.token(keys, "lucie", role: role)
            let answer = try await running.client.publish(try TestOffer.opus(), token: token)
            #expect(answer.status == 403)
            #expect(try answer.json("code") == "role_refused")
            #expect(answer["WWW-Authenticate"]?.contains("error=\"insufficient_scope\", scope=\"creator\"") == true)
            #expect(try await running.metrics()["roadwave_access_refused_total{reason=\"role\"}"] == 1)
        }
    }

    @Test("an operator ends the live of anyone, and changes none; a listener does neither")
    func operators() async throws {
        try await Self.withKeys { running, keys in
            let anne = try await Self.token(keys, "anne")
            let answer = try await running.client.publish(try TestOffer.opus(), token: anne)
            let id = try #require(answer["Location"]?.split(separator: "/").last)
            let listener = try await Self.token(keys, "lucie", role: .listener)
            let oscar = try await Self.token(keys, "oscar", role: .operator)
            #expect(try await running.client.delete("/whip/\(id)", token: listener).status == 403)
            for token in [listener, oscar] {
                let patch = try await running.client.send(
                    "PATCH", "/whip/\(id)", headers: ["Authorization": "Bearer \(token)", "If-Match": "*"])
                #expect(patch.status == 403)
            }
            let ended = try await running.client.delete("/whip/\(id)", token: oscar)
            #expect(ended.status == 200)
            #expect(try ended.json("ended_reason") == "operator")
        }
    }

    @Test("a change needs a token that permits it before anything is said of the live")
    func unknownLive() async throws {
        try await Self.withKeys { running, keys in
            for (method, path) in [("PATCH", "/whip/\(LiveID())"), ("DELETE", "/whip/\(LiveID())")] {
                #expect(try await running.client.send(method, path).status == 401)
            }
            let listener = try await Self.token(keys, "lucie", role: .listener)
            #expect(try await running.client.delete("/whip/\(LiveID())", token: listener).status == 403)
        }
    }

    @Test("a token of 10,000 bytes, two tokens, and what is no token get 401, and change nothing")
    func noTokens() async throws {
        try await Self.withKeys { running, keys in
            let good = try await Self.token(keys, "anne")
            for value in [
                "Bearer " + String(repeating: "a", count: 7_000), "Bearer \(good) \(good)",
                "Bearer \(good), Bearer \(good)",
                "Basic YW5uZTpzZWNyZXQ=", "Bearer", "Bearer ", good, "Bearer \u{e9}t\u{e9}", "Bearer \(good)é",
            ] {
                let answer = try await running.client.send(
                    "POST", "/whip", headers: ["Authorization": value, "Content-Type": "application/sdp"],
                    body: Data(try TestOffer.opus().utf8))
                #expect(answer.status == 401)
                #expect(try answer.json("code") == "token_missing")
                #expect(answer["WWW-Authenticate"] == "Bearer realm=\"roadwave\"")
            }
            #expect(try await running.metric("roadwave_lives_started_total") == 0)
        }
    }

    @Test("a key that is added to the file opens lives, one that is taken away opens none, without a restart")
    func rotation() async throws {
        let clock = TurnedClock()
        try await Self.withKeys(clock: clock) { running, keys, file in
            let other = try TokenKeySet.generate().text
            let bernard = try await Self.token(try await TokenKeys(keySet: other), "bernard")
            #expect(try await running.client.publish(try TestOffer.opus(), token: bernard).status == 401)
            try Data("{".utf8).write(to: file)
            try await Self.turn(clock) { try await running.metric("roadwave_token_key_failures_total") == 1 }
            let anne = try await Self.token(keys, "anne")
            #expect(try await running.client.publish(try TestOffer.opus(), token: anne).status == 201)
            try Data(other.utf8).write(to: file, options: .atomic)
            try await Self.turn(clock) { try await running.metric("roadwave_token_key_reloads_total") == 1 }
            #expect(try await running.client.publish(try TestOffer.opus(), token: bernard).status == 201)
            #expect(try await running.client.publish(try TestOffer.opus(), token: anne).status == 401)
        }
    }

    @Test("keys that cannot be read stop the start with one clear line")
    func missingKeys() async throws {
        let error = await #expect(throws: RoadWaveError.self) {
            try await RunningTestNode.with(.with(\.tokenKeys, "/nowhere/keys.json")) { _ in }
        }
        #expect(error?.message == "the token keys '/nowhere/keys.json' cannot be read: No such file or directory")
    }

    private static func token(
        _ keys: TokenKeys, _ name: String, role: AccessRole = .creator
    ) async throws -> String {
        let expiry = WallDate(millisecondsSince1970: WallDate.now.millisecondsSince1970 + 3_600_000)
        return try await keys.issue(AccessClaims(subject: UserID(token: name), role: role, expiry: expiry))
    }

    private static func withKeys(_ body: (RunningTestNode, TokenKeys) async throws -> Void) async throws {
        try await withKeys(clock: ContinuousClock()) { running, keys, _ in try await body(running, keys) }
    }

    private static func withKeys(
        clock: any Clock<Duration>, _ body: (RunningTestNode, TokenKeys, URL) async throws -> Void
    ) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let text = try TokenKeySet.generate().text
        try text.write(to: file, atomically: true, encoding: .utf8)
        try await RunningTestNode.with(.with(\.tokenKeys, file.path), clock: clock) { running in
            try await body(running, try await TokenKeys(keySet: text), file)
        }
    }

    /// Turns a clock until a condition holds.
    private static func turn(_ clock: TurnedClock, until condition: () async throws -> Bool) async throws {
        try await until {
            clock.advance(by: .seconds(1))
            return try await condition()
        }
    }
}
