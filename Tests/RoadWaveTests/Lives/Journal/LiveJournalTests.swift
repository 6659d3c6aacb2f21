import Foundation
import NIOPosix
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Live journal", .timeLimit(.minutes(5)))
struct LiveJournalTests {
    /// A journal on a storage, in a directory that outlives it, and the lives of its node.
    private struct Node {
        let journal: LiveJournal
        let lives: LiveRegistry
        let clock = TurnedClock()
        let metrics = MetricsRegistry()

        init(_ directory: TemporaryDirectory, _ storage: any ObjectStorage, kept: Duration = .seconds(1_000_000_000))
            async throws
        {
            journal = LiveJournal(
                files: try JournalFiles(dataDirectory: directory.path), storage: storage, clock: NodeClock(clock),
                kept: kept, logger: .silent)
            lives = try await LiveRegistry.idle(journal: journal, clock: NodeClock(clock), metrics: metrics)
        }

        /// Takes over the lives that were noted, as a node does when it starts.
        /// - Returns: how they are over.
        func recover() async throws -> [Live] {
            var found: [Live] = []
            for entry in try await journal.recover() {
                await lives.take(found: entry)
                if let live = await lives.live(entry.live.id) { found.append(live) }
            }
            return found
        }

        /// Runs the closing of playlists for as long as the body does.
        func closing(_ body: (AsyncStream<Live>) async throws -> Void) async throws {
            let (closed, output) = AsyncStream.makeStream(of: Live.self)
            let task = Task { [journal, lives] in
                await journal.run { id, mediaEnd in
                    if let live = await lives.take(.mediaClosed(.closed(end: mediaEnd)), of: id) { output.yield(live) }
                }
            }
            do {
                try await body(closed)
            } catch {
                task.cancel()
                throw error
            }
            // The closed playlists are in the journal.
            try await until { await lives.endings.isEmpty }
            task.cancel()
            await task.value
        }
    }

    private func playlist(_ count: Int, isEnded: Bool = false) -> MediaPlaylist {
        var playlist = MediaPlaylist(targetDuration: 2, isEnded: isEnded)
        playlist.entries = (0..<count).map { index in
            MediaPlaylist.Entry(
                address: "\(index).ts", duration: .seconds(2),
                programDateTime: WallDate(millisecondsSince1970: 1_700_000_000_000 + Int64(index) * 2_000))
        }
        return playlist
    }

    private func put(_ playlist: MediaPlaylist, of live: Live, in storage: any ObjectStorage) async throws {
        let key = try ObjectKey("lives/\(live.id)/48k/media.m3u8")
        try await storage.put(Array(playlist.description.utf8), key: key)
    }

    private func playlist(of live: Live, in storage: any ObjectStorage) async throws -> MediaPlaylist {
        let object = try await storage.get(ObjectKey("lives/\(live.id)/48k/media.m3u8"))
        return try MediaPlaylist(parsing: String(decoding: object.bytes, as: UTF8.self))
    }

    @Test("a live that ended in order is not remembered")
    func ended() async throws {
        let (directory, storage) = (try TemporaryDirectory(), try FaultyStorage())
        let live = try Live.noted()
        let node = try await Node(directory, storage)
        await node.journal.note(JournalEntry(running: live))
        await node.journal.strike(live.id)
        #expect(try await Node(directory, storage).journal.recover().isEmpty)
    }

    @Test("a live that ended while the storage was silent is over and not lost, and the next node closes its playlist")
    func endedAndOpen() async throws {
        let (directory, storage) = (try TemporaryDirectory(), try FaultyStorage())
        var live = try Live.noted()
        let first = try await Node(directory, storage)
        await first.journal.note(JournalEntry(running: live))
        try await put(playlist(3), of: live, in: storage)
        live.state = .ended
        live.endReason = .nodeStopped
        await first.journal.note(JournalEntry(ended: live))

        let node = try await Node(directory, storage)
        let found = try await node.recover()
        #expect(found.map(\.state) == [.ended])
        #expect(found.first?.endReason == .nodeStopped)
        #expect(node.metrics["roadwave_lives_lost_total"] == 0)
        try await node.closing { _ in
            try await until { try await playlist(of: live, in: storage).isEnded }
        }
    }

    @Test("a running live is lost, and its playlist is closed at the end of its media")
    func lost() async throws {
        let (directory, storage) = (try TemporaryDirectory(), try FaultyStorage())
        let live = try Live.noted()
        await (try await Node(directory, storage)).journal.note(JournalEntry(running: live))
        try await put(playlist(3), of: live, in: storage)

        let node = try await Node(directory, storage)
        let found = try await node.recover()
        #expect(found.map(\.id) == [live.id])
        #expect(found.first?.state == .lost)
        #expect(found.first?.endReason == .nodeLost)
        #expect(node.metrics["roadwave_lives_lost_total"] == 1)
        try await node.closing { closed in
            let live = try #require(await closed.first { _ in true })
            #expect(live.endedAt == WallDate(millisecondsSince1970: 1_700_000_006_000))
        }
        #expect(try await playlist(of: live, in: storage) == playlist(3, isEnded: true))

        try await until { try await Node(directory, storage).journal.recover().first?.isClosed == true }
        // Once more: remembered, not lost again, nothing to close.
        let next = try await Node(directory, storage)
        let again = try await next.recover()
        #expect(again.map(\.state) == [.lost])
        #expect(again.first?.endedAt == WallDate(millisecondsSince1970: 1_700_000_006_000))
        #expect(next.metrics["roadwave_lives_lost_total"] == 0)
    }

    @Test("a live without a segment is lost too, and nothing is stored for it")
    func withoutMedia() async throws {
        let (directory, storage) = (try TemporaryDirectory(), try FaultyStorage())
        let live = try Live.noted()
        await (try await Node(directory, storage)).journal.note(JournalEntry(running: live))
        let node = try await Node(directory, storage)
        _ = try await node.recover()
        try await node.closing { closed in
            #expect(await closed.first { _ in true }?.endedAt == live.startedAt)
        }
        #expect(storage.journal.isEmpty)
    }

    @Test("while the storage refuses, the closing is tried again; the live is known as lost meanwhile")
    func storageDown() async throws {
        let (directory, storage) = (try TemporaryDirectory(), try FaultyStorage())
        let live = try Live.noted()
        await (try await Node(directory, storage)).journal.note(JournalEntry(running: live))
        try await put(playlist(3), of: live, in: storage)
        storage.setFault { _ in .fails(.unavailable) }
        let node = try await Node(directory, storage)
        #expect(try await node.recover().count == 1)
        try await node.closing { closed in
            for refusals in 1...3 {
                try await until {
                    node.clock.advance(by: LiveJournal.retryPeriod)
                    return storage.refusals >= refusals
                }
            }
            storage.repair()
            async let found = closed.first { _ in true }
            try await until {
                node.clock.advance(by: LiveJournal.retryPeriod)
                return try await playlist(of: live, in: storage).isEnded
            }
            #expect(await found?.id == live.id)
        }
    }

    @Test("a live whose end the storage refused is closed later, by this process or the next one")
    func abandoned() async throws {
        let (directory, storage) = (try TemporaryDirectory(), try FaultyStorage())
        var live = try Live.noted()
        live.state = .ended
        live.endReason = .creator
        live.endedAt = live.startedAt
        try await put(playlist(3), of: live, in: storage)
        await (try await Node(directory, storage)).journal.closeLater(JournalEntry(ended: live))

        let node = try await Node(directory, storage)
        let found = try await node.recover()
        #expect(found.map(\.state) == [.ended])
        #expect(found.map(\.endReason) == [.creator])
        #expect(node.metrics["roadwave_lives_lost_total"] == 0)
        try await node.closing { _ in
            try await until { try await playlist(of: live, in: storage).isEnded }
        }
        try await until { try await Node(directory, storage).journal.recover().isEmpty }
    }

    @Test("lost lives are remembered for a while")
    func memory() async throws {
        let (directory, storage) = (try TemporaryDirectory(), try FaultyStorage())
        let live = try Live.noted()
        await (try await Node(directory, storage)).journal.note(JournalEntry(running: live))
        let node = try await Node(directory, storage)
        _ = try await node.recover()
        try await node.closing { closed in _ = await closed.first { _ in true } }
        // It ended when it began, in 2023.
        try await until { try await Node(directory, storage).journal.recover().first?.isClosed == true }
        #expect(try await Node(directory, storage, kept: .seconds(3_600)).journal.recover().isEmpty)
        #expect(try await Node(directory, storage).journal.recover().isEmpty)
    }

    @Test("a file that is not an entry does not stop a start, and is kept for its owner")
    func strangeFile() async throws {
        let (directory, storage) = (try TemporaryDirectory(), try FaultyStorage())
        let live = try Live.noted()
        await (try await Node(directory, storage)).journal.note(JournalEntry(running: live))
        let file = "\(directory.path)/.journal/strange.json"
        try Data("{".utf8).write(to: URL(filePath: file))
        #expect(try await Node(directory, storage).journal.recover().map(\.live.id) == [live.id])
        #expect(FileManager.default.fileExists(atPath: file))
    }
}

extension LiveRegistry {
    /// The lives of a node that takes none.
    static func idle(
        journal: LiveJournal, clock: NodeClock, metrics registry: MetricsRegistry
    ) async throws -> LiveRegistry {
        let metrics = NodeMetrics(registry)
        return LiveRegistry(
            outlets: Outlets(events: EventHub(), metrics: metrics.lives, logger: .silent, journal: journal),
            clock: clock,
            router: DatagramRouter(
                eventLoop: MultiThreadedEventLoopGroup.singleton.next(), clock: clock, metrics: metrics.lives.ingest),
            loops: [],
            slots: try await SlotKeeper.make(.single, clock: clock, metrics: metrics.capacity, logger: .silent),
            makeSession: { _, _, _, _, _ in throw AdmissionError.stopping })
    }
}
