internal import Logging
internal import NIOCore
internal import RoadWaveRTC

/// The end of the UDP pipeline: passes the received datagrams to the router, which runs on the same loop.
///
/// It paces the channel, which does not read by itself. After a read that emptied the socket, the next read comes a
/// moment later, so that it finds the packets of many lives. After a full read, the socket is read again at the next
/// turn of the loop. Without packets, no loop wakes up.
final class DatagramReceiver: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    /// The pause after a read that emptied the socket. 100 lives send 5,000 packets a second, 20 for each read; the UDP
    /// loop and the media loops wake up once for them. The mean delay of a packet is 2 ms; a packet lasts 20 ms.
    static let pause = TimeAmount.milliseconds(4)

    private let router: DatagramRouter
    /// The most datagrams of one read.
    private let readingLimit: Int
    private let logger: Logger
    private var taken = 0
    /// Whether an error ended the read before the socket was empty.
    private var isCut = false

    init(router: DatagramRouter, readingLimit: Int, logger: Logger) {
        self.router = router
        self.readingLimit = readingLimit
        self.logger = logger
    }

    func channelActive(context: ChannelHandlerContext) {
        let queue = SocketQueue(channel: context.channel)
        router.assumeIsolated { $0.open(queue) }
        context.fireChannelActive()
        context.read()
    }

    func channelInactive(context: ChannelHandlerContext) {
        router.assumeIsolated { $0.close() }
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        taken += 1
        let envelope = unwrapInboundIn(data)
        guard let peer = TransportAddress(envelope.remoteAddress) else { return }
        let datagram = Datagram(bytes: Array(envelope.data.readableBytesView), peer: peer)
        guard let answer = router.assumeIsolated({ $0.receive(datagram) }), context.channel.isWritable else { return }
        let reply = AddressedEnvelope(
            remoteAddress: envelope.remoteAddress, data: context.channel.allocator.buffer(bytes: answer.bytes))
        context.writeAndFlush(wrapOutboundOut(reply), promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        let (taken, isEmptied) = (taken, taken < readingLimit && !isCut)
        self.taken = 0
        isCut = false
        router.assumeIsolated { $0.endReading(of: taken, isEmptied: isEmptied) }
        guard isEmptied else { return context.read() }
        let next = NIOLoopBound(context, eventLoop: context.eventLoop)
        // Once the channel is closed, the call does nothing.
        context.eventLoop.scheduleTask(in: Self.pause) { next.value.read() }
    }

    /// An ICMP error about a datagram we sent arrives as a read error: the port stays open for the other creators.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        isCut = true
        logger.debug("UDP socket", metadata: ["error": "\(error)"])
    }
}
