/// The registry of the nodes of one process, in its memory; used by a node on its own.
actor MemoryNodeRegistry: NodeRegistry {
    private var ledger: NodeLedger

    init(policy: LeasePolicy) { ledger = NodeLedger(policy: policy) }

    func renew(_ presence: NodePresence, now: WallDate) -> LeaseGrant { ledger.renew(presence, now: now) }

    func report(_ live: Live, of node: NodeID, now: WallDate) { ledger.report(live, of: node) }

    func end(_ live: Live, of node: NodeID, now: WallDate) { ledger.end(live, of: node, now: now) }

    func find(_ id: LiveID, now: WallDate) -> HostedLive? { ledger.find(id, now: now) }

    func reported(_ ids: [LiveID]) -> [LiveID: Live] { ledger.reported(ids) }

    func isAlive(_ node: NodeID, now: WallDate) -> Bool? { ledger.knownAlive(node, now) }

    func nodes(now: WallDate) -> [KnownNode] { ledger.known(now) }

    func orphans(now: WallDate) -> [OrphanedLive] { ledger.orphans(now: now, limit: Self.orphanLimit) }

    func claim(_ live: Live, from owner: NodeID, by claimant: NodeID, now: WallDate) -> Bool {
        ledger.claim(live, from: owner, by: claimant, now: now)
    }

    func release(_ id: LiveID, of claimant: NodeID, now: WallDate) { ledger.release(id, of: claimant) }

    func beginReconciliation(now: WallDate) -> Bool { ledger.beginReconciliation(now: now) }

    func reconcile(_ written: [Live], now: WallDate) -> [Live] { ledger.reconcile(written, now: now) }

    func leave(_ node: NodeID, now: WallDate) { ledger.leave(node) }
}
