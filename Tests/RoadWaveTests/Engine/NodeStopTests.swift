import Foundation
import RoadWaveTestServices
import ServiceLifecycle
import Synchronization
import Testing

@testable import RoadWave

@Suite("Stop of a node whose storage holds it up", .timeLimit(.minutes(5)))
struct NodeStopTests {
    @Test("a storage that never answers holds a stop up for a limited time; the next start closes the playlists")
    func silentStorage() async throws {
        let (directory, storage, clock) = (try TemporaryDirectory(), try FaultyStorage(), TurnedClock())
        defer { storage.repair() }
        let place = URL(filePath: directory.path)
        var ended = ""
        try await RunningTestNode.with(in: place, clock: clock, storage: storage) { running in
            let id = try await Self.listedLive(in: running, clock)
            ended = id.description
            storage.setFault { _ in .hangs }
            let start = clock.now
            let isStopped = Mutex(false)
            let events = running.node.events
            async let stop: Void = {
                await running.node.stop()
                isStopped.withLock { $0 = true }
            }()
            // Before the clock goes on, which otherwise might end the live by the absence of its creator.
            _ = await events.first { if case .liveEnded = $0 { true } else { false } }
            try await until {
                clock.advance(by: .milliseconds(500))
                return isStopped.withLock(\.self)
            }
            await stop
            #expect(start.duration(to: clock.now) >= LiveRegistry.closingTimeout)
        }
        #expect(try await !Self.playlist(of: ended, in: storage).isEnded)
        // What the first node still tries is its own: the next one has to close the playlist by itself.
        storage.setFault { $0.path.hasSuffix(".ts") ? .hangs : .none }
        try await RunningTestNode.with(in: place, storage: storage) { running in
            let live = try await running.client.get("/lives/\(ended)")
            #expect(try live.json("state") == "ended")
            #expect(try live.json("ended_reason") == "node_stopped")
            try await until { try await Self.playlist(of: ended, in: storage).isEnded }
            #expect(try await running.metric("roadwave_lives_lost_total") == 0)
        }
    }

    @Test("at the graceful shutdown of a service group, HTTP answers until the lives are ended and their media stored")
    func gracefulShutdown() async throws {
        let storage = try FaultyStorage()
        // A turned clock: the storage may hold the stop up for 10 s, which a busy machine lets pass on the way.
        let clock = TurnedClock()
        let (nodes, started) = AsyncStream.makeStream(of: RunningTestNode.self)
        let node = NodeService(storage: storage, clock: clock, started: started)
        let group = ServiceGroup(services: [node], logger: .silent)
        async let services: Void = group.run()
        defer { storage.repair() }
        let running = try #require(await nodes.first { _ in true })
        let id = try await Self.listedLive(in: running, clock)
        var stream = try await running.events(of: id)
        _ = try await stream.next("live_state")
        storage.setFault { _ in .hangs }

        await group.triggerGracefulShutdown()
        let ended = try #require(try await stream.next("ended"))
        #expect(ended.data.contains("\"reason\":\"node_stopped\""))
        #expect(try await running.client.get("/lives/\(id)").json("state") == "ended")
        let refused = try await running.client.publish(try TestOffer.opus())
        #expect(refused.status == 503)
        #expect(try refused.json("code") == "stopping")

        storage.repair()
        try await services
        #expect(try await Self.playlist(of: id, in: storage).isEnded)
        await #expect(throws: (any Error).self) { try await running.client.get("/lives") }
    }

    @Test("listeners are told of the end of a live at once, however long the storage takes for its last segments")
    func heldEnd() async throws {
        let storage = try FaultyStorage()
        defer { storage.repair() }
        try await RunningTestNode.with(storage: storage) { running in
            let events = running.node.events
            let id = try await Self.listedLive(in: running)
            var stream = try await running.events(of: id)
            _ = try await stream.next("live_state")
            storage.setFault { _ in .hangs }
            #expect(try await running.client.delete("/whip/\(id)", token: "createur").status == 200)
            let ended = try #require(try await stream.next("ended"))
            #expect(ended.data.contains("\"reason\":\"creator\""))
            #expect(try await stream.next() == nil)
            #expect(try await !Self.playlist(of: id, in: storage).isEnded)
            storage.repair()
            #expect(await events.end(of: id)?.endReason == .creator)
            #expect(try await Self.playlist(of: id, in: storage).isEnded)
        }
    }

    /// A live with a segment in its playlist, and more to be stored at its end.
    private static func listedLive(in running: RunningTestNode, _ clock: TurnedClock? = nil) async throws -> LiveID {
        let events = running.node.events
        let creator = try await TestCreator.connect(to: running)
        await creator.send(seconds: 3)
        try await until { try await running.metric("roadwave_packets_received_total") == 150 }
        // What waits in the jitter buffer is let go.
        clock?.advance(by: .milliseconds(100))
        _ = try #require(await events.listed(0, of: creator.id))
        return creator.id
    }

    private static func playlist(
        of live: some CustomStringConvertible, in storage: FaultyStorage
    ) async throws -> MediaPlaylist {
        let object = try await storage.get(ObjectKey("lives/\(live)/48k/media.m3u8"))
        return try MediaPlaylist(parsing: String(decoding: object.bytes, as: UTF8.self))
    }
}

/// A node in a service of its caller's, which stops it as the server's program does.
private struct NodeService: Service {
    let storage: FaultyStorage
    let clock: TurnedClock
    let started: AsyncStream<RunningTestNode>.Continuation

    func run() async throws {
        try await RunningTestNode.with(clock: clock, storage: storage) { running in
            started.yield(running)
            try? await ServiceLifecycle.gracefulShutdown()
        }
    }
}
