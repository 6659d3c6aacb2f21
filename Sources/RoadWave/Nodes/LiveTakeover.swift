internal import CoreMetrics
internal import Logging
internal import RoadWaveRTC

/// Ends the lives of dead nodes: claims them, closes their playlists, and announces their end.
///
/// The previous node may still be alive, paused in the middle of a write. So the playlists are read once more, a lease
/// later, and closed again if they were reopened. See docs/decisions/nodes.md, « Takeover ».
actor LiveTakeover {
    /// A claimed live that is not confirmed as closed yet.
    private struct Claimed {
        var live: Live
        /// When its playlists were last closed; nil before.
        var closedAt: MonotonicTime?
        /// Since when the storage has refused to close them; nil if it has not.
        var failingSince: MonotonicTime?
    }

    /// The number of lives that are checked or closed concurrently: a hundred lives in two seconds if the storage takes
    /// 150 ms.
    private static let width = 8

    private let node: NodeID
    private let registry: any NodeRegistry
    private let policy: LeasePolicy
    private let storage: any ObjectStorage
    private let clock: NodeClock
    private let metrics: NodesMetrics
    private let logger: Logger
    private let written: @Sendable (LiveID) async -> Live?
    private let claimed: @Sendable (Live) async -> Void
    private let closed: @Sendable (LiveID, WallDate?) async -> Live?
    private let givenUp: @Sendable (LiveID) async -> Void
    private let pace = SharedWarningPace()
    private var watch: StandstillWatch
    /// The claimed lives: as many as ran on the nodes that died within a lease.
    private var open: [LiveID: Claimed] = [:]
    /// Lives whose claim got no answer: they may belong to this node. As many as were orphans at the same time.
    private var unanswered: [LiveID: OrphanedLive] = [:]

    /// - Parameters:
    ///   - storage: the storage of the media of all lives.
    ///   - segment: the length of a segment; an active playlist changes once in this time.
    ///   - written: the live in the catalogue; nil if it is not there.
    ///   - claimed: called with the final state of each claimed live.
    ///   - closed: called once its playlists are closed, with the end of its media; returns the live's updated final
    ///     state.
    ///   - givenUp: called when a claim was given back, because the storage does not answer this node.
    init(
        node: NodeID, registry: any NodeRegistry, policy: LeasePolicy, storage: any ObjectStorage, segment: Duration,
        clock: NodeClock, metrics: NodesMetrics, logger: Logger,
        written: @escaping @Sendable (LiveID) async -> Live? = { _ in nil },
        claimed: @escaping @Sendable (Live) async -> Void,
        closed: @escaping @Sendable (LiveID, WallDate?) async -> Live?,
        givenUp: @escaping @Sendable (LiveID) async -> Void = { _ in }
    ) {
        self.node = node
        self.registry = registry
        self.policy = policy
        self.storage = storage
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
        self.written = written
        self.claimed = claimed
        self.closed = closed
        self.givenUp = givenUp
        // Two segments, and the time that the write of the second may take.
        watch = StandstillWatch(patience: max(policy.renewalPeriod, segment * 2.5))
    }

    /// Looks for dead nodes, and continues with the claimed lives. To be called as often as the node's own lease is
    /// renewed.
    func advance() async {
        await claimOrphans()
        let due = open.values.filter { entry in
            entry.closedAt.map { clock.now - $0 >= policy.lease } ?? true
        }
        await forEach(due) { [self] in await close($0) }
    }

    private func claimOrphans() async {
        // Without an answer no live can be claimed, and nothing is forgotten.
        guard let all = try? await registry.orphans(now: clock.date) else { return }
        let orphans = all.filter { $0.node != node }
        let listed = Set(orphans.map(\.live.id))
        watch.keep(listed)
        // The live is no orphan any more: it belongs to this node if the claim was executed.
        for orphan in unanswered.values where !listed.contains(orphan.live.id) { await claim(orphan) }
        await forEach(orphans) { [self] in await look(at: $0) }
    }

    /// Claims a live if its playlist no longer changes.
    /// - Returns: whether the storage answered.
    private func look(at orphan: OrphanedLive) async -> Bool {
        do throws(StorageError) {
            let playlist = try await playlist(of: orphan.live)
            let now = clock.now
            guard watch.see(playlist, of: orphan.live.id, on: orphan.node, now: now) else { return true }
        } catch {
            // A node that cannot read the playlists could not close them either.
            return !error.isTransient
        }
        await claim(orphan)
        return true
    }

    private func claim(_ orphan: OrphanedLive) async {
        let live = LiveEnding.over(orphan.live, written: await written(orphan.live.id), at: orphan.lastSign)
        do throws(NodeRegistryError) {
            let isClaimed = try await registry.claim(live, from: orphan.node, by: node, now: clock.date)
            unanswered[live.id] = nil
            guard isClaimed, open[live.id] == nil else { return }
        } catch {
            // The claim may have been executed; then no other node closes the live.
            unanswered[live.id] = orphan
            return
        }
        if live.state == .lost { metrics.livesTakenOver.increment() }
        logger.notice(
            live.state == .lost ? "a live was lost with its node" : "a live had ended on a node that tells nobody",
            metadata: [
                "live": "\(live.id)", "node": "\(orphan.node)",
                "last_seen": "\(orphan.seenAt?.description ?? "unknown")",
            ])
        open[live.id] = Claimed(live: live)
        await claimed(live)
    }

    /// Tries once to close the open playlists of a live. Gives the live up if it could not be closed for a lease:
    /// another node may reach the storage.
    /// - Returns: whether the storage answered.
    private func close(_ entry: Claimed) async -> Bool {
        var entry = entry
        let id = entry.live.id
        do throws(StorageError) {
            let outcome = try await PlaylistCloser(storage: storage).close(entry.live)
            entry.failingSince = nil
            if entry.closedAt == nil {
                entry.live = await closed(id, outcome.mediaEnd) ?? entry.live
            } else if outcome.closed == 0 {
                // If the registry does not get this end, other nodes claim the live when this node is gone, and find it
                // closed.
                if (try? await registry.end(entry.live, of: node, now: clock.date)) != nil { open[id] = nil }
                return true
            }
            entry.closedAt = clock.now
            open[id] = entry
            return true
        } catch {
            if let suppressed = pace.take(at: clock.now) {
                logger.warning(
                    "the playlists of a lost live cannot be closed yet",
                    metadata: ["live": "\(id)", "error": "\(error)", "suppressed": "\(suppressed)"])
            }
            let since = entry.failingSince ?? clock.now
            entry.failingSince = since
            open[id] = entry
            if clock.now - since >= policy.lease,
                (try? await registry.release(id, of: node, now: clock.date)) != nil
            {
                open[id] = nil
                await givenUp(id)
            }
            return !error.isTransient
        }
    }

    /// Calls a function for each value, ``width`` at a time. After as many calls without an answer from the storage,
    /// the rest is left to the next time. The order is random, so that no value is always left over.
    private func forEach<Value: Sendable>(
        _ values: [Value], _ body: @escaping @Sendable (Value) async -> Bool
    ) async {
        var rest = values.shuffled()
        var failures = 0
        await withTaskGroup(of: Bool.self) { group in
            for value in rest.prefix(Self.width) { group.addTask { await body(value) } }
            rest.removeFirst(min(Self.width, rest.count))
            while let isAnswered = await group.next() {
                if !isAnswered { failures += 1 }
                guard failures < Self.width, let value = rest.popLast() else { continue }
                group.addTask { await body(value) }
            }
        }
    }

    /// The stored playlist of the best rendition; nil if there is none.
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
