internal import Logging
internal import WebRTC

/// Ends the lives of dead nodes: claims them, closes their playlists, and tells everyone.
///
/// Who was claimed from may be alive all the same, paused in the middle of a write. So the playlists are looked at once
/// more, a lease later, and closed again if they were opened.
actor LiveTakeover {
    /// A live that was claimed and is not known to be closed for good.
    private struct Claimed {
        var live: Live
        /// When its playlists were closed last; nil before.
        var closedAt: MonotonicTime?
    }

    private let node: NodeID
    private let registry: any NodeRegistry
    private let policy: LeasePolicy
    private let storage: any ObjectStorage
    private let clock: NodeClock
    private let counters: NodeCounters
    private let logger: Logger
    private let claimed: @Sendable (Live) async -> Void
    private let closed: @Sendable (Live) async -> Void
    private var watch: StandstillWatch
    /// As many as ran on the nodes that died within a lease.
    private var open: [LiveID: Claimed] = [:]

    /// - Parameters:
    ///   - storage: where the media of all lives is.
    ///   - segment: how long a segment is: a playlist that moves does so once in this time.
    ///   - claimed: called with each live that was claimed, lost from then on.
    ///   - closed: called with it again once the end of its media is known.
    init(
        node: NodeID, registry: any NodeRegistry, policy: LeasePolicy, storage: any ObjectStorage, segment: Duration,
        clock: NodeClock, counters: NodeCounters, logger: Logger,
        claimed: @escaping @Sendable (Live) async -> Void, closed: @escaping @Sendable (Live) async -> Void
    ) {
        self.node = node
        self.registry = registry
        self.policy = policy
        self.storage = storage
        self.clock = clock
        self.counters = counters
        self.logger = logger
        self.claimed = claimed
        self.closed = closed
        // Two segments, and the time that a write of the second may take.
        watch = StandstillWatch(patience: max(policy.renewalPeriod, segment * 2.5))
    }

    /// Looks for dead nodes, and goes on with what was claimed. To be called with each renewal of the node's own lease.
    func advance() async {
        await claimOrphans()
        for (id, entry) in open {
            if let closedAt = entry.closedAt, clock.now - closedAt < policy.lease { continue }
            open[id] = await close(entry)
        }
    }

    private func claimOrphans() async {
        // Without an answer nobody can be claimed, and nobody is forgotten.
        guard let orphans = try? await registry.orphans(now: clock.date) else { return }
        watch.keep(Set(orphans.map(\.live.id)))
        for orphan in orphans where orphan.node != node {
            do throws(StorageError) {
                let playlist = try await playlist(of: orphan.live)
                let now = clock.now
                guard watch.see(playlist, of: orphan.live.id, on: orphan.node, now: now) else { continue }
            } catch {
                // Who cannot see the playlists could not close them either.
                continue
            }
            await claim(orphan)
        }
    }

    private func claim(_ orphan: OrphanedLive) async {
        var live = orphan.live
        live.lose(at: clock.date)
        let isClaimed = try? await registry.claim(
            live, from: orphan.node, by: node, now: clock.date)
        guard isClaimed == true else { return }
        counters.count { $0.livesTakenOver += 1 }
        logger.notice(
            "a live was lost with its node", metadata: ["live": "\(live.id)", "node": "\(orphan.node)"])
        open[live.id] = Claimed(live: live)
        await claimed(live)
    }

    /// Tries once to close what is open of a live.
    /// - Returns: what is left to do; nil when it is closed for good.
    private func close(_ entry: Claimed) async -> Claimed? {
        var entry = entry
        do throws(StorageError) {
            let outcome = try await PlaylistCloser(storage: storage).close(entry.live)
            if entry.closedAt == nil {
                entry.live.endedAt = outcome.mediaEnd ?? entry.live.startedAt
                await closed(entry.live)
            } else if outcome.closed == 0 {
                // Untold, the registry would have others claim it once this node is gone: they would find it closed.
                try? await registry.end(entry.live, of: node, now: clock.date)
                return nil
            }
            entry.closedAt = clock.now
        } catch {
            logger.warning(
                "the playlists of a lost live cannot be closed yet",
                metadata: ["live": "\(entry.live.id)", "error": "\(error)"])
        }
        return entry
    }

    /// The playlist of the best rendition as it is stored; nil where there is none.
    private func playlist(of live: Live) async throws(StorageError) -> [UInt8]? {
        guard let rendition = live.renditions.lazy.compactMap({ try? Rendition(name: $0) }).first else { return nil }
        do throws(StorageError) {
            let keys = try BroadcastKeys(liveID: live.id.description)
            return try await storage.get(keys.mediaPlaylist(rendition)).bytes
        } catch  where error.code == .notFound {
            return nil
        }
    }
}

extension Live {
    /// The live has died with its node.
    mutating func lose(at date: WallDate) {
        state = .lost
        endReason = .nodeLost
        // Until its media has told when it really ended.
        endedAt = date
        connection = nil
    }
}
