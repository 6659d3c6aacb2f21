internal import Logging
internal import NIOCore
internal import WebRTC

/// The end of the UDP pipeline: hands what was read to the router, which lives on the same loop.
final class DatagramReceiver: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let router: DatagramRouter
    private let logger: Logger

    init(router: DatagramRouter, logger: Logger) {
        self.router = router
        self.logger = logger
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
    }

    /// An ICMP refusal of something we sent comes back as a read error: the port stays open for the others.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.debug("UDP socket", metadata: ["error": "\(error)"])
    }
}
