/// Nodes and their lives as values: what the embedded registry keeps, and the model of what the scripts do in Redis.
///
/// A state machine without clock: each call says what time it is.
/// See docs/decisions/nodes.md, « Leases ».
struct NodeLedger {
    private struct Node {
        var url: String
        var epoch: Int
        var leaseEnd: WallDate
    }

    private let policy: LeasePolicy
    /// As many as share the registry; those that died go once nothing of them is left.
    private var nodes: [NodeID: Node] = [:]
    private var epoch = 0
    /// Who runs, or closes, each live; as many as there are places.
    private var owners: [LiveID: NodeID] = [:]
    private var lives: [LiveID: Live] = [:]
    /// When lives were over; they go after ``LeasePolicy/kept``.
    private var over: [LiveID: WallDate] = [:]
    /// Since when lives are known to be written as running that no node tells of; as many as were compared last.
    private var untold: [LiveID: WallDate] = [:]
    /// Before when nobody needs to compare again.
    private var nextReconciliation: WallDate?
    private var lastCall: WallDate?
    private var settledAt: WallDate?

    init(policy: LeasePolicy) { self.policy = policy }

    /// See ``NodeRegistry/renew(_:now:)``.
    mutating func renew(_ presence: NodePresence, now: WallDate) -> LeaseGrant {
        advance(to: now)
        var held = nodes[presence.node].flatMap { $0.leaseEnd > now ? $0.epoch : nil }
        if held == nil {
            epoch = max(epoch, presence.epoch) + 1
            held = epoch
        }
        let grant = held ?? epoch
        nodes[presence.node] = Node(url: presence.url, epoch: grant, leaseEnd: now + policy.lease)
        for live in presence.lives { tell(live, of: presence.node) }
        return LeaseGrant(epoch: grant, over: Set(presence.lives.map(\.id).filter { over[$0] != nil }))
    }

    /// See ``NodeRegistry/tell(_:of:now:)``.
    mutating func tell(_ live: Live, of node: NodeID) {
        guard over[live.id] == nil, isOpen(live.id, to: node) else { return }
        owners[live.id] = node
        lives[live.id] = live
    }

    /// See ``NodeRegistry/end(_:of:now:)``.
    mutating func end(_ live: Live, of node: NodeID, now: WallDate) {
        let isOver = over[live.id] != nil
        // Over and nobody's is what it was told to be first; over and the node's is what it claimed.
        guard isOver ? owners[live.id] == node : isOpen(live.id, to: node) else { return }
        owners[live.id] = nil
        lives[live.id] = live
        if !isOver { over[live.id] = now }
    }

    /// See ``NodeRegistry/find(_:now:)``.
    func find(_ id: LiveID, now: WallDate) -> HostedLive? {
        guard let live = lives[id] else { return nil }
        let host = owners[id].map { node in
            HostedLive.Host(node: node, url: nodes[node]?.url ?? "", isAlive: isAlive(node, now))
        }
        return HostedLive(live: live, host: host)
    }

    /// See ``NodeRegistry/told(_:)``.
    func told(_ ids: [LiveID]) -> [LiveID: Live] {
        Dictionary(ids.compactMap { id in lives[id].map { (id, $0) } }, uniquingKeysWith: { first, _ in first })
    }

    /// See ``NodeRegistry/orphans(now:)``.
    mutating func orphans(now: WallDate, limit: Int) -> [OrphanedLive] {
        advance(to: now)
        guard !isSettling(now) else { return [] }
        let owning = Set(owners.values)
        nodes = nodes.filter { $0.value.leaseEnd > now || owning.contains($0.key) }
        let orphans = owners.compactMap { id, node in
            isAlive(node, now) ? nil : lives[id].map { OrphanedLive(live: $0, node: node) }
        }
        return Array(orphans.prefix(limit))
    }

    /// See ``NodeRegistry/claim(_:from:by:now:)``.
    mutating func claim(_ live: Live, from owner: NodeID, by claimant: NodeID, now: WallDate) -> Bool {
        advance(to: now)
        if owners[live.id] == claimant, over[live.id] != nil { return true }
        guard !isSettling(now), owners[live.id] == owner, !isAlive(owner, now) else { return false }
        owners[live.id] = claimant
        lives[live.id] = live
        over[live.id] = over[live.id] ?? now
        return true
    }

    /// See ``NodeRegistry/release(_:of:now:)``.
    mutating func release(_ id: LiveID, of claimant: NodeID) {
        if over[id] != nil, owners[id] == claimant { owners[id] = .nobody }
    }

    /// See ``NodeRegistry/beginReconciliation(now:)``.
    mutating func beginReconciliation(now: WallDate) -> Bool {
        advance(to: now)
        guard !isSettling(now) else { return false }
        // A clock that was turned back must not put it off for longer than a lease.
        if let nextReconciliation, now < nextReconciliation, nextReconciliation - now <= policy.lease { return false }
        nextReconciliation = now + policy.lease
        return true
    }

    /// See ``NodeRegistry/reconcile(_:now:)``.
    mutating func reconcile(_ written: [Live], now: WallDate) -> [Live] {
        advance(to: now)
        guard !isSettling(now) else { return [] }
        let before = untold
        untold = [:]
        var ended: [Live] = []
        for live in written where owners[live.id] == nil {
            if over[live.id] != nil {
                if let last = lives[live.id] { ended.append(last) }
                continue
            }
            let since = min(before[live.id] ?? now, now)
            if now - since >= policy.lease {
                owners[live.id] = .nobody
                lives[live.id] = live
            } else {
                untold[live.id] = since
            }
        }
        return ended
    }

    /// See ``NodeRegistry/leave(_:now:)``.
    mutating func leave(_ node: NodeID) { nodes[node] = nil }

    /// Whether a live that is not over is a node's to tell of: its own, a new one, or one that was taken for nobody's.
    private func isOpen(_ live: LiveID, to node: NodeID) -> Bool {
        owners[live].map { $0 == node || $0 == .nobody } ?? true
    }

    private func isAlive(_ node: NodeID, _ now: WallDate) -> Bool { nodes[node].map { $0.leaseEnd > now } ?? false }

    private func isSettling(_ now: WallDate) -> Bool { settledAt.map { now < $0 } ?? false }

    /// Begins to settle where the registry was forgotten, and forgets what was over long ago.
    private mutating func advance(to now: WallDate) {
        // Earlier than the call before by as much is a clock that was turned, or two that do not agree.
        if policy.settling > .zero, lastCall.map({ max(now - $0, $0 - now) > policy.lease }) ?? true {
            settledAt = now + policy.settling
            lastCall = now
        }
        lastCall = max(lastCall ?? now, now)
        for (id, date) in over where date + policy.kept <= now && owners[id] == nil {
            over[id] = nil
            lives[id] = nil
        }
    }
}
