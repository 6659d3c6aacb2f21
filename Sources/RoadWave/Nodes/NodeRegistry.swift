/// Which nodes there are, and which lives they run.
///
/// A node holds a lease for as long as it renews it. What the port promises, and its contract suite checks on every
/// implementation:
/// - a lease that had run out has another epoch, greater than any before that its node remembers;
/// - a live is claimed once, only from a node whose lease has run out, and never while the registry settles after it was
///   forgotten or not used for a lease: the nodes tell again what they run meanwhile;
/// - what is over stays over: of two ends the first one stands, and its node is told at its next renewal;
/// - a live that is written as running, and that no node has told of for a lease, is nobody's: it can be claimed;
/// - every call can be made again after a lost answer.
///
/// Dates are those of the caller. An implementation that nodes of several machines share brings them to one time.
protocol NodeRegistry: Sendable {
    /// Renews the lease of a node, and takes note of what it runs.
    func renew(_ presence: NodePresence, now: WallDate) async throws(NodeRegistryError) -> LeaseGrant

    /// Takes note of a live that begins or has changed. Nothing happens when it is another node's, or over.
    func tell(_ live: Live, of node: NodeID, now: WallDate) async throws(NodeRegistryError)

    /// Takes note of the end of a live, and of what more is known of it. Nothing happens when it is another node's.
    func end(_ live: Live, of node: NodeID, now: WallDate) async throws(NodeRegistryError)

    /// A live that runs, or has been over for less than ``LeasePolicy/kept``; nil when it is not known.
    func find(_ id: LiveID, now: WallDate) async throws(NodeRegistryError) -> HostedLive?

    /// Lives as their nodes told them last; those that are not known are left out.
    func told(_ ids: [LiveID]) async throws(NodeRegistryError) -> [LiveID: Live]

    /// Lives whose node has let its lease run out: at most ``orphanLimit``, the others at the next call.
    func orphans(now: WallDate) async throws(NodeRegistryError) -> [OrphanedLive]

    /// Takes a live over from a node whose lease has run out: it is over from then on, as `live` says, and the claimant's
    /// until ``end(_:of:now:)``.
    /// - Returns: whether it is the claimant's now.
    func claim(
        _ live: Live, from owner: NodeID, by claimant: NodeID, now: WallDate
    ) async throws(NodeRegistryError) -> Bool

    /// Gives a claimed live up that its claimant cannot close: it is a dead node's again, for whoever claims it next.
    func release(_ id: LiveID, of claimant: NodeID, now: WallDate) async throws(NodeRegistryError)

    /// Whether it is the caller's turn to ``reconcile(_:now:)``: once in each lease, and not once for each node; never
    /// while the registry settles.
    func beginReconciliation(now: WallDate) async throws(NodeRegistryError) -> Bool

    /// Compares the lives that are written as running, all of them, with what the nodes tell. Those that no node has told
    /// of in two comparisons a lease apart are taken for nobody's, until one tells of them after all.
    /// - Returns: those of them that are over and closed, as they ended.
    func reconcile(_ written: [Live], now: WallDate) async throws(NodeRegistryError) -> [Live]

    /// Gives up the lease of a node that stops.
    func leave(_ node: NodeID, now: WallDate) async throws(NodeRegistryError)
}

extension NodeRegistry {
    /// The lives of one dead node, as many as may run on all together by default.
    static var orphanLimit: Int { 100 }
}

/// A node at one moment, as it tells it.
struct NodePresence: Sendable {
    var node: NodeID
    /// The root of its URLs, without a trailing slash.
    var url: String
    /// The number of the last lease that it had; 0 before the first.
    var epoch = 0
    /// The lives that it runs.
    var lives: [Live] = []
}

/// What a node is answered that renews its lease.
struct LeaseGrant: Hashable, Sendable {
    /// The number of the lease, from 1.
    var epoch: Int
    /// Those of its lives that are over: another node has taken them over.
    var over: Set<LiveID> = []
}

/// Why the registry of nodes cannot be used.
struct NodeRegistryError: Error, CustomStringConvertible {
    /// What does not work, in one English line.
    var message: String
    /// The failure underneath.
    var cause: (any Error)?

    var description: String { cause.map { "\(message) (\($0))" } ?? message }
}
