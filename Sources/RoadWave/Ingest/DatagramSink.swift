internal import NIOCore

/// Takes the datagrams of one creator, on its own event loop.
protocol DatagramSink: AnyObject, Sendable {
    /// Where ``take(_:)`` is called.
    var eventLoop: any EventLoop { get }

    /// Whether this many more datagrams may wait, from any thread. If so, ``take(_:)`` is called with them.
    func admits(_ count: Int) -> Bool

    /// Takes datagrams that were admitted.
    func take(_ datagrams: [Datagram])
}
