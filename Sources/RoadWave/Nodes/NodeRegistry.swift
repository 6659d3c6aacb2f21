/// The registry of all nodes and of their lives.
///
/// A node holds a lease for as long as it renews it. The port guarantees the following, and its contract suite checks
/// it on every implementation:
/// - after a lease has expired, the next one has a new epoch, greater than any that its node remembers;
/// - a live is claimed once, and only from a node with an expired lease. No live is claimed while the registry settles
///   after it was lost or not used for a lease: the nodes report their lives again meanwhile;
/// - a live that is over stays over: of two ends the first one counts, and the node learns of it at its next renewal;
/// - a live that the catalogue lists as running, but no node has reported for a lease, has no owner: it can be claimed;
/// - every call can be repeated after a lost response.
///
/// Dates come from the caller. An implementation shared by several machines converts them to a common time.
protocol NodeRegistry: Sendable {
    /// Renews the lease of a node, and records the lives that it runs.
    func renew(_ presence: NodePresence, now: WallDate) async throws(NodeRegistryError) -> LeaseGrant

    /// Records a live that has begun or changed. Nothing happens if it belongs to another node, or is over.
    func report(_ live: Live, of node: NodeID, now: WallDate) async throws(NodeRegistryError)

    /// Records the end of a live, and later details of it. Nothing happens if it belongs to another node.
    func end(_ live: Live, of node: NodeID, now: WallDate) async throws(NodeRegistryError)

    /// A live that runs, or has been over for less than ``LeasePolicy/kept``; nil if it is unknown.
    func find(_ id: LiveID, now: WallDate) async throws(NodeRegistryError) -> HostedLive?

    /// Lives as last reported by their nodes; unknown lives are left out.
    func reported(_ ids: [LiveID]) async throws(NodeRegistryError) -> [LiveID: Live]

    /// Whether the lease of a node is valid; nil if it is not, and the node may not have reported yet to a registry that
    /// lost its data or settles.
    func isAlive(_ node: NodeID, now: WallDate) async throws(NodeRegistryError) -> Bool?

    /// All nodes that hold a lease, or whose lease has expired while they own lives, in the order of their identities.
    func nodes(now: WallDate) async throws(NodeRegistryError) -> [KnownNode]

    /// Lives of nodes with an expired lease: at most ``orphanLimit``, the others at the next call.
    func orphans(now: WallDate) async throws(NodeRegistryError) -> [OrphanedLive]

    /// Takes a live over from a node with an expired lease. From then on the live is over, with `live` as its final
    /// state, and belongs to the claimant until ``end(_:of:now:)``.
    /// - Returns: whether it belongs to the claimant now.
    func claim(
        _ live: Live, from owner: NodeID, by claimant: NodeID, now: WallDate
    ) async throws(NodeRegistryError) -> Bool

    /// Gives up a claimed live that the claimant cannot close. It has no owner again, and another node can claim it.
    func release(_ id: LiveID, of claimant: NodeID, now: WallDate) async throws(NodeRegistryError)

    /// Whether it is the caller's turn to ``reconcile(_:now:)``: once in each lease for all nodes together; never while
    /// the registry settles.
    func beginReconciliation(now: WallDate) async throws(NodeRegistryError) -> Bool

    /// Compares all lives that the catalogue lists as running with the reports of the nodes. Lives that no node has
    /// reported in two comparisons a lease apart have no owner, until a node reports them after all.
    /// - Returns: the final states of the lives among them that are over and closed.
    func reconcile(_ written: [Live], now: WallDate) async throws(NodeRegistryError) -> [Live]

    /// Gives up the lease of a node that stops.
    func leave(_ node: NodeID, now: WallDate) async throws(NodeRegistryError)
}

extension NodeRegistry {
    /// The lives of one dead node: as many as all nodes together may run by default.
    static var orphanLimit: Int { 100 }
}

/// The report of a node at one moment.
struct NodePresence: Sendable {
    var node: NodeID
    /// The root of its URLs, without a trailing slash.
    var url: String
    /// The number of its last lease; 0 before the first.
    var epoch = 0
    /// The lives that it runs.
    var lives: [Live] = []
}

/// The answer to a node that renews its lease.
struct LeaseGrant: Hashable, Sendable {
    /// The number of the lease, from 1.
    var epoch: Int
    /// The node's lives that are over: another node has taken them over.
    var over: Set<LiveID> = []
}

/// Why the registry of nodes cannot be used.
struct NodeRegistryError: Error, CustomStringConvertible {
    /// The problem, in one English line.
    var message: String
    /// The failure underneath.
    var cause: (any Error)?

    var description: String { cause.map { "\(message) (\($0))" } ?? message }
}
