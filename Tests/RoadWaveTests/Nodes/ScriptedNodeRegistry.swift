@testable import RoadWave

/// The registry of a process that counts what it is asked, and whose answers can be lost.
actor ScriptedNodeRegistry: NodeRegistry {
    private let base: MemoryNodeRegistry
    /// Renewals that were answered.
    private(set) var renewals = 0
    private(set) var claims = 0
    private var losesClaims = false

    init(policy: LeasePolicy = .test) { base = MemoryNodeRegistry(policy: policy) }

    /// From now on claims are executed, and not answered.
    func loseAnswersOfClaims(_ loses: Bool) { losesClaims = loses }

    func renew(_ presence: NodePresence, now: WallDate) async -> LeaseGrant {
        renewals += 1
        return await base.renew(presence, now: now)
    }

    func claim(
        _ live: Live, from owner: NodeID, by claimant: NodeID, now: WallDate
    ) async throws(NodeRegistryError) -> Bool {
        claims += 1
        let isClaimed = await base.claim(live, from: owner, by: claimant, now: now)
        guard !losesClaims else { throw NodeRegistryError(message: "the test lost the answer") }
        return isClaimed
    }

    func report(_ live: Live, of node: NodeID, now: WallDate) async { await base.report(live, of: node, now: now) }

    func end(_ live: Live, of node: NodeID, now: WallDate) async { await base.end(live, of: node, now: now) }

    func find(_ id: LiveID, now: WallDate) async -> HostedLive? { await base.find(id, now: now) }

    func reported(_ ids: [LiveID]) async -> [LiveID: Live] { await base.reported(ids) }

    func isAlive(_ node: NodeID, now: WallDate) async -> Bool? { await base.isAlive(node, now: now) }

    func nodes(now: WallDate) async -> [KnownNode] { await base.nodes(now: now) }

    func orphans(now: WallDate) async -> [OrphanedLive] { await base.orphans(now: now) }

    func release(_ id: LiveID, of claimant: NodeID, now: WallDate) async {
        await base.release(id, of: claimant, now: now)
    }

    func beginReconciliation(now: WallDate) async -> Bool { await base.beginReconciliation(now: now) }

    func reconcile(_ written: [Live], now: WallDate) async -> [Live] { await base.reconcile(written, now: now) }

    func leave(_ node: NodeID, now: WallDate) async { await base.leave(node, now: now) }
}
