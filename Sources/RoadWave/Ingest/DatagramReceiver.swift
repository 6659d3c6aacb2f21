internal import Logging
internal import NIOCore
internal import WebRTC

/// The end of the UDP pipeline: hands what was read to the router, which lives on the same loop.
///
/// It paces the channel, which does not read by itself: after each reading, the socket is left alone for a moment, so that
/// the next one finds the packets of many lives. Where nothing comes, nothing wakes.
final class DatagramReceiver: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    /// How long the socket is left alone after a reading. The 5,000 packets a second of 100 lives make 20 a reading, for
    /// which the UDP loop and the media loops wake once. A packet is 2 ms later in the mean, beside the 20 ms that it lasts.
    static let pause = TimeAmount.milliseconds(4)

    private let router: DatagramRouter
    private let logger: Logger

    init(router: DatagramRouter, logger: Logger) {
        self.router = router
        self.logger = logger
    }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        guard let peer = TransportAddress(envelope.remoteAddress) else { return }
        let datagram = Datagram(bytes: Array(envelope.data.readableBytesView), peer: peer)
        guard let answer = router.assumeIsolated({ $0.receive(datagram) }), context.channel.isWritable else { return }
        let reply = AddressedEnvelope(
            remoteAddress: envelope.remoteAddress, data: context.channel.allocator.buffer(bytes: answer.bytes))
        context.writeAndFlush(wrapOutboundOut(reply), promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        router.assumeIsolated { $0.flush() }
        let next = NIOLoopBound(context, eventLoop: context.eventLoop)
        // Once the channel is closed there is nobody to read, and the call does nothing.
        context.eventLoop.scheduleTask(in: Self.pause) { next.value.read() }
    }

    /// An ICMP refusal of something we sent comes back as a read error: the port stays open for the others.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.debug("UDP socket", metadata: ["error": "\(error)"])
    }
}
