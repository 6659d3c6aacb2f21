internal import RoadWaveRTC

/// A node's local knowledge of its own lease: whether it certainly holds it.
///
/// A state machine without clock.
struct NodeLease {
    private let policy: LeasePolicy
    private var epoch: Int?
    private var heldUntil = MonotonicTime.zero

    /// A lease that was not granted yet.
    init(policy: LeasePolicy) { self.policy = policy }

    /// Records a renewal by the registry.
    /// - Parameters:
    ///   - epoch: the number of the lease. It is a new number if the lease had expired in between.
    ///   - asked: when the renewal was requested. The lease counts from then, however late the answer came.
    mutating func renew(epoch: Int, asked: MonotonicTime) {
        self.epoch = epoch
        heldUntil = max(heldUntil, asked + (policy.lease - policy.margin))
    }

    /// The number of the lease while it is certainly held; nil if it may have expired.
    func heldEpoch(at now: MonotonicTime) -> Int? { now < heldUntil ? epoch : nil }
}
