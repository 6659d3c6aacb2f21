import Foundation
import Testing

@testable import RoadWave

@Suite("Who may publish, with keys")
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
            #expect(try await running.client.get("/lives").text.contains("live_id") == false)
        }
    }

    @Test("a listener's token publishes nothing", arguments: [AccessRole.listener, .operator])
    func role(role: AccessRole) async throws {
        try await Self.withKeys { running, keys in
            let token = try await Self.token(keys, "lucie", role: role)
            let answer = try await running.client.publish(try TestOffer.opus(), token: token)
            #expect(answer.status == 403)
            #expect(try answer.json("code") == "role_refused")
        }
    }

    @Test("keys that cannot be read stop the start with one clear line")
    func missingKeys() async throws {
        let error = await #expect(throws: RoadWaveError.self) {
            try await RunningTestNode.with(.with(\.tokenKeys, "/nowhere/keys.json")) { _ in }
        }
        #expect(error?.message == "the token keys '/nowhere/keys.json' cannot be read")
    }

    private static func token(
        _ keys: TokenKeys, _ name: String, role: AccessRole = .creator
    ) async throws -> String {
        let expiry = WallDate(millisecondsSince1970: WallDate.now.millisecondsSince1970 + 3_600_000)
        return try await keys.issue(AccessClaims(subject: UserID(token: name), role: role, expiry: expiry))
    }

    private static func withKeys(_ body: (RunningTestNode, TokenKeys) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let text = TokenKeys.generate()
        try text.write(to: file, atomically: true, encoding: .utf8)
        try await RunningTestNode.with(.with(\.tokenKeys, file.path)) { running in
            try await body(running, try await TokenKeys(keySet: text))
        }
    }
}
