import RoadWaveRTC
import RoadWaveTestServices
import Synchronization
import Testing

@testable import RoadWave

/// A dead node's lives, in virtual time.
@Suite("Takeover of lives", .timeLimit(.minutes(5)))
struct LiveTakeoverTests {
    @Test("the playlists of a dead node's live are closed once they stand still, and its end is published once")
    func deadNode() async throws {
        let scene = try await TakeoverScene()
        await scene.advance(by: .seconds(10))
        #expect(scene.claimed.isEmpty)
        await scene.advance(by: .seconds(5))
        #expect(scene.claimed.isEmpty)
        await scene.advance(by: .seconds(5))
        #expect(scene.claimed == [scene.live.id])
        #expect(try await scene.playlist().isEnded)
        for _ in 0..<10 { await scene.advance(by: .seconds(5)) }
        #expect(scene.claimed == [scene.live.id])
        let found = try #require(await scene.registry.find(scene.live.id, now: scene.clock.date))
        #expect(found.live.state == .lost)
        #expect(found.live.endReason == .nodeLost)
        // The end of the last segment, not the date of the takeover.
        #expect(found.live.endedAt == scene.mediaEnd)
        #expect(found.host == nil)
    }

    @Test("a node that is only cut off from the registry keeps its lives: its playlists change")
    func cutOff() async throws {
        let scene = try await TakeoverScene()
        for sequence in 3..<30 {
            await scene.advance(by: .seconds(2))
            try await scene.write(through: sequence)
        }
        #expect(scene.claimed.isEmpty)
        #expect(try await scene.playlist().isEnded == false)
    }

    @Test("a node that comes back in time keeps its lives")
    func comeback() async throws {
        let scene = try await TakeoverScene()
        await scene.advance(by: .seconds(16))
        _ = await scene.registry.renew(
            NodePresence(node: scene.node, url: "http://a", epoch: 1, lives: [scene.live]), now: scene.clock.date)
        for _ in 0..<2 { await scene.advance(by: .seconds(5)) }
        #expect(scene.claimed.isEmpty)
    }

    @Test("playlists that a paused node opened again are closed again")
    func strayWrite() async throws {
        let scene = try await TakeoverScene()
        for _ in 0..<4 { await scene.advance(by: .seconds(5)) }
        #expect(try await scene.playlist().isEnded)
        // The write that was under way when the node was stopped.
        try await scene.write(through: 3)
        #expect(try await scene.playlist().isEnded == false)
        for _ in 0..<4 { await scene.advance(by: .seconds(5)) }
        #expect(try await scene.playlist().isEnded)
        #expect(try await scene.playlist().entries.count == 4)
    }

    @Test("a takeover waits for a storage that cannot be read or written")
    func deadStorage() async throws {
        let scene = try await TakeoverScene()
        scene.storage.setReadFault(true)
        for _ in 0..<6 { await scene.advance(by: .seconds(5)) }
        #expect(scene.claimed.isEmpty)
        scene.storage.setReadFault(false)
        scene.storage.setFault { _ in .fails(.unavailable) }
        for _ in 0..<4 { await scene.advance(by: .seconds(5)) }
        #expect(scene.claimed == [scene.live.id])
        #expect(try await scene.playlist().isEnded == false)
        scene.storage.repair()
        await scene.advance(by: .seconds(5))
        #expect(try await scene.playlist().isEnded)
    }

    @Test("a claim whose answer was lost is finished once the registry answers")
    func lostAnswer() async throws {
        let scene = try await TakeoverScene()
        await scene.registry.loseAnswersOfClaims(true)
        for _ in 0..<6 { await scene.advance(by: .seconds(5)) }
        #expect(await scene.registry.claims > 0)
        #expect(scene.claimed.isEmpty)
        await scene.registry.loseAnswersOfClaims(false)
        for _ in 0..<6 { await scene.advance(by: .seconds(5)) }
        #expect(scene.claimed == [scene.live.id])
        #expect(try await scene.playlist().isEnded)
        #expect(await scene.registry.find(scene.live.id, now: scene.clock.date)?.host == nil)
    }

    @Test("a claimant that cannot close a live for a lease leaves it to another node")
    func releasedClaim() async throws {
        let scene = try await TakeoverScene()
        scene.storage.setFault { _ in .fails(.unavailable) }
        try await until {
            await scene.advance(by: .seconds(5))
            return scene.claimed == [scene.live.id]
        }
        try await until {
            await scene.advance(by: .seconds(5))
            return await scene.registry.orphans(now: scene.clock.date).map(\.node) == [.nobody]
        }
        #expect(await scene.registry.find(scene.live.id, now: scene.clock.date)?.live.state == .lost)
        // Another node, or the same one once its storage accepts the playlists.
        scene.storage.repair()
        for _ in 0..<8 { await scene.advance(by: .seconds(5)) }
        #expect(try await scene.playlist().isEnded)
        #expect(await scene.registry.find(scene.live.id, now: scene.clock.date)?.host == nil)
    }

    @Test("a live whose end only the catalogue has keeps that end")
    func writtenEnd() async throws {
        let scene = try await TakeoverScene()
        let ended = scene.live.ended(at: 7)
        scene.write(ended)
        for _ in 0..<8 { await scene.advance(by: .seconds(5)) }
        #expect(scene.claimed == [scene.live.id])
        let found = try #require(await scene.registry.find(scene.live.id, now: scene.clock.date))
        #expect(found.live.state == .ended)
        #expect(found.live.endReason == .creator)
        #expect(found.live.endedAt == ended.endedAt)
        #expect(found.host == nil)
    }

    @Test("a live whose playlists nobody can read is lost all the same, and ended when its node was last seen")
    func nothingStored() async throws {
        let scene = try await TakeoverScene(stored: false)
        let seenAt = scene.clock.date
        for _ in 0..<10 { await scene.advance(by: .seconds(5)) }
        #expect(scene.claimed == [scene.live.id])
        let found = try #require(await scene.registry.find(scene.live.id, now: scene.clock.date))
        #expect(found.host == nil)
        #expect(found.live.endedAt == seenAt)
    }

    @Test("an orphan of which nothing is known ended when it began, and one that was claimed before keeps its end")
    func lastSigns() throws {
        let live = try Live.noted()
        #expect(OrphanedLive(live: live, node: .nobody).lastSign == live.startedAt)
        // It began after the renewal.
        let before = WallDate(millisecondsSince1970: live.startedAt.millisecondsSince1970 - 2_000)
        #expect(OrphanedLive(live: live, node: NodeID(), seenAt: before).lastSign == live.startedAt)
        let after = WallDate(millisecondsSince1970: live.startedAt.millisecondsSince1970 + 2_000)
        #expect(OrphanedLive(live: live, node: NodeID(), seenAt: after).lastSign == after)
        #expect(OrphanedLive(live: live.lost(at: after), node: NodeID(), seenAt: before).lastSign == after)
    }
}

/// A node that has died, its live with three segments, and another node that notices.
private final class TakeoverScene: Sendable {
    let storage: FaultyStorage
    let registry: ScriptedNodeRegistry
    let clock: NodeClock
    let node = NodeID()
    let live: Live
    private let turned = TurnedClock()
    private let takeover: LiveTakeover
    private let told: Told

    private final class Told: Sendable {
        let lives = Mutex<[LiveID]>([])
        /// What the catalogue says.
        let written = Mutex<Live?>(nil)
        private let endings = Mutex<[LiveID: LiveEnding]>([:])

        func claim(_ live: Live) {
            lives.withLock { $0.append(live.id) }
            endings.withLock { $0[live.id] = LiveEnding(claimed: live) }
        }

        func take(_ fact: LiveEnding.Fact, of id: LiveID) -> Live? {
            endings.withLock { endings in
                _ = endings[id]?.take(fact)
                return endings[id]?.live
            }
        }
    }

    init(stored: Bool = true) async throws {
        let policy = LeasePolicy.test
        let told = Told()
        self.told = told
        clock = NodeClock(turned)
        storage = try FaultyStorage()
        registry = ScriptedNodeRegistry(policy: policy)
        live = try Live.noted()
        takeover = LiveTakeover(
            node: NodeID(), registry: registry, policy: policy, storage: storage, segment: .seconds(2), clock: clock,
            metrics: NodesMetrics(MetricsRegistry()), logger: .silent
        ) { _ in
            told.written.withLock { $0 }
        } claimed: { live in
            told.claim(live)
        } closed: { id, mediaEnd in
            told.take(.mediaClosed(.closed(end: mediaEnd)), of: id)
        }
        _ = await registry.renew(NodePresence(node: node, url: "http://a", lives: [live]), now: clock.date)
        if stored { try await write(through: 2) }
    }

    /// The lives that were claimed, in order.
    var claimed: [LiveID] { told.lives.withLock { $0 } }

    /// When the third segment ended.
    var mediaEnd: WallDate { WallDate(millisecondsSince1970: SegmentSet.twoSeconds(2, []).endMilliseconds) }

    /// Sets the state of the live in the catalogue.
    func write(_ live: Live) { told.written.withLock { $0 = live } }

    func advance(by period: Duration) async {
        turned.advance(by: period)
        await takeover.advance()
    }

    /// Stores the playlist as the node does.
    func write(through sequence: Int) async throws {
        let configuration = try BroadcastConfiguration(ladder: RenditionLadder(parsing: "48k"))
        var window = SegmentWindow(duration: .seconds(60))
        for number in 0...sequence {
            _ = window.append(.init(timing: SegmentSet.twoSeconds(number, []).timing, isGap: false))
        }
        let playlist = window.playlist(configuration, isEnded: false)
        try await storage.put(Array(playlist.description.utf8), key: try key, attributes: .playlist)
    }

    func playlist() async throws -> MediaPlaylist {
        try MediaPlaylist(parsing: String(decoding: try await storage.get(try key).bytes, as: UTF8.self))
    }

    private var key: ObjectKey {
        get throws {
            try BroadcastKeys(liveID: live.id.description).mediaPlaylist(try Rendition(name: "48k"))
        }
    }
}

extension SegmentSet {
    fileprivate var endMilliseconds: Int64 { timing.programDateTime.millisecondsSince1970 + 2_000 }
}
