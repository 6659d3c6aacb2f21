internal import RoadWaveRTC

/// A UDP datagram and its other end: the sender of a received one, the receiver of a sent one.
struct Datagram: Sendable {
    var bytes: [UInt8]
    var peer: TransportAddress
}
