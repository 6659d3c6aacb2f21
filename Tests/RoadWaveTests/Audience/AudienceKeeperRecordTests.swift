import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// What a node writes of its audiences, and restores.
@Suite("Records of audiences", .timeLimit(.minutes(5)))
struct AudienceKeeperRecordTests {
    private let live = LiveID()
    private let ada = UserID(token: "ada")
    private let bob = UserID(token: "bob")

    /// The clock begins 20 s after a full minute.
    private static let toFullMinute = Duration.seconds(40)

    @Test("a running live gets a point at each full minute, and the last one at its end")
    func minutes() async throws {
        let scene = AudienceScene()
        try await scene.running { () async throws in
            await scene.keeper.open(live)
            try await scene.pass(Self.toFullMinute - .milliseconds(1))
            #expect(try await scene.archive.curve(of: live) == [])
            _ = try await scene.keeper.join(ListenerID(), of: ada, to: live, at: nil)
            try await scene.pass(.milliseconds(1))
            try await scene.curve(of: live, has: 1)
            _ = try await scene.keeper.like(live, by: bob)
            try await scene.pass(.seconds(60))
            try await scene.curve(of: live, has: 2)
            scene.clock.advance(by: .seconds(7))
            await scene.keeper.close(live, endedAt: .at(107))
        }
        let curve = try await scene.archive.curve(of: live)
        // The end is in the minute of the second point.
        #expect(curve.map(\.minute) == [.at(40), .at(100)])
        #expect(curve.map(\.figures.counts.likes) == [0, 1])
        #expect(curve[0].figures.counts.listeners == 1)
    }

    @Test("the last point is that of the end, even if it is recorded much later")
    func lateEnd() async throws {
        let scene = AudienceScene()
        await scene.keeper.open(live)
        scene.clock.advance(by: .seconds(600))
        await scene.keeper.close(live, endedAt: .at(45))
        #expect(try await scene.archive.curve(of: live).map(\.minute) == [.at(40)])
    }

    @Test("the peak between two points is in the last figures, which stay when the store has forgotten the live")
    func peak() async throws {
        let scene = AudienceScene()
        await scene.keeper.open(live)
        var listeners: [(ListenerID, UserID)] = []
        for number in 0..<200 {
            let (listener, user) = (ListenerID(), UserID(token: "\(number)"))
            _ = try await scene.keeper.join(listener, of: user, to: live, at: nil)
            listeners.append((listener, user))
        }
        for (listener, user) in listeners { _ = try await scene.keeper.leave(listener, of: user, in: live) }
        _ = try await scene.keeper.like(live, by: ada)
        let last = await scene.keeper.close(live, endedAt: .at(1))
        #expect(last?.peak == 200)
        #expect(try await scene.archive.curve(of: live).map(\.figures.peak) == [200])
        // Another node, or this one after a restart and an hour.
        let later = AudienceScene(records: scene.records)
        #expect(await later.keeper.counts(of: live) == AudienceCounts(listeners: 0, likes: 1, reports: 0))
    }

    @Test("a store that does not answer gives no point: the listeners are unknown")
    func away() async throws {
        let scene = AudienceScene()
        try await scene.running { () async throws in
            await scene.keeper.open(live)
            scene.store.setAway(true)
            try await scene.pass(Self.toFullMinute)
            scene.store.setAway(false)
            try await scene.pass(.seconds(60))
            try await scene.curve(of: live, has: 1)
        }
        #expect(try await scene.archive.curve(of: live).map(\.minute) == [.at(100)])
    }

    @Test("if the store does not give the figures of an end, they are the last ones, with the recorded peak")
    func awayAtTheEnd() async throws {
        let scene = AudienceScene()
        try await scene.running { () async throws in
            await scene.keeper.open(live)
            // As late as sessions without a heartbeat may begin.
            try await scene.pass(Self.toFullMinute - .seconds(20))
            let listener = ListenerID()
            for (listener, user) in [(listener, ada), (ListenerID(), bob)] {
                _ = try await scene.keeper.join(listener, of: user, to: live, at: nil)
            }
            try await scene.pass(.seconds(20))
            try await scene.curve(of: live, has: 1)
            _ = try await scene.keeper.leave(listener, of: ada, in: live)
            scene.store.setAway(true)
            let last = await scene.keeper.close(live)
            #expect(last == AudienceFigures(AudienceCounts(listeners: 1, likes: 0, reports: 0), peak: 2))
        }
    }

    @Test("the node of a live restores it within two seconds after a loss, and no point has less than before")
    func restoration() async throws {
        let scene = AudienceScene()
        try await scene.running { () async throws in
            await scene.keeper.open(live)
            for user in [ada, bob] { _ = try await scene.keeper.like(live, by: user) }
            scene.store.empty()
            try await scene.pass(.seconds(2))
            try await until { try scene.store.figures(of: [live], now: .at(2))[live]?.counts.likes == 2 }
            #expect(try await scene.keeper.like(live, by: ada) == .repeated)
            // Twelve seconds before the full minute, and a little less: listeners are still coming back.
            try await scene.pass(.seconds(27))
            scene.store.empty()
            try await scene.pass(.seconds(2))
            try await until { try scene.store.figures(of: [live], now: .at(31))[live] != nil }
            try await scene.pass(.seconds(9))
            #expect(try await scene.archive.curve(of: live) == [])
            try await scene.pass(.seconds(4))
            try await scene.curve(of: live, has: 1)
        }
        let point = try #require(try await scene.archive.curve(of: live).first)
        #expect(point.minute == .at(40))
        #expect(point.figures.counts.likes == 2)
    }

    @Test("after a loss, no like counts twice or is lost, even if several nodes restore the live repeatedly")
    func twoNodes() async throws {
        let first = AudienceScene()
        let second = AudienceScene(store: first.store, records: first.records, clock: first.clock)
        await first.keeper.open(live)
        for user in [ada, bob] { _ = try await first.keeper.like(live, by: user) }
        _ = try await second.keeper.like(live, by: UserID(token: "cleo"))
        // Both have written what they counted.
        for scene in [first, second] { _ = try await scene.archive.record(of: live, limit: 10) }
        first.store.empty()
        async let one: Void = first.keeper.recover(live)
        async let other: Void = second.keeper.recover(live)
        _ = try await (one, other)
        #expect(try await second.keeper.like(live, by: ada) == .repeated)
        #expect(try await first.keeper.like(live, by: UserID(token: "dora")) == .counted)
        try await second.keeper.recover(live)
        #expect(try first.store.figures(of: [live], now: .at(0))[live]?.counts.likes == 4)
    }

    @Test("a vote that another node wrote after the restoration counts with the next records")
    func lateVote() async throws {
        let scene = AudienceScene()
        try await scene.running { () async throws in
            await scene.keeper.open(live)
            scene.store.empty()
            try await scene.pass(.seconds(2))
            try await until { try scene.store.figures(of: [live], now: .at(2))[live] != nil }
            try scene.records.write([
                AudienceVote(live: live, reaction: .like, voter: ada.voter(in: live), at: .at(1))
            ])
            try await scene.pass(.seconds(38))
            try await until { try scene.store.figures(of: [live], now: .at(40))[live]?.counts.likes == 1 }
        }
    }

    @Test("an erased user does not come back with a restoration, and the vote still counts")
    func erasure() async throws {
        let scene = AudienceScene()
        await scene.keeper.open(live)
        for user in [ada, bob] { _ = try await scene.keeper.like(live, by: user) }
        _ = try await scene.archive.record(of: live, limit: 10)
        let personal = PersonalAudience(
            store: scene.store, records: scene.records, names: VoterNames(secret: nil))
        #expect(try await personal.votes(of: ada).map(\.reaction) == [.like])
        for _ in 0..<2 { try await personal.erase(ada, now: .at(0)) }
        #expect(try await personal.votes(of: ada) == [])
        scene.store.empty()
        try await scene.keeper.recover(live)
        #expect(try scene.store.figures(of: [live], now: .at(0))[live]?.counts.likes == 2)
        let record = try scene.records.record(of: live, limit: 10)
        #expect(!record.likers.contains(ada.voter(in: live)))
        #expect(try await scene.keeper.like(live, by: bob) == .repeated)
    }

    @Test("a new live is opened when the store is back, without the database")
    func lateOpening() async throws {
        let scene = AudienceScene()
        scene.records.setAway(true)
        scene.store.setAway(true)
        try await scene.running { () async throws in
            await scene.keeper.open(live)
            scene.store.setAway(false)
            try await scene.pass(.seconds(2))
            try await until { try scene.store.figures(of: [live], now: .at(2))[live] != nil }
        }
        #expect(scene.records.reads == 0)
    }
}

extension AudienceScene {
    /// Turns the clock once every period waits for it, so that each wakes up when it is due.
    func pass(_ duration: Duration) async throws {
        // Expired sessions, counts, curves and voters.
        try await until { clock.sleeperCount == 4 }
        clock.advance(by: duration)
        try await until { clock.sleeperCount == 4 }
    }

    /// Waits until a curve has so many points.
    func curve(of live: LiveID, has count: Int) async throws {
        try await until { try await archive.curve(of: live).count == count }
    }
}
