import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// A node among others, in virtual time.
@Suite("Membership of a node", .timeLimit(.minutes(5)))
struct NodeMembershipTests {
    /// Longer than the lease of 15 s, and shorter than the 20 s after which a live whose creator never came ends by
    /// itself.
    static let pastTheLease = Duration.seconds(16)

    @Test("a node renews its lease even if its storage hangs during a takeover")
    func hangingStorage() async throws {
        try await MembershipScene.run { scene async throws in
            let (dead, live) = (NodeID(), try Live.noted())
            _ = await scene.registry.renew(
                NodePresence(node: dead, url: "http://a", lives: [live]), now: scene.clock.date)
            scene.storage.hangReads(true)
            await scene.membership.start(in: scene.environment, url: "http://b")
            try await until {
                scene.turned.advance(by: .seconds(1))
                return scene.storage.isHanging
            }
            let before = await scene.registry.renewals
            try await until {
                scene.turned.advance(by: .seconds(1))
                return await scene.registry.renewals >= before + 10
            }
            #expect(scene.storage.isHanging)
            scene.storage.hangReads(false)
            await scene.membership.stop()
        }
    }

    @Test("a live that another node took over is lost, however its own node ends it")
    func disputedEnd() async throws {
        try await MembershipScene.run { scene async throws in
            let keeper = scene.membership.keeper
            _ = await keeper.renew([])
            let session = try await scene.admit()
            let begun = await session.live
            await keeper.report(begun)
            let events = scene.environment.events.observe(begun.id)

            // Stopped for longer than its lease, while another node takes the live over.
            scene.turned.advance(by: Self.pastTheLease)
            let lost = begun.lost(at: begun.startedAt)
            let other = NodeID()
            #expect(
                try await scene.registry.claim(lost, from: keeper.id, by: other, now: scene.clock.date))
            // The request that ends it gets the state that every other request gets.
            let answered = try #require(await scene.lives.end(session, .creator))
            #expect(answered.endReason == .nodeLost)
            #expect(answered.state == .lost)

            var reasons: [EndReason?] = []
            for await case .liveEnded(let live) in events {
                reasons.append(live.endReason)
                break
            }
            #expect(reasons == [.nodeLost])
            let known = try #require(await scene.lives.live(begun.id))
            #expect(known.state == .lost)
            #expect(known.endReason == .nodeLost)
            #expect(known.endedAt == lost.endedAt)
            #expect(await scene.registry.find(begun.id, now: scene.clock.date)?.host?.node == other)
        }
    }

    @Test("a live that no node took over keeps its end, even if the lease had expired")
    func undisputedEnd() async throws {
        try await MembershipScene.run { scene async throws in
            let keeper = scene.membership.keeper
            _ = await keeper.renew([])
            let session = try await scene.admit()
            await keeper.report(await session.live)
            let events = scene.environment.events.observe(session.id)
            scene.turned.advance(by: Self.pastTheLease)
            #expect(await scene.lives.end(session, .creator)?.state == .ended)
            for await case .liveEnded(let live) in events {
                #expect(live.state == .ended)
                break
            }
            #expect(await scene.registry.find(session.id, now: scene.clock.date)?.live.state == .ended)
        }
    }
}
