internal import CoreMetrics
internal import Logging
internal import NIOCore
internal import NIOPosix

/// The UDP port of the node: one for all lives.
/// See docs/decisions/webrtc.md, « Reading the UDP port ».
final class UDPServer: Sendable {
    /// 4 MB hold about 3 s of packets of 100 lives while the loop is busy elsewhere. The system may grant less
    /// (`net.core.rmem_max`), and counts twice what it grants, for its own structures.
    private static let receiveBuffer = 4 << 20
    /// Datagrams taken by one system call.
    private static let messagesPerCall = 32
    /// System calls in one reading of the socket, so that sending and registering get their turn.
    private static let callsPerRead: UInt = 8
    /// The most datagrams of one read.
    static let datagramsPerReading = messagesPerCall * Int(callsPerRead)
    /// The most datagrams in a socket buffer: the system counts more than 256 bytes for the shortest datagram.
    static let mostQueued = 2 * receiveBuffer / 256
    /// Bytes of the longest datagram that is read whole: a packet of 120 ms of Opus at 256 kbit/s (`SRTPSession`). A
    /// longer datagram is cut, and SRTP refuses it as not authentic.
    private static let maximumDatagram = 4_096

    /// The address that creators send to.
    let address: ListenAddress
    let router: DatagramRouter
    private let channel: any Channel
    private let metrics: IngestMetrics

    private init(address: ListenAddress, router: DatagramRouter, channel: any Channel, metrics: IngestMetrics) {
        self.address = address
        self.router = router
        self.channel = channel
        self.metrics = metrics
    }

    /// Opens the port.
    static func bind(
        to requested: ListenAddress, eventLoop: any EventLoop, clock: NodeClock, metrics: IngestMetrics, logger: Logger
    ) async throws(RoadWaveError) -> UDPServer {
        let router = DatagramRouter(eventLoop: eventLoop, clock: clock, metrics: metrics)
        let channel: any Channel
        do {
            channel = try await DatagramBootstrap(group: eventLoop)
                .channelOption(.socketOption(.so_rcvbuf), value: SocketOptionValue(receiveBuffer))
                .channelOption(.datagramVectorReadMessageCount, value: messagesPerCall)
                .channelOption(.maxMessagesPerRead, value: callsPerRead)
                .channelOption(.autoRead, value: false)
                .channelOption(
                    .recvAllocator,
                    value: FixedSizeRecvByteBufferAllocator(capacity: messagesPerCall * maximumDatagram)
                )
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            DatagramReceiver(
                                router: router, readingLimit: datagramsPerReading, logger: logger))
                    }
                }
                .bind(to: requested.socketAddress()).get()
        } catch {
            throw RoadWaveError(.bind, "cannot open UDP on \(requested): choose another address", cause: error)
        }
        guard let address = ListenAddress(channel.localAddress) else {
            throw RoadWaveError(.bind, "cannot open UDP on \(requested): the socket has no address")
        }
        await reportBuffer(of: channel, to: logger)
        return UDPServer(address: address, router: router, channel: channel, metrics: metrics)
    }

    /// A small buffer loses packets whenever the machine is busy, and nothing else would explain the loss.
    private static func reportBuffer(of channel: any Channel, to logger: Logger) async {
        guard let granted = try? await channel.getOption(.socketOption(.so_rcvbuf)).get(),
            granted < SocketOptionValue(receiveBuffer)
        else { return }
        logger.warning(
            "the system grants a small UDP buffer: raise net.core.rmem_max for many lives",
            metadata: ["bytes": "\(granted)", "wanted": "\(receiveBuffer)"])
    }

    /// Whether the port is open.
    var isOpen: Bool { channel.isActive }

    /// Sends datagrams, in order. If the system's buffer is full they are lost, as they may be anywhere on the network.
    func send(_ datagrams: [Datagram]) {
        let mapped = address.host.contains(":")
        channel.eventLoop.execute { [channel, metrics] in
            guard channel.isWritable else { return }
            for datagram in datagrams {
                guard let remote = try? datagram.peer.socketAddress(mapped: mapped) else { continue }
                let buffer = channel.allocator.buffer(bytes: datagram.bytes)
                channel.write(AddressedEnvelope(remoteAddress: remote, data: buffer), promise: nil)
            }
            channel.flush()
            metrics.datagramsSent.increment(by: datagrams.count)
        }
    }

    /// Closes the port, after sending the datagrams that wait.
    func close() async {
        // Fails only if it is already closed.
        try? await channel.close().get()
    }
}
