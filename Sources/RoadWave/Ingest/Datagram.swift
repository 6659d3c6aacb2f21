internal import RoadWaveRTC

/// A UDP datagram and its peer: the sender of a received one, the receiver of a sent one.
struct Datagram: Sendable {
    var bytes: [UInt8]
    var peer: TransportAddress
    /// The kind by its first bytes, determined once, on arrival.
    let kind: DatagramKind

    init(bytes: [UInt8], peer: TransportAddress) {
        self.bytes = bytes
        self.peer = peer
        kind = DatagramKind(bytes)
    }
}
