/// Nodes and their lives as values: the state of the embedded registry, and the model of the scripts in Redis.
///
/// A state machine without clock: each call gets the time. See docs/decisions/nodes.md, « Leases ».
struct NodeLedger {
    private struct Node {
        var url: String
        var epoch: Int
        var leaseEnd: WallDate
    }

    private let policy: LeasePolicy
    /// As many as share the registry; dead nodes are removed once they own no live.
    private var nodes: [NodeID: Node] = [:]
    private var epoch = 0
    /// The node that runs, or closes, each live; as many as there are slots.
    private var owners: [LiveID: NodeID] = [:]
    private var lives: [LiveID: Live] = [:]
    /// When lives ended; they are removed after ``LeasePolicy/kept``.
    private var over: [LiveID: WallDate] = [:]
    /// Lives that the catalogue lists as running but no node reports, with the date when this was first found. As many
    /// as were compared last.
    private var unreported: [LiveID: WallDate] = [:]
    /// The earliest date of the next reconciliation.
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
        for live in presence.lives { report(live, of: presence.node) }
        return LeaseGrant(epoch: grant, over: Set(presence.lives.map(\.id).filter { over[$0] != nil }))
    }

    /// See ``NodeRegistry/report(_:of:now:)``.
    mutating func report(_ live: Live, of node: NodeID) {
        guard over[live.id] == nil, isOpen(live.id, to: node) else { return }
        owners[live.id] = node
        lives[live.id] = live
    }

    /// See ``NodeRegistry/end(_:of:now:)``.
    mutating func end(_ live: Live, of node: NodeID, now: WallDate) {
        let isOver = over[live.id] != nil
        // If the live is over and has no owner, its first end counts. If it is over and owned by the node, the node has
        // claimed it.
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

    /// See ``NodeRegistry/reported(_:)``.
    func reported(_ ids: [LiveID]) -> [LiveID: Live] {
        Dictionary(ids.compactMap { id in lives[id].map { (id, $0) } }, uniquingKeysWith: { first, _ in first })
    }

    /// See ``NodeRegistry/isAlive(_:now:)``.
    func knownAlive(_ node: NodeID, _ now: WallDate) -> Bool? {
        if isAlive(node, now) { return true }
        let isForgotten = policy.settling > .zero && lastCall == nil
        return isForgotten || isSettling(now) ? nil : false
    }

    private func isAlive(_ node: NodeID, _ now: WallDate) -> Bool { nodes[node].map { $0.leaseEnd > now } ?? false }

    /// See ``NodeRegistry/nodes(now:)``.
    func known(_ now: WallDate) -> [KnownNode] {
        var running: [NodeID: [LiveID]] = [:]
        for (live, node) in owners where over[live] == nil { running[node, default: []].append(live) }
        return nodes.map { id, node in
            KnownNode(
                node: id, url: node.url, leaseRest: node.leaseEnd - now,
                lives: running[id, default: []].sorted { $0.description < $1.description })
        }.sorted { $0.node.description < $1.node.description }
    }

    /// See ``NodeRegistry/orphans(now:)``.
    mutating func orphans(now: WallDate, limit: Int) -> [OrphanedLive] {
        advance(to: now)
        guard !isSettling(now) else { return [] }
        let owning = Set(owners.values)
        nodes = nodes.filter { $0.value.leaseEnd > now || owning.contains($0.key) }
        let orphans = owners.compactMap { id, node -> OrphanedLive? in
            guard !isAlive(node, now), let live = lives[id] else { return nil }
            let seenAt = nodes[node].map { $0.leaseEnd + (Duration.zero - policy.lease) }
            return OrphanedLive(live: live, node: node, seenAt: seenAt)
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
        // A clock that was set back must not delay it for longer than a lease.
        if let nextReconciliation, now < nextReconciliation, nextReconciliation - now <= policy.lease { return false }
        nextReconciliation = now + policy.lease
        return true
    }

    /// See ``NodeRegistry/reconcile(_:now:)``.
    mutating func reconcile(_ written: [Live], now: WallDate) -> [Live] {
        advance(to: now)
        guard !isSettling(now) else { return [] }
        let before = unreported
        unreported = [:]
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
                unreported[live.id] = since
            }
        }
        return ended
    }

    /// See ``NodeRegistry/leave(_:now:)``.
    mutating func leave(_ node: NodeID) { nodes[node] = nil }

    /// Whether a node may report a live that is not over: its own, a new one, or one without an owner.
    private func isOpen(_ live: LiveID, to node: NodeID) -> Bool {
        owners[live].map { $0 == node || $0 == .nobody } ?? true
    }

    private func isSettling(_ now: WallDate) -> Bool { settledAt.map { now < $0 } ?? false }

    /// Begins to settle if the registry was lost, and removes lives that ended long ago.
    private mutating func advance(to now: WallDate) {
        // Two calls dated more than a lease apart: the registry was not used, a clock was changed, or two clocks
        // disagree.
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
