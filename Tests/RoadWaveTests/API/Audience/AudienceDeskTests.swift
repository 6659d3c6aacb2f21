import RoadWaveRTC
import RoadWaveTestServices
import Synchronization
import Testing

@testable import RoadWave

@Suite("Answers to listeners", .timeLimit(.minutes(5)))
struct AudienceDeskTests {
    private let ada = UserID(token: "ada")

    /// Notes which lives were looked up, and answers with what it was given.
    private final class Directory: Sendable {
        private let lives: [LiveID: Live]
        private let asked = Mutex<[LiveID]>([])

        init(_ lives: Live...) { self.lives = Dictionary(uniqueKeysWithValues: lives.map { ($0.id, $0) }) }

        var lookups: [LiveID] { asked.withLock { $0 } }

        func live(_ id: LiveID) -> Live? {
            asked.withLock { $0.append(id) }
            return lives[id]
        }
    }

    private static func desk(_ scene: AudienceScene, _ directory: Directory) -> AudienceDesk {
        AudienceDesk(audience: scene.keeper) { id in directory.live(id) }
    }

    @Test("a heartbeat of a running live is one call of the store, without a lookup")
    func heartbeat() async throws {
        let (scene, live) = (AudienceScene(), try Live.catalogued("runs"))
        let directory = Directory(live)
        let desk = Self.desk(scene, directory)
        await scene.keeper.open(live.id)
        let listener = try await desk.join(live.id, of: ada, at: nil)
        scene.store.forgetCalls()
        for _ in 0..<5 { #expect(try await desk.beat(listener, of: ada, in: live.id) == .counted) }
        #expect(scene.store.calls == Array(repeating: "beat", count: 5))
        #expect(directory.lookups == [])
    }

    @Test("joins, likes, reports and leaves of a running live need no lookup")
    func others() async throws {
        let (scene, live) = (AudienceScene(), try Live.catalogued("runs"))
        let directory = Directory(live)
        let desk = Self.desk(scene, directory)
        await scene.keeper.open(live.id)
        let listener = try await desk.join(live.id, of: ada, at: nil)
        for _ in 0..<2 { try await desk.like(live.id, by: ada) }
        try await desk.report(live.id, as: .spam, by: ada)
        _ = try await desk.leave(listener, of: ada, in: live.id)
        #expect(try await desk.beat(listener, of: ada, in: live.id) == .gone)
        #expect(directory.lookups == [])
    }

    @Test("a store that does not answer causes no lookup")
    func away() async throws {
        let (scene, live) = (AudienceScene(), try Live.catalogued("runs"))
        let directory = Directory(live)
        let desk = Self.desk(scene, directory)
        await scene.keeper.open(live.id)
        let listener = try await desk.join(live.id, of: ada, at: nil)
        scene.store.setAway(true)
        await #expect(throws: Problem.audienceUnavailable) {
            _ = try await desk.beat(listener, of: ada, in: live.id)
        }
        await #expect(throws: Problem.audienceUnavailable) { _ = try await desk.join(live.id, of: ada, at: nil) }
        await #expect(throws: Problem.audienceUnavailable) { try await desk.like(live.id, by: ada) }
        #expect(directory.lookups == [])
        #expect(scene.records.reads == 0)
    }

    @Test("a live that is over is looked up for its message, and one that does not exist is not found")
    func overAndUnknown() async throws {
        let (scene, live) = (AudienceScene(), try Live.catalogued("over", state: .ended))
        let directory = Directory(live)
        let desk = Self.desk(scene, directory)
        await scene.keeper.open(live.id)
        await scene.keeper.close(live.id)
        await #expect(throws: Problem.notListenable(live)) {
            _ = try await desk.beat(ListenerID(), of: ada, in: live.id)
        }
        await #expect(throws: Problem.notListenable(live)) { try await desk.like(live.id, by: ada) }
        let nowhere = LiveID()
        await #expect(throws: Problem.liveNotFound) { _ = try await desk.beat(ListenerID(), of: ada, in: nowhere) }
        await #expect(throws: Problem.liveNotFound) { _ = try await desk.join(nowhere, of: ada, at: nil) }
        #expect(directory.lookups == [live.id, live.id, nowhere, nowhere])
    }

    @Test("a running live that the store lost: the heartbeat is gone, and the join restores the live")
    func lost() async throws {
        let (scene, live) = (AudienceScene(), try Live.catalogued("runs"))
        let directory = Directory(live)
        let desk = Self.desk(scene, directory)
        await scene.keeper.open(live.id)
        let listener = try await desk.join(live.id, of: ada, at: nil)
        try await desk.like(live.id, by: ada)
        scene.store.empty()
        #expect(try await desk.beat(listener, of: ada, in: live.id) == .gone)
        #expect(try await desk.join(live.id, of: ada, at: nil) != listener)
        // The like of before counts, and does not count twice.
        try await desk.like(live.id, by: ada)
        let now = WallDate.at(0)
        let counts = try scene.store.figures(of: [live.id], now: now)[live.id]?.counts
        #expect(counts == AudienceCounts(listeners: 1, likes: 1, reports: 0))
    }

    @Test("a running live that the store lost counts nobody while the database is away as well")
    func lostWithDatabase() async throws {
        let (scene, live) = (AudienceScene(), try Live.catalogued("runs"))
        let desk = Self.desk(scene, Directory(live))
        await scene.keeper.open(live.id)
        scene.store.empty()
        scene.records.setAway(true)
        await #expect(throws: Problem.audienceUnavailable) { _ = try await desk.join(live.id, of: ada, at: nil) }
        scene.records.setAway(false)
        _ = try await desk.join(live.id, of: ada, at: nil)
    }

    @Test("requests about one live that wait at the same time share one lookup")
    func sharedLookups() async throws {
        let live = try Live.catalogued("over", state: .ended)
        let directory = Directory(live)
        let (answers, answer) = AsyncStream.makeStream(of: Void.self)
        let shared = SharedLookups { id in
            for await _ in answers { break }
            return directory.live(id)
        }
        try await withThrowingTaskGroup(of: Live?.self) { group in
            for _ in 0..<20 { group.addTask { try await shared.live(live.id) } }
            try await until { await shared.waiting == 20 }
            answer.finish()
            for try await found in group { #expect(found == live) }
        }
        #expect(directory.lookups == [live.id])
        // Later ones look again.
        _ = try await shared.live(live.id)
        #expect(directory.lookups == [live.id, live.id])
    }
}
