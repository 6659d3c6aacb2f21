internal import NIOCore

/// What takes the datagrams of one creator, on an event loop of its own.
protocol DatagramSink: AnyObject, Sendable {
    /// Where ``take(_:)`` is called.
    var eventLoop: any EventLoop { get }

    /// Whether so many more datagrams may wait, from any thread. Those that may are handed over with ``take(_:)``.
    func admits(_ count: Int) -> Bool

    /// Takes datagrams that were admitted.
    func take(_ datagrams: [Datagram])
}
