internal import NIOCore
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

/// Takes the datagrams of one creator, on its own event loop.
protocol DatagramSink: AnyObject, Sendable {
    /// Where ``take(_:)`` is called.
    var eventLoop: any EventLoop { get }

    /// Whether this many more datagrams may wait, from any thread. If so, ``take(_:)`` is called with them.
    func admits(_ count: Int) -> Bool

    /// Takes datagrams that were admitted.
    func take(_ datagrams: [Datagram])
}
