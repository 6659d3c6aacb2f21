internal import RoadWaveRTC

/// A UDP datagram and its other end: the sender of a received one, the receiver of a sent one.
struct Datagram: Sendable {
    var bytes: [UInt8]
    var peer: TransportAddress
    /// What the first bytes say that it is: looked at once, as it arrives.
    let kind: DatagramKind

    init(bytes: [UInt8], peer: TransportAddress) {
        self.bytes = bytes
        self.peer = peer
        kind = DatagramKind(bytes)
    }
}
