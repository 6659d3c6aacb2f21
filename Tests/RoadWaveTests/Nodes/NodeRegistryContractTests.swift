import Testing

@testable import RoadWave

@Suite("The contract of the registry of nodes", .timeLimit(.minutes(5)))
struct NodeRegistryContractTests {
    static let implementations = NodeRegistryImplementation.allCases
    private let node = NodeID()
    private let other = NodeID()

    @Test(
        "a lease that is renewed in time keeps its epoch; after an expired one the epoch is greater",
        arguments: implementations)
    func epochs(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            let first = try await registry.renew(node, at: 0).epoch
            #expect(first >= 1)
            #expect(try await registry.renew(node, epoch: first, at: 14.9).epoch == first)
            let second = try await registry.renew(node, epoch: first, at: 29.9).epoch
            #expect(second > first)
            #expect(try await registry.renew(other, at: 29.9).epoch > second)
        }
    }

    @Test("a registry that lost its data gives no epoch a second time", arguments: implementations)
    func forgottenEpochs(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            #expect(try await registry.renew(node, epoch: 41, at: 0).epoch == 42)
        }
    }

    @Test("a renewal after a lost answer returns the same epoch", arguments: implementations)
    func repeatedRenewal(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            let epoch = try await registry.renew(node, epoch: 5, at: 0).epoch
            #expect(try await registry.renew(node, epoch: 5, at: 0).epoch == epoch)
        }
    }

    @Test("a live is found as its node last reported it, with its node", arguments: implementations)
    func finding(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            var live = try Live.noted()
            #expect(try await registry.find(live.id, now: .at(0)) == nil)
            try await registry.renew(node, running: [live], at: 0)
            live.state = .live
            try await registry.report(live, of: node, now: .at(1))
            let found = try #require(try await registry.find(live.id, now: .at(2)))
            #expect(found.live.state == .live)
            #expect(found.live.metadata == live.metadata)
            #expect(found.host == HostedLive.Host(node: node, url: "http://\(node)", isAlive: true))
            #expect(try await registry.find(live.id, now: .at(15))?.host?.isAlive == false)
        }
    }

    @Test("a node is alive while its lease is valid, also without lives", arguments: implementations)
    func alive(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            #expect(try await registry.isAlive(node, now: .at(0)) == false)
            try await registry.renew(node, at: 0)
            #expect(try await registry.isAlive(node, now: .at(14.9)) == true)
            #expect(try await registry.isAlive(node, now: .at(15)) == false)
            try await registry.renew(node, at: 16)
            try await registry.leave(node, now: .at(17))
            #expect(try await registry.isAlive(node, now: .at(17)) == false)
        }
    }

    @Test(
        "every node is listed with the rest of its lease and the lives that it runs, until it leaves",
        arguments: implementations)
    func nodes(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            #expect(try await registry.nodes(now: .at(0)).isEmpty)
            let (running, ended) = (try Live.noted(), try Live.noted())
            try await registry.renew(node, running: [running, ended], at: 0)
            try await registry.renew(other, at: 4)
            try await registry.end(ended, of: node, now: .at(5))
            let known = try await registry.nodes(now: .at(16))
            #expect(
                Set(known) == [
                    KnownNode(node: node, url: "http://\(node)", leaseRest: .seconds(-1), lives: [running.id]),
                    KnownNode(node: other, url: "http://\(other)", leaseRest: .seconds(3), lives: []),
                ])
            #expect(known.map(\.node.description) == known.map(\.node.description).sorted())
            #expect(known.filter(\.isAlive).map(\.node) == [other])
            try await registry.leave(other, now: .at(17))
            #expect(try await registry.nodes(now: .at(17)).map(\.node) == [node])
        }
    }

    @Test("the lives of a node are orphans once its lease has run out, and not before", arguments: implementations)
    func orphans(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            let live = try Live.noted()
            try await registry.renew(node, running: [live], at: 0)
            try await registry.renew(other, running: [try Live.noted()], at: 10)
            #expect(try await registry.orphans(now: .at(14.9)).isEmpty)
            let orphans = try await registry.orphans(now: .at(15))
            #expect(orphans.map(\.live.id) == [live.id])
            #expect(orphans.map(\.node) == [node])
            #expect(orphans.map(\.seenAt) == [.at(0)])
        }
    }

    @Test("a live is claimed once, and its node learns of it when it is back", arguments: implementations)
    func claim(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            let live = try Live.noted()
            let (lost, third) = (live.lost(at: 16), NodeID())
            try await registry.renew(node, running: [live], at: 0)
            try await registry.renew(other, at: 14)
            #expect(try await registry.claim(lost, from: node, by: other, now: .at(14.9)) == false)
            #expect(try await registry.claim(lost, from: node, by: other, now: .at(16)))
            #expect(try await registry.claim(lost, from: node, by: other, now: .at(16)))
            #expect(try await registry.claim(lost, from: node, by: third, now: .at(16)) == false)
            #expect(try await registry.find(live.id, now: .at(17))?.live.endReason == .nodeLost)
            #expect(try await registry.renew(node, running: [live], at: 18).over == [live.id])
            #expect(try await registry.find(live.id, now: .at(18))?.live.state == .lost)
        }
    }

    @Test("a live whose claimant died can be claimed by another node", arguments: implementations)
    func deadClaimant(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            let live = try Live.noted()
            try await registry.renew(node, running: [live], at: 0)
            try await registry.renew(other, at: 16)
            #expect(try await registry.claim(live.lost(at: 16), from: node, by: other, now: .at(16)))
            #expect(try await registry.orphans(now: .at(20)).isEmpty)
            #expect(try await registry.orphans(now: .at(31)).map(\.node) == [other])
            let third = NodeID()
            #expect(try await registry.claim(live.lost(at: 31), from: other, by: third, now: .at(31)))
            try await registry.end(live.lost(at: 32), of: third, now: .at(32))
            #expect(try await registry.orphans(now: .at(90)).isEmpty)
        }
    }

    @Test("a live that its claimant releases is over, and another node can claim it", arguments: implementations)
    func release(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            let live = try Live.noted()
            try await registry.renew(node, running: [live], at: 0)
            try await registry.renew(other, at: 16)
            // Nothing to release yet.
            try await registry.release(live.id, of: node, now: .at(16))
            #expect(try await registry.claim(live.lost(at: 16), from: node, by: other, now: .at(16)))
            try await registry.release(live.id, of: node, now: .at(17))
            #expect(try await registry.find(live.id, now: .at(17))?.host?.node == other)
            try await registry.release(live.id, of: other, now: .at(17))
            #expect(try await registry.find(live.id, now: .at(17))?.live.state == .lost)
            let released = try await registry.orphans(now: .at(17))
            #expect(released.map(\.node) == [.nobody])
            #expect(released.map(\.seenAt) == [nil])
            let third = NodeID()
            #expect(try await registry.claim(live.lost(at: 18), from: .nobody, by: third, now: .at(18)))
            #expect(try await registry.claim(live.lost(at: 18), from: .nobody, by: other, now: .at(18)) == false)
        }
    }

    @Test("of two ends the first one counts", arguments: implementations)
    func firstEnd(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            let live = try Live.noted()
            try await registry.renew(node, running: [live], at: 0)
            try await registry.end(live.ended(at: 1), of: node, now: .at(1))
            try await registry.end(live.lost(at: 2), of: node, now: .at(2))
            try await registry.report(live, of: node, now: .at(3))
            #expect(try await registry.renew(node, running: [live], at: 4).over == [live.id])
            let found = try #require(try await registry.find(live.id, now: .at(5)))
            #expect(found.live.state == .ended)
            #expect(found.host == nil)
        }
    }

    @Test("a node cannot change another node's live", arguments: implementations)
    func foreignLive(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            var live = try Live.noted()
            try await registry.renew(node, running: [live], at: 0)
            try await registry.end(live.ended(at: 1), of: other, now: .at(1))
            live.state = .live
            try await registry.report(live, of: other, now: .at(1))
            try await registry.renew(other, running: [live], at: 1)
            let found = try #require(try await registry.find(live.id, now: .at(2)))
            #expect(found.live.state == .interrupted)
            #expect(found.host?.node == node)
        }
    }

    @Test(
        "no live is claimed while a registry settles that lost its data, or was not used",
        arguments: implementations)
    func settling(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with(.settling) { registry async throws in
            let live = try Live.noted()
            try await registry.renew(node, running: [live], at: 0)
            // No call for longer than a lease: all lives seem to be orphans.
            #expect(try await registry.orphans(now: .at(40)).isEmpty)
            #expect(try await registry.claim(live.lost(at: 41), from: node, by: other, now: .at(41)) == false)
            try await registry.renew(node, running: [live], at: 50)
            try await registry.renew(other, at: 54)
            #expect(try await registry.orphans(now: .at(56)).isEmpty)
            try await registry.renew(other, at: 64)
            #expect(try await registry.orphans(now: .at(66)).map(\.live.id) == [live.id])
        }
    }

    @Test("whether a node runs is unknown while a registry settles that lost its data", arguments: implementations)
    func settlingNodes(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with(.settling) { registry async throws in
            #expect(try await registry.isAlive(node, now: .at(0)) == nil)
            try await registry.renew(other, at: 0)
            #expect(try await registry.isAlive(other, now: .at(1)) == true)
            #expect(try await registry.isAlive(node, now: .at(14.9)) == nil)
            try await registry.renew(other, at: 14.9)
            #expect(try await registry.isAlive(node, now: .at(15)) == false)
            // Nobody calls any more: they are gone.
            #expect(try await registry.isAlive(other, now: .at(100)) == false)
        }
    }

    @Test("an ended live is known for an hour", arguments: implementations)
    func keeping(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            let live = try Live.noted()
            try await registry.renew(node, running: [live], at: 0)
            try await registry.end(live.ended(at: 1), of: node, now: .at(1))
            try await registry.renew(node, at: 3_600)
            #expect(try await registry.find(live.id, now: .at(3_600)) != nil)
            try await registry.renew(node, at: 3_601)
            #expect(try await registry.find(live.id, now: .at(3_601)) == nil)
        }
    }

    @Test("a node that left has no lease, and others can claim its unended lives", arguments: implementations)
    func leaving(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            let live = try Live.noted()
            try await registry.renew(node, running: [live], at: 0)
            try await registry.leave(node, now: .at(1))
            #expect(try await registry.find(live.id, now: .at(1))?.host?.isAlive == false)
            #expect(try await registry.orphans(now: .at(1)).map(\.live.id) == [live.id])
        }
    }

    @Test(
        "a live that the catalogue lists as running, and no node reports for a lease, has no owner",
        arguments: implementations)
    func reconciliation(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            let (reported, unreported) = (try Live.noted(), try Live.noted())
            for second in [0.0, 5, 10, 14.9] {
                try await registry.renew(node, running: [reported], at: second)
                #expect(try await registry.reconcile([reported, unreported], now: .at(second)).isEmpty)
            }
            #expect(try await registry.orphans(now: .at(14.9)).isEmpty)
            _ = try await registry.reconcile([reported, unreported], now: .at(15))
            #expect(try await registry.orphans(now: .at(15)).map(\.live.id) == [unreported.id])
            #expect(try await registry.orphans(now: .at(15)).map(\.node) == [.nobody])
            #expect(try await registry.find(unreported.id, now: .at(15))?.host?.isAlive == false)
            #expect(try await registry.claim(unreported.lost(at: 16), from: .nobody, by: node, now: .at(16)))
        }
    }

    @Test("a live that was reported, or not listed, in between is no orphan", arguments: implementations)
    func reconsidered(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            let (late, ended) = (try Live.noted(), try Live.noted())
            _ = try await registry.reconcile([late, ended], now: .at(0))
            try await registry.renew(node, running: [late], at: 10)
            _ = try await registry.reconcile([late], now: .at(14))
            // A lease after the first comparison, not after a later one.
            _ = try await registry.reconcile([late, ended], now: .at(16))
            #expect(try await registry.orphans(now: .at(16)).isEmpty)
        }
    }

    @Test("a live without an owner belongs to its node again once the node reports it", arguments: implementations)
    func foundAgain(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            let (running, ending) = (try Live.noted(), try Live.noted())
            for second in [0.0, 15] { _ = try await registry.reconcile([running, ending], now: .at(second)) }
            #expect(try await registry.orphans(now: .at(15)).count == 2)
            #expect(try await registry.renew(node, running: [running], at: 16).over.isEmpty)
            try await registry.end(ending.ended(at: 16), of: node, now: .at(16))
            #expect(try await registry.orphans(now: .at(16)).isEmpty)
            #expect(try await registry.find(running.id, now: .at(16))?.host?.node == node)
            #expect(try await registry.find(ending.id, now: .at(16))?.live.state == .ended)
        }
    }

    @Test("the end of a live that is listed as running although it is over is returned", arguments: implementations)
    func writtenTooLate(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            let (ended, closing) = (try Live.noted(), try Live.noted())
            try await registry.renew(node, running: [ended, closing], at: 0)
            try await registry.end(ended.ended(at: 1), of: node, now: .at(1))
            try await registry.renew(other, at: 16)
            #expect(try await registry.claim(closing.lost(at: 16), from: node, by: other, now: .at(16)))
            // The claimant of the other live has not yet reported when its media ended.
            let answer = try await registry.reconcile([ended, closing], now: .at(17))
            #expect(answer.map(\.id) == [ended.id])
            #expect(answer.first?.endReason == .creator)
        }
    }

    @Test("nothing is compared while a registry that lost its data settles", arguments: implementations)
    func settlingReconciliation(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with(.settling) { registry async throws in
            let live = try Live.noted()
            #expect(try await registry.beginReconciliation(now: .at(0)) == false)
            _ = try await registry.reconcile([live], now: .at(0))
            #expect(try await registry.beginReconciliation(now: .at(15)))
            // Not since the first call.
            _ = try await registry.reconcile([live], now: .at(15))
            #expect(try await registry.orphans(now: .at(15)).isEmpty)
        }
    }

    @Test("the comparison is due once in a lease for all nodes together", arguments: implementations)
    func dueReconciliation(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            #expect(try await registry.beginReconciliation(now: .at(0)))
            #expect(try await registry.beginReconciliation(now: .at(14.9)) == false)
            #expect(try await registry.beginReconciliation(now: .at(15)))
            // A clock that was set back by an hour does not delay it by an hour.
            #expect(try await registry.beginReconciliation(now: .at(-3_600)))
        }
    }

    @Test("lives of several nodes are read in one call, as they were last reported", arguments: implementations)
    func reading(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            var live = try Live.noted()
            live.connection = LiveConnection(advisedBitrate: 32_000)
            live.connection?.quality = .poor
            let second = try Live.noted()
            try await registry.renew(node, running: [live], at: 0)
            try await registry.renew(other, running: [second], at: 0)
            let found = try await registry.reported([second.id, LiveID(), live.id])
            #expect(Set(found.keys) == [live.id, second.id])
            #expect(found[live.id]?.connection?.quality == .poor)
            #expect(try await registry.reported([]).isEmpty)
        }
    }

    @Test("hostile texts of a live arrive as they were", arguments: implementations)
    func texts(_ implementation: NodeRegistryImplementation) async throws {
        try await implementation.with { registry async throws in
            let title = "\"'\\r\\n $1 {0} 🎙️ é"
            let live = Live(
                id: LiveID(), creator: UserID(token: "createur"), metadata: try LiveMetadata(title: title),
                renditions: ["48k"], playerBuffer: .seconds(15), state: .live, startedAt: .at(0))
            try await registry.renew(node, running: [live], at: 0)
            #expect(try await registry.find(live.id, now: .at(0))?.live.metadata.title == title)
        }
    }
}

extension Live {
    /// The live after its creator has ended it.
    func ended(at seconds: Double) -> Live {
        var live = self
        live.state = .ended
        live.endReason = .creator
        live.endedAt = .at(seconds)
        return live
    }

    /// The live after its node has died.
    func lost(at seconds: Double) -> Live { lost(at: .at(seconds)) }
}
