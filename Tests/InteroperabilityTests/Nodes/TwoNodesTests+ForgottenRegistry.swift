import RoadWaveClient
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

extension TwoNodesTests {
    @Test("a node that dies while Redis forgets everything is missed: another one ends its lives, and keeps its own")
    func forgottenDeath() async throws {
        try await TwoNodes.run { nodes async throws in
            let creator = try await nodes.speak(on: nodes.a)
            let other = try await nodes.speak(on: nodes.b, token: "un-autre-createur")
            let (live, kept) = (creator.liveID, other.liveID)
            try await nodes.wait("both are heard") {
                let (first, second) = (await nodes.segments(live), await nodes.segments(kept))
                return min(first, second) >= 2
            }
            try await nodes.wait("both are on the list") { await nodes.listed("live", on: nodes.b) == [live, kept] }
            let followed = Task { try await Self.events(of: live, at: nodes.b.http) }

            try await nodes.withEmptyRedis {
                await nodes.a.process.kill()
                await creator.vanish()
            } _: {
                guard case .ended(let end) = try await followed.value.last else {
                    Issue.record("the stream of the other node does not tell the end")
                    return
                }
                #expect(end.reason == "node_lost")
                try await nodes.wait("the playlist is closed") {
                    await nodes.playlist(live)?.contains("#EXT-X-ENDLIST") == true
                }
                try await nodes.wait("it is on the air no more") {
                    await nodes.listed("live", on: nodes.b) == [kept]
                }
                #expect(await nodes.listed("lost", on: nodes.b) == [live])
                #expect(try await nodes.row(live, "state, ended_reason") == ["lost\tnode_lost"])
                try await nodes.wait("the audit trail has its end") {
                    try await nodes.audited(live).contains("live_ended\tnode_lost")
                }

                let before = await nodes.segments(kept)
                try await nodes.wait("the other live is heard on") { await nodes.segments(kept) >= before + 2 }
                #expect(await nodes.playlist(kept)?.contains("#EXT-X-ENDLIST") == false)
            }
            await other.stop()
        }
    }
}

extension TwoNodes {
    /// The lives in a state, as a node lists them.
    fileprivate func listed(_ state: String, on node: ServerProcess) async -> Set<String> {
        Set(await list("state=\(state)", on: node).compactMap { $0["live_id"] as? String })
    }
}
