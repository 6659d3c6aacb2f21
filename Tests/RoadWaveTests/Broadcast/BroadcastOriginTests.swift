import Synchronization
import Testing

@testable import RoadWave

@Suite("From segments to the object storage", .timeLimit(.minutes(5)))
struct BroadcastOriginTests {
    @Test("each segment is stored before the playlist that lists it, and the master playlist last")
    func order() async throws {
        try await withOrigin { live in
            live.publish(0..<1)
            await live.wait(forListed: 0)
            live.publish(1..<2)
            await live.wait(forListed: 1)
            #expect(
                live.storage.journal == [
                    .put("lives/live/48k/0.ts"), .put("lives/live/48k/media.m3u8"), .put("lives/live/master.m3u8"),
                    .put("lives/live/48k/1.ts"), .put("lives/live/48k/media.m3u8"),
                ])
        }
    }

    @Test("what is stored is what was published, as a transport stream")
    func content() async throws {
        try await withOrigin { live in
            live.publish(0..<3)
            await live.wait(forListed: 2)
            let object = try await live.storage.get(ObjectKey("lives/live/48k/2.ts"))
            #expect(String(decoding: object.bytes, as: UTF8.self) == "48k 2")
            #expect(object.metadata.attributes == .transportStream)
            let playlist = try await live.storage.get(ObjectKey("lives/live/48k/media.m3u8"))
            #expect(playlist.metadata.attributes == .playlist)
        }
    }

    @Test("the end is in the playlists once all segments are")
    func end() async throws {
        try await withOrigin { live in
            live.publish(0..<3)
            live.origin.close()
            await live.wait { if case .ended = $0 { true } else { false } }
            let playlist = try await live.playlist()
            #expect(playlist.isEnded)
            #expect(playlist.entries.map(\.address) == ["0.ts", "1.ts", "2.ts"])
        }
    }

    @Test("a live without a segment leaves nothing in the storage")
    func empty() async throws {
        try await withOrigin { live in
            live.origin.close()
            await live.wait { if case .ended = $0 { true } else { false } }
            #expect(live.storage.journal.isEmpty)
        }
    }

    @Test("the media sequence never goes back, and only stored segments are listed, all along a live")
    func invariants() async throws {
        try await withOrigin(ladder: "96k,48k,32k") { live in
            var sequence = 0
            for last in stride(from: 0, to: 60, by: 3) {
                live.publish(last..<last + 3)
                await live.wait(forListed: last + 2)
                for name in ["96k", "48k", "32k"] {
                    let playlist = try await live.playlist(name)
                    #expect(playlist.mediaSequence >= sequence)
                    for entry in playlist.entries {
                        let key = try ObjectKey("lives/live/\(name)/\(entry.address)")
                        #expect(try await live.storage.exists(key))
                    }
                }
                sequence = try await live.playlist().mediaSequence
            }
            #expect(sequence == 45)
        }
    }

    @Test("old segments are deleted after their grace, those that listeners may fetch are kept")
    func deletion() async throws {
        try await withOrigin { live in
            for sequence in 0..<60 {
                live.publish(sequence..<sequence + 1)
                await live.wait(forListed: sequence)
            }
            live.origin.close()
            await live.wait { if case .ended = $0 { true } else { false } }
            let kept = try await live.storage.list(.all, after: nil, limit: 1_000)
                .compactMap { $0.path.split(separator: "/").last?.split(separator: ".").first }.compactMap { Int($0) }
            // 15 in the window, 18 in grace.
            #expect(kept.sorted() == Array(27..<60))
        }
    }

    @Test("publishing never waits, however slow the storage")
    func slowStorage() async throws {
        try await withOrigin { live in
            live.storage.setFault { _ in .hangs }
            live.publish(0..<8)
            live.storage.repair()
            await live.wait(forListed: 7)
            let playlist = try await live.playlist()
            #expect(playlist.entries.map(\.address) == (0..<8).map { "\($0).ts" })
            #expect(playlist.entries.allSatisfy { !$0.isGap })
        }
    }

    @Test("a failed write is tried again after growing waits, counted, and nothing is lost")
    func retry() async throws {
        try await withOrigin { live in
            live.storage.setFault { _ in .fails(.unavailable) }
            live.publish(0..<3)
            var waits: [Duration] = []
            for _ in 0..<6 {
                waits.append(await live.clock.nextSleep())
                live.clock.advance(by: waits.last ?? .zero)
            }
            #expect(waits == [100, 200, 400, 800, 1_000, 1_000].map { .milliseconds($0) })
            let refusals = live.storage.refusals
            live.storage.repair()
            await live.retry(untilListed: 2)
            #expect(live.failedWrites >= 6)
            #expect(live.failedWrites <= refusals + 1)
            let playlist = try await live.playlist()
            #expect(playlist.entries.map(\.isGap) == [false, false, false])
        }
    }

    @Test("a playlist that cannot be written is written later; its segment is not written twice")
    func failingPlaylist() async throws {
        try await withOrigin { live in
            live.storage.setFault { $0.fileExtension == "m3u8" ? .fails(.unavailable) : .none }
            live.publish(0..<2)
            _ = await live.clock.nextSleep()
            let isListed = try await live.storage.exists(ObjectKey("lives/live/48k/media.m3u8"))
            #expect(!isListed)
            live.storage.repair()
            await live.retry(untilListed: 1)
            #expect(live.storage.journal.filter { $0 == .put("lives/live/48k/0.ts") }.count == 1)
            let playlist = try await live.playlist()
            #expect(playlist.entries.count == 2)
        }
    }

    @Test("a dead storage costs the oldest media, listed as gaps; the live goes on")
    func deadStorage() async throws {
        try await withOrigin { live in
            live.publish(0..<4)
            await live.wait(forListed: 3)
            live.storage.setFault { _ in .fails(.unavailable) }
            live.publish(4..<18)
            _ = await live.clock.nextSleep()
            live.storage.repair()
            await live.retry(untilListed: 17)
            let playlist = try await live.playlist()
            // Of the 14 that waited, the newest 8 kept their media.
            #expect(playlist.mediaSequence == 3)
            #expect(playlist.entries.map(\.address) == (3..<18).map { "\($0).ts" })
            let gaps = playlist.entries.filter(\.isGap).map(\.address)
            #expect(gaps == (4..<10).map { "\($0).ts" })
            #expect(live.lost == Array(4..<10))
            for entry in playlist.entries {
                let isStored = try await live.storage.exists(ObjectKey("lives/live/48k/\(entry.address)"))
                #expect(isStored == !entry.isGap)
            }
        }
    }

    @Test("a storage dead for longer than the window comes back to a playlist that goes on further along")
    func longOutage() async throws {
        try await withOrigin { live in
            live.publish(0..<4)
            await live.wait(forListed: 3)
            live.storage.setFault { _ in .fails(.unavailable) }
            live.publish(4..<500)
            _ = await live.clock.nextSleep()
            live.storage.repair()
            await live.retry(untilListed: 499)
            let playlist = try await live.playlist()
            #expect(playlist.entries.last?.address == "499.ts")
            #expect(playlist.mediaSequence == 485)
            #expect(playlist.entries.filter { !$0.isGap }.map(\.address) == (492..<500).map { "\($0).ts" })
        }
    }

    @Test("a rendition that the storage refuses for good is a gap in that rendition alone")
    func refusedRendition() async throws {
        try await withOrigin(ladder: "96k,48k") { live in
            live.storage.setFault { $0.path == "lives/live/96k/1.ts" ? .fails(.invalidKey) : .none }
            live.publish(0..<3)
            await live.wait(forListed: 2)
            let refused = try await live.playlist("96k")
            let taken = try await live.playlist("48k")
            #expect(refused.entries.map(\.isGap) == [false, true, false])
            #expect(taken.entries.map(\.isGap) == [false, false, false])
        }
    }

    @Test("a deletion that fails is tried again after a later segment and delays no playlist")
    func failingDeletion() async throws {
        try await withOrigin { live in
            let refusesDeletions = Mutex(true)
            for sequence in 0..<20 {
                live.publish(sequence..<sequence + 1)
                await live.wait(forListed: sequence)
            }
            // From here on only deletions touch segment 0.
            live.storage.setFault { key in
                key.path == "lives/live/48k/0.ts" && refusesDeletions.withLock(\.self) ? .fails(.unavailable) : .none
            }
            for sequence in 20..<37 {
                live.publish(sequence..<sequence + 1)
                await live.wait(forListed: sequence)
            }
            let isKept = try await live.storage.exists(ObjectKey("lives/live/48k/0.ts"))
            #expect(isKept)
            refusesDeletions.withLock { $0 = false }
            live.publish(37..<39)
            live.origin.close()
            await live.wait { if case .ended = $0 { true } else { false } }
            let isStillThere = try await live.storage.exists(ObjectKey("lives/live/48k/0.ts"))
            #expect(!isStillThere)
        }
    }

    @Test("the end of a live whose storage is dead is given up after a while, and said")
    func abandonedEnd() async throws {
        try await withOrigin { live in
            live.storage.setFault { _ in .fails(.unavailable) }
            live.publish(0..<1)
            live.origin.close()
            live.clock.setFree()
            await live.wait { if case .abandoned = $0 { true } else { false } }
            #expect(live.failedWrites == RetryPolicy.standard.closingAttempts)
        }
    }

    @Test("a master playlist is written again only when a rate changed")
    func masterPlaylist() async throws {
        try await withOrigin { live in
            for sequence in 0..<10 {
                live.publish(sequence..<sequence + 1)
                await live.wait(forListed: sequence)
            }
            #expect(live.storage.journal.filter { $0 == .put("lives/live/master.m3u8") }.count == 1)
        }
    }
}
