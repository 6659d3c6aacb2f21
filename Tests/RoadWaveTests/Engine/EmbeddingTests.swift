import Testing

@testable import RoadWave

/// What an application does with a node that it has in its own process.
@Suite("Embedding a node", .timeLimit(.minutes(5)))
struct EmbeddingTests {
    /// The accounts of an application.
    private struct Accounts: Authenticator {
        static let anne = UserID(token: "anne")

        func bearer(of token: String) async throws(AuthenticationError) -> Bearer {
            switch token {
            case "anne": Bearer(id: Self.anne, role: .creator)
            case "lucie": Bearer(id: UserID(token: token), role: .listener)
            case "yesterday": throw .expired
            default: throw .invalid(reason: "nobody is called so")
            }
        }
    }

    @Test("an authenticator of the application's own decides who publishes")
    func authenticator() async throws {
        try await RunningTestNode.with(authenticator: Accounts()) { running in
            let offer = try TestOffer.opus()
            #expect(try await running.client.publish(offer, token: "anne").status == 201)
            #expect(try await running.client.publish(offer, token: "lucie").status == 403)
            let expired = try await running.client.publish(offer, token: "yesterday")
            #expect(expired.status == 401)
            #expect(try expired.json("code") == "token_expired")
            let unknown = try await running.client.publish(offer, token: "bob")
            #expect(unknown.status == 401)
            #expect(try unknown.json("reason") == "nobody is called so")
            #expect(await running.node.lives.map(\.creator) == [Accounts.anne])
        }
    }

    @Test("with an authenticator a node may listen on every address, although no keys are configured")
    func addresses() throws {
        var configuration = NodeConfiguration()
        configuration.http.host = "0.0.0.0"
        #expect(throws: ConfigurationError.self) { try configuration.validate() }
        #expect(throws: Never.self) { try configuration.validate(hasAuthenticator: true) }
    }

    @Test("the application lists the lives of the node, and ends one")
    func lives() async throws {
        try await RunningTestNode.with { running in
            #expect(await running.node.lives.isEmpty)
            for creator in ["anne", "bob"] { _ = try await running.client.publish(TestOffer.opus(), token: creator) }
            let lives = await running.node.lives
            #expect(Set(lives.map(\.creator)) == [UserID(token: "anne"), UserID(token: "bob")])
            let first = try #require(lives.first)
            let ended = try #require(await running.node.end(first.id))
            #expect(ended.id == first.id)
            #expect(ended.endReason == .operator)
            #expect(await running.node.lives.map(\.id) == lives.dropFirst().map(\.id))
            #expect(await running.node.end(first.id)?.id == nil)
            #expect(await running.node.end(LiveID())?.id == nil)
        }
    }

    @Test("a node that does not run has no lives")
    func stopped() async {
        let node = RoadWaveNode(configuration: NodeConfiguration(), logger: .silent)
        #expect(await node.lives.isEmpty)
        #expect(await node.end(LiveID())?.id == nil)
    }
}
