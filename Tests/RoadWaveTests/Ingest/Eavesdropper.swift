import RoadWaveRTC
import Synchronization

/// Remembers what creators send through a relay, as an attacker on their network would.
final class Eavesdropper: Sendable {
    /// The datagrams of each creator, in the order of their first ones.
    private let seen = Mutex<[Int: [[UInt8]]]>([:])

    func hear(_ datagram: [UInt8], of creator: Int) {
        seen.withLock { $0[creator, default: []].append(datagram) }
    }

    /// The datagrams of a kind that a creator has sent, oldest first.
    func datagrams(of kind: DatagramKind, from creator: Int) -> [[UInt8]] {
        seen.withLock { $0[creator, default: []] }.filter { DatagramKind($0) == kind }
    }
}
