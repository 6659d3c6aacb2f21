internal import NIOCore

/// Passes the datagrams of one socket to its publisher, on their common event loop.
final class DatagramInput: ChannelInboundHandler, Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let publisher: LivePublisher

    init(publisher: LivePublisher) { self.publisher = publisher }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let datagram = unwrapInboundIn(data)
        publisher.assumeIsolated { $0.receive(datagram) }
    }
}
