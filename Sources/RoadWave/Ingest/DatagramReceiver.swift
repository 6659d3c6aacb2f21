internal import Logging
internal import NIOCore
internal import RoadWaveRTC

/// The end of the UDP pipeline: hands what was read to the router, which lives on the same loop.
///
/// It paces the channel, which does not read by itself: after a reading that took all there was, the socket is left alone
/// for a moment, so that the next one finds the packets of many lives. After one that may have left some, it is read again
/// at the next turn of the loop. Where nothing comes, nothing wakes.
final class DatagramReceiver: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    /// How long the socket is left alone once it is empty. The 5,000 packets a second of 100 lives make 20 a reading, for
    /// which the UDP loop and the media loops wake once. A packet is 2 ms later in the mean, beside the 20 ms that it lasts.
    static let pause = TimeAmount.milliseconds(4)

    private let router: DatagramRouter
    /// Datagrams that one reading takes at most.
    private let readingLimit: Int
    private let logger: Logger
    private var taken = 0
    /// Whether an error ended the reading before the socket was empty.
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
        // Once the channel is closed there is nobody to read, and the call does nothing.
        context.eventLoop.scheduleTask(in: Self.pause) { next.value.read() }
    }

    /// An ICMP refusal of something we sent comes back as a read error: the port stays open for the others.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        isCut = true
        logger.debug("UDP socket", metadata: ["error": "\(error)"])
    }
}
