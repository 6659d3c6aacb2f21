import Synchronization
import Testing

@testable import RoadWave

/// Playlists are written under a valid lease of the node, or after a read of the stored ones.
@Suite("Playlists and the lease of the node", .timeLimit(.minutes(5)))
struct BroadcastLeaseTests {
    @Test("while the lease may have expired, open playlists are still written")
    func doubt() async throws {
        let lease = TestLease()
        try await withOrigin(fence: lease.fence) { live async throws in
            live.publish(0..<2)
            await live.wait(forListed: 1)
            lease.epoch = nil
            live.publish(2..<5)
            await live.wait(forListed: 4)
            #expect(try await live.playlist().entries.count == 5)
        }
    }

    @Test("playlists that another node closed while the lease may have expired stay closed")
    func takenOver() async throws {
        let lease = TestLease()
        try await withOrigin(ladder: "48k,32k", fence: lease.fence) { live async throws in
            live.publish(0..<3)
            await live.wait(forListed: 2)
            lease.epoch = nil
            let closed = try await live.closePlaylists()
            live.publish(3..<6)
            await live.wait { if case .superseded = $0 { true } else { false } }
            #expect(live.origin.isAbandoned)
            // Even under a later lease: the playlists belong to another node.
            lease.epoch = 1
            live.publish(6..<9)
            live.origin.close()
            #expect(try await live.playlist() == closed)
        }
    }

    @Test("under a new lease the stored playlist is read once")
    func anotherEpoch() async throws {
        let lease = TestLease()
        try await withOrigin(fence: lease.fence) { live async throws in
            live.publish(0..<2)
            await live.wait(forListed: 1)
            _ = try await live.closePlaylists()
            lease.epoch = 2
            live.publish(2..<3)
            await live.wait { if case .superseded = $0 { true } else { false } }
        }
    }

    @Test("under a valid lease the stored playlist is not read")
    func standingLease() async throws {
        let lease = TestLease()
        try await withOrigin(fence: lease.fence) { live async throws in
            live.publish(0..<2)
            await live.wait(forListed: 1)
            // No node may do that while the lease is valid. Here it shows that nothing is read.
            _ = try await live.closePlaylists()
            live.publish(2..<3)
            await live.wait(forListed: 2)
            #expect(try await live.playlist().isEnded == false)
        }
    }

    @Test("a playlist that cannot be read is not written, and is read again")
    func unreadable() async throws {
        let lease = TestLease()
        try await withOrigin(fence: lease.fence) { live async throws in
            live.publish(0..<2)
            await live.wait(forListed: 1)
            lease.epoch = nil
            live.storage.setReadFault(true)
            live.publish(2..<3)
            await live.wait { if case .readFailed = $0 { true } else { false } }
            #expect(try await live.storedWithoutFault().entries.count == 2)
            live.storage.setReadFault(false)
            await live.retry(untilListed: 2)
        }
    }

    @Test("an origin that lost its live writes nothing more, and ends")
    func told() async throws {
        try await withOrigin { live async throws in
            live.publish(0..<2)
            await live.wait(forListed: 1)
            live.origin.abandon()
            live.publish(2..<3)
            live.origin.close()
            #expect(try await live.playlist().isEnded == false)
            #expect(try await live.playlist().entries.count == 2)
        }
    }
}

/// A lease that a test gives and takes.
private final class TestLease: Sendable {
    private let state = Mutex<Int?>(1)

    var epoch: Int? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    var fence: WriteFence { WriteFence { self.epoch } }
}

extension RunningOrigin {
    /// Closes the playlists as another node does.
    fileprivate func closePlaylists() async throws -> MediaPlaylist {
        var closed = try await playlist()
        for name in ["48k", "32k"] {
            guard var playlist = try? await playlist(name) else { continue }
            playlist.isEnded = true
            try await storage.put(
                Array(playlist.description.utf8), key: ObjectKey("lives/live/\(name)/media.m3u8"),
                attributes: .playlist)
        }
        closed.isEnded = true
        return closed
    }

    fileprivate func storedWithoutFault() async throws -> MediaPlaylist {
        storage.setReadFault(false)
        defer { storage.setReadFault(true) }
        return try await playlist()
    }
}
