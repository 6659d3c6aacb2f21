import Testing

@testable import RoadWave

/// What stores of audiences do about lives that they do not have.
@Suite("The contract of audiences that were lost", .timeLimit(.minutes(5)))
struct AudienceRestorationTests {
    static let implementations = AudienceStoreImplementation.allCases
    private let live = LiveID()
    private let ada = UserID(token: "ada")
    private let bob = UserID(token: "bob")
    private let cleo = UserID(token: "cleo")

    @Test("nothing is counted for a live that is not open, and the answer is unknown", arguments: implementations)
    func unknown(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            #expect(try await store.join(ListenerID(), of: ada, to: live, now: .at(0)) == .unknown)
            #expect(try await store.beat(ListenerID(), of: ada, in: live, now: .at(0)) == .unknown)
            for reaction in Reaction.allCases {
                #expect(try await store.react(reaction, of: ada, in: live, now: .at(0)) == .unknown)
            }
            #expect(try await store.leave(ListenerID(), of: ada, in: live, now: .at(0)) == .gone)
            #expect(try await store.renew([live], now: .at(0)) == [live])
            #expect(try await store.figures(of: [live], now: .at(0)) == [:])
            #expect(try await store.livesToSweep(now: .at(0)) == [])
        }
    }

    @Test("a heartbeat of an absent listener in an open live is gone, not unknown", arguments: implementations)
    func gone(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            try await store.open(live, now: .at(0))
            #expect(try await store.beat(ListenerID(), of: ada, in: live, now: .at(0)) == .gone)
            #expect(try await store.renew([live], now: .at(0)) == [])
        }
    }

    @Test("a like from before a loss does not count again after the restoration", arguments: implementations)
    func restoration(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            let record = AudienceRecord(
                likers: [ada.voter(in: live), bob.voter(in: live)], reporters: [bob.voter(in: live)], peak: 200)
            try await store.restore(live, record, now: .at(0))
            #expect(
                try await store.figures(of: [live], now: .at(12)) == [
                    live: AudienceFigures(AudienceCounts(listeners: 0, likes: 2, reports: 1), peak: 200)
                ])
            #expect(try await store.react(.like, of: ada, in: live, now: .at(1)) == .repeated)
            #expect(try await store.react(.report, of: bob, in: live, now: .at(1)) == .repeated)
            #expect(try await store.react(.like, of: cleo, in: live, now: .at(1)) == .counted)
            #expect(try await store.counts(of: live) == AudienceCounts(listeners: 0, likes: 3, reports: 1))
        }
    }

    @Test("two nodes may restore at once and repeatedly: each voter counts once", arguments: implementations)
    func repeatedRestoration(_ implementation: AudienceStoreImplementation) async throws {
        var configuration = AudienceConfiguration()
        configuration.maximumReactions = 5_000
        try await implementation.withNodes(configuration) { makeNode async throws in
            // In several parts, in Redis.
            let voters = Set((0..<2_500).map { UserID(token: "\($0)").voter(in: live) })
            let record = AudienceRecord(likers: voters, reporters: Set(voters.prefix(7)), peak: 3)
            let nodes = [try makeNode(), try makeNode()]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for node in nodes + nodes {
                    group.addTask { [live] in try await node.restore(live, record, now: .at(0)) }
                }
                try await group.waitForAll()
            }
            _ = try await nodes[0].react(.like, of: ada, in: live, now: .at(1))
            try await nodes[1].restore(live, record, now: .at(2))
            #expect(try await nodes[0].counts(of: live) == AudienceCounts(listeners: 0, likes: 2_501, reports: 7))
        }
    }

    @Test("votes that only the store has stay after a restoration", arguments: implementations)
    func union(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            _ = try await store.join(live, as: ada, at: 0)
            _ = try await store.react(.like, of: ada, in: live, now: .at(0))
            try await store.restore(live, AudienceRecord(likers: [bob.voter(in: live)], peak: 1), now: .at(1))
            #expect(try await store.counts(of: live) == AudienceCounts(listeners: 1, likes: 2, reports: 0))
        }
    }

    @Test("listeners are still coming back for a heartbeat and two seconds", arguments: implementations)
    func recovering(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            try await store.restore(live, AudienceRecord(), now: .at(0))
            #expect(try await store.figures(of: [live], now: .at(11.999))[live]?.isRecovering == true)
            #expect(try await store.figures(of: [live], now: .at(12))[live]?.isRecovering == false)
            // One that was not lost does not recover.
            try await store.restore(live, AudienceRecord(), now: .at(20))
            #expect(try await store.figures(of: [live], now: .at(21))[live]?.isRecovering == false)
        }
    }

    @Test(
        "a live that is over is not restored, and one that was lost before its end has no figures",
        arguments: implementations)
    func over(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            try await store.close(live, now: .at(0))
            try await store.restore(live, AudienceRecord(likers: [ada.voter(in: live)], peak: 1), now: .at(1))
            #expect(try await store.figures(of: [live], now: .at(1)) == [:])
            #expect(try await store.join(ListenerID(), of: ada, to: live, now: .at(1)) == .over)
            #expect(try await store.renew([live], now: .at(1)) == [])
        }
    }

    @Test(
        "an erased user has neither session nor votes; other votes, and one under another name, count",
        arguments: implementations)
    func erasure(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            let listener = try await store.join(live, as: ada, at: 0)
            _ = try await store.join(live, as: bob, at: 0)
            for user in [ada, bob] { _ = try await store.react(.like, of: user, in: live, now: .at(0)) }
            _ = try await store.react(.report, of: ada, in: live, now: .at(0))
            #expect(try await store.lives() == [live])
            let voter = ada.voter(in: live)
            try await store.erase(ada, voter: voter, replacedBy: .nobody(), in: live, now: .at(1))
            #expect(try await store.counts(of: live) == AudienceCounts(listeners: 1, likes: 2, reports: 1))
            #expect(try await store.beat(listener, of: ada, in: live, now: .at(1)) == .gone)
            #expect(try await store.react(.like, of: ada, in: live, now: .at(2)) == .counted)
            try await store.erase(ada, voter: voter, replacedBy: nil, in: live, now: .at(3))
            #expect(try await store.counts(of: live) == AudienceCounts(listeners: 1, likes: 2, reports: 1))
        }
    }

    @Test("the peak is the most listeners at once, and stays when they leave", arguments: implementations)
    func peak(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            let first = try await store.join(live, as: ada, at: 0)
            _ = try await store.join(live, as: bob, at: 0)
            _ = try await store.leave(first, of: ada, in: live, now: .at(1))
            _ = try await store.join(live, as: cleo, at: 2)
            _ = try await store.sweep(live, now: .at(60))
            #expect(
                try await store.figures(of: [live], now: .at(60)) == [
                    live: AudienceFigures(AudienceCounts(listeners: 0, likes: 0, reports: 0), peak: 2)
                ])
        }
    }
}
