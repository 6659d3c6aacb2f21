import RoadWaveTestServices
import Testing

@testable import RoadWave

/// What a node publishes about lives when somebody else writes to the bus or to the registry.
@Suite("Forged messages of nodes", .timeLimit(.minutes(5)))
struct ForgedMessageTests {
    @Test("a message does not end a live that runs on this node")
    func ownLive() async throws {
        try await MembershipScene.run { scene async throws in
            await scene.membership.start(in: scene.environment, url: "http://b")
            let own = try await scene.admit()
            let (other, foreign) = (NodeID(), try Live.noted())
            _ = await scene.registry.renew(
                NodePresence(node: other, url: "http://a", lives: [foreign]), now: scene.clock.date)
            let (ofOwn, ofForeign) = (
                scene.environment.events.observe(own.id), scene.environment.events.observe(foreign.id)
            )
            for node in [other, NodeID()] { await scene.publish(.liveEnded(Self.ended(await own.live)), from: node) }
            // Messages are processed in order: once this one has an effect, the earlier ones had none.
            await scene.publish(.liveConnected(foreign), from: other)
            for await case .liveConnected in ofForeign { break }
            #expect(await scene.lives.end(own, .creator) != nil)
            var told: [EndReason?] = []
            for await case .liveEnded(let live) in ofOwn {
                told.append(live.endReason)
                break
            }
            #expect(told == [.creator])
            await scene.membership.stop()
        }
    }

    @Test("only its own node changes a live by messages, and its end is the one in the registry")
    func foreignLive() async throws {
        try await MembershipScene.run { scene async throws in
            await scene.membership.start(in: scene.environment, url: "http://b")
            let (other, live) = (NodeID(), try Live.noted())
            _ = await scene.registry.renew(
                NodePresence(node: other, url: "http://a", lives: [live]), now: scene.clock.date)
            let events = scene.environment.events.observe(live.id)
            await scene.publish(.liveEnded(Self.ended(live)), from: other)
            await scene.publish(.broadcastStopped(live.id), from: NodeID())
            await scene.publish(.liveConnected(live), from: other)
            var told: [String] = []
            for await event in events {
                switch event {
                // What stands, as the node begins to hear.
                case .liveInterrupted: continue
                case .liveConnected: told.append("connected")
                default: told.append("\(event)")
                }
                break
            }
            await scene.registry.end(live.lost(at: 0), of: other, now: scene.clock.date)
            await scene.publish(.liveEnded(Self.ended(live)), from: NodeID())
            for await event in events {
                if case .liveEnded(let live) = event {
                    told.append("ended \(live.state)")
                } else {
                    told.append("\(event)")
                }
                break
            }
            #expect(told == ["connected", "ended lost"])
            await scene.membership.stop()
        }
    }

    @Test("an end that arrives before the registry has it is published once it has")
    func earlyEnd() async throws {
        try await MembershipScene.run { scene async throws in
            await scene.membership.start(in: scene.environment, url: "http://b")
            let (other, live) = (NodeID(), try Live.noted())
            _ = await scene.registry.renew(
                NodePresence(node: other, url: "http://a", lives: [live]), now: scene.clock.date)
            let events = scene.environment.events.observe(live.id)
            await scene.publish(.liveEnded(Self.ended(live)), from: other)
            await scene.publish(.liveConnected(live), from: other)
            for await event in events {
                if case .liveEnded = event { Issue.record("the end was told before the registry knew it") }
                if case .liveConnected = event { break }
            }
            await scene.registry.end(Self.ended(live), of: other, now: scene.clock.date)
            let renewals = await scene.registry.renewals
            try await until {
                scene.turned.advance(by: .seconds(1))
                return await scene.registry.renewals > renewals
            }
            // If the end is never published, the test fails by its time limit.
            for await case .liveEnded in events { break }
            await scene.membership.stop()
        }
    }

    @Test("a creator is redirected only to a URL in the list of nodes")
    func foreignURL() async throws {
        try await MembershipScene.run(nodeURLs: ["https://*.radio.example"]) { scene async throws in
            let lookup = LiveLookup(
                registry: scene.lives, keeper: scene.membership.keeper, catalogue: nil, logger: .silent)
            func place(url: String) async throws -> LivePlace {
                let live = try Live.noted()
                _ = await scene.registry.renew(
                    NodePresence(node: NodeID(), url: url, lives: [live]), now: scene.clock.date)
                return try await lookup.place(of: live.id)
            }
            guard case .elsewhere(_, url: "https://a.radio.example") = try await place(url: "https://a.radio.example")
            else {
                Issue.record("a node of the list is not found")
                return
            }
            guard case .silent = try await place(url: "https://evil.example") else {
                Issue.record("a creator is sent to a stranger")
                return
            }
        }
    }

    private static func ended(_ live: Live) -> Live {
        var live = live
        live.state = .ended
        live.endReason = .operator
        live.endedAt = live.startedAt
        return live
    }
}

extension MembershipScene {
    /// Publishes a message in the name of a node, as anyone with access to the bus can.
    fileprivate func publish(_ event: EngineEvent, from node: NodeID) async {
        guard let bytes = LiveMessage(node: node, event: event).encoded else {
            Issue.record("no message")
            return
        }
        await MemoryEventBus(hub: hub).publish(bytes)
    }
}
