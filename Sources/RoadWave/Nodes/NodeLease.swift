internal import RoadWaveRTC

/// What a node knows of its own lease, without asking: whether it certainly holds it.
///
/// A state machine without clock.
struct NodeLease {
    private let policy: LeasePolicy
    private var epoch: Int?
    private var heldUntil = MonotonicTime.zero

    /// A lease that was never given.
    init(policy: LeasePolicy) { self.policy = policy }

    /// The registry has renewed it.
    /// - Parameters:
    ///   - epoch: the number of the lease: another one than before when it had run out in between.
    ///   - asked: when the renewal was asked for; it counts from then, however late the answer came.
    mutating func renew(epoch: Int, asked: MonotonicTime) {
        self.epoch = epoch
        heldUntil = max(heldUntil, asked + (policy.lease - policy.margin))
    }

    /// The number of the lease while it is certainly held; nil when it may have run out.
    func heldEpoch(at now: MonotonicTime) -> Int? { now < heldUntil ? epoch : nil }
}
