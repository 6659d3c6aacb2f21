import Foundation
import Testing

@testable import RoadWave

@Suite("Access that operators take away", .timeLimit(.minutes(5)))
struct RevocationRoutesTests {
    private struct Scene {
        let running: RunningTestNode
        let keys: TokenKeys

        func token(
            _ name: String, _ role: AccessRole = .creator, issued: WallDate? = nil, id: String? = nil
        ) async throws -> String {
            let expiry = WallDate(millisecondsSince1970: WallDate.now.millisecondsSince1970 + 3_600_000)
            return try await keys.issue(
                AccessClaims(subject: UserID(token: name), role: role, expiry: expiry, issued: issued, tokenID: id))
        }

        func send(_ method: String, _ path: String, _ token: String) async throws -> TestHTTPClient.Answer {
            try await running.client.send(method, path, headers: ["Authorization": "Bearer \(token)"])
        }

        /// What a creator who publishes with a token is told: `nil` for a live.
        func refusal(_ token: String) async throws -> String? {
            let answer = try await running.client.publish(try TestOffer.opus(), token: token)
            guard answer.status != 201 else {
                let live = try #require(answer["Location"]?.split(separator: "/").last)
                _ = try await running.client.delete("/whip/\(live)", token: token)
                return nil
            }
            return "\(answer.status) \(try answer.json("code") ?? "")"
        }
    }

    private static func run(in directory: URL? = nil, _ body: (Scene) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let text = try TokenKeySet.generate().text
        try text.write(to: file, atomically: true, encoding: .utf8)
        let directory =
            directory ?? FileManager.default.temporaryDirectory.appending(path: "roadwave-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        for _ in 0..<2 {
            try await RunningTestNode.with(.with(\.tokenKeys, file.path), in: directory) { running in
                try await body(Scene(running: running, keys: try await TokenKeys(keySet: text)))
            }
        }
    }

    @Test("a ban shuts a user out at once, survives a restart, is audited, and can be taken back")
    func ban() async throws {
        var isFirst = true
        try await Self.run { scene in
            let (anne, chief) = (try await scene.token("anne"), try await scene.token("chef", .operator))
            let path = "/revocations/users/\(UserID(token: "anne").description.uppercased())"
            if isFirst {
                #expect(try await scene.refusal(anne) == nil)
                #expect(try await scene.send("PUT", path, chief).status == 204)
            }
            #expect(try await scene.refusal(anne) == "403 user_banned")
            #expect(try await scene.refusal(try await scene.token("bernard")) == nil)
            let list = try await scene.send("GET", "/revocations", chief)
            #expect(list.text.contains(UserID(token: "anne").description))
            if !isFirst {
                #expect(try await scene.send("DELETE", path, chief).status == 204)
                #expect(try await scene.refusal(anne) == nil)
            }
            isFirst = false
        }
    }

    @Test("tokens of before a date, and one token by its identity, are refused; others of the user are taken")
    func tokens() async throws {
        try await Self.run { scene in
            let chief = try await scene.token("chef", .operator)
            let old = try await scene.token("anne", issued: WallDate(millisecondsSince1970: 1_000_000), id: "old")
            let new = try await scene.token("anne", issued: WallDate(millisecondsSince1970: 3_000_000), id: "new-1")
            let undated = try await scene.token("anne")
            let user = UserID(token: "anne")
            let query = "issued_before=1970-01-01T00:33:20Z"
            #expect(try await scene.send("PUT", "/revocations/users/\(user)?\(query)", chief).status == 204)
            #expect(try await scene.refusal(old) == "401 token_revoked")
            #expect(try await scene.refusal(undated) == "401 token_revoked")
            #expect(try await scene.refusal(new) == nil)
            #expect(try await scene.send("PUT", "/revocations/tokens/new-1", chief).status == 204)
            #expect(try await scene.refusal(new) == "401 token_revoked")
            #expect(try await scene.send("DELETE", "/revocations/tokens/new-1", chief).status == 204)
            #expect(try await scene.refusal(new) == nil)
        }
    }

    @Test("only operators may, and what names nobody is not found")
    func rights() async throws {
        try await Self.run { scene in
            let chief = try await scene.token("chef", .operator)
            let path = "/revocations/users/\(UserID(token: "anne"))"
            for role in [AccessRole.creator, .listener] {
                let token = try await scene.token("anne", role)
                for (method, target) in [("PUT", path), ("DELETE", path), ("GET", "/revocations")] {
                    #expect(try await scene.send(method, target, token).status == 403)
                }
            }
            #expect(try await scene.running.client.send("PUT", path).status == 401)
            for target in ["users/anne", "tokens/a%20b", "tokens/\(String(repeating: "a", count: 129))"] {
                #expect(try await scene.send("PUT", "/revocations/\(target)", chief).status == 404)
            }
            #expect(try await scene.send("PUT", path + "?issued_before=hier", chief).status == 400)
        }
    }
}

@Suite("Revocations of several nodes")
struct RevocationsTests {
    @Test("what another node was told is read from the database, and stays known while that fails")
    func refresh() async throws {
        let store = ScriptedRevocations()
        let revocations = Revocations(store: store, logger: .silent)
        let anne = UserID(token: "anne")
        await store.set([Revocation(target: .user(anne), at: .at(0), by: anne)])
        await revocations.refresh()
        #expect(revocations.list.refusal(of: anne, token: nil, issued: nil) == .user)
        await store.set(nil)
        await revocations.refresh()
        #expect(revocations.list.refusal(of: anne, token: nil, issued: nil) == .user)
        await store.set([])
        await revocations.refresh()
        #expect(revocations.list.refusal(of: anne, token: nil, issued: nil) == nil)
    }

    @Test("what cannot be written does not take effect, which would not outlive the node")
    func unwritten() async throws {
        let store = ScriptedRevocations()
        let revocations = Revocations(store: store, logger: .silent)
        let anne = UserID(token: "anne")
        await store.set(nil)
        await #expect(throws: DatabaseFailure.self) {
            try await revocations.revoke(Revocation(target: .user(anne), at: .at(0), by: anne))
        }
        #expect(revocations.list.all.isEmpty)
    }
}

/// A store that fails, or has what it is given.
private actor ScriptedRevocations: RevocationStore {
    private var kept: [Revocation]? = []

    func set(_ kept: [Revocation]?) { self.kept = kept }

    func revocations(limit: Int) throws(DatabaseFailure) -> [Revocation] {
        guard let kept else { throw DatabaseFailure(.unreachable, "no database") }
        return kept
    }

    func put(_ revocation: Revocation) throws(DatabaseFailure) {
        guard kept != nil else { throw DatabaseFailure(.unreachable, "no database") }
        kept?.append(revocation)
    }

    func remove(_ target: Revocation.Target) throws(DatabaseFailure) {
        guard kept != nil else { throw DatabaseFailure(.unreachable, "no database") }
        kept?.removeAll { $0.target == target }
    }
}
