import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Lease of a node")
struct NodeLeaseTests {
    private let policy = LeasePolicy(lease: .seconds(15), settling: .seconds(15))

    @Test("a lease that was never given is not held")
    func unknown() {
        #expect(NodeLease(policy: policy).heldEpoch(at: .zero) == nil)
    }

    @Test("a lease is held from its renewal on, and ends a margin before the registry ends it")
    func held() {
        var lease = NodeLease(policy: policy)
        lease.renew(epoch: 3, asked: .zero + .seconds(100))
        #expect(lease.heldEpoch(at: .zero + .seconds(100)) == 3)
        #expect(lease.heldEpoch(at: .zero + .milliseconds(111_999)) == 3)
        #expect(lease.heldEpoch(at: .zero + .seconds(112)) == nil)
    }

    @Test("it counts from the request, however late the answer came")
    func lateAnswer() {
        var lease = NodeLease(policy: policy)
        lease.renew(epoch: 1, asked: .zero + .seconds(10))
        lease.renew(epoch: 1, asked: .zero + .seconds(5))
        #expect(lease.heldEpoch(at: .zero + .milliseconds(21_999)) == 1)
        #expect(lease.heldEpoch(at: .zero + .seconds(22)) == nil)
    }

    @Test("two renewals may fail before it is in doubt")
    func missedRenewals() {
        var lease = NodeLease(policy: policy)
        lease.renew(epoch: 1, asked: .zero)
        #expect(lease.heldEpoch(at: .zero + policy.renewalPeriod * 2) == 1)
    }

    @Test("a lease that had expired is another one")
    func anotherEpoch() {
        var lease = NodeLease(policy: policy)
        lease.renew(epoch: 1, asked: .zero)
        lease.renew(epoch: 2, asked: .zero + .seconds(60))
        #expect(lease.heldEpoch(at: .zero + .seconds(61)) == 2)
    }
}
