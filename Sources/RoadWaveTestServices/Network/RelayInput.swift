internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// The receiving end of one of a relay's sockets: hands on what it reads, on the socket's loop.
final class RelayInput: ChannelInboundHandler, Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias Taker = @Sendable (AddressedEnvelope<ByteBuffer>) -> Void

    // A lock, because the taker is known after the socket is bound: until then what comes is lost.
    private let taker = Mutex<Taker?>(nil)

    /// From now on datagrams go to `taker`.
    func take(_ taker: @escaping Taker) {
        self.taker.withLock { $0 = taker }
    }

    /// Opens a socket that reads into this.
    func bind(to address: SocketAddress, on loop: any EventLoop) -> EventLoopFuture<any Channel> {
        DatagramBootstrap(group: loop)
            .channelInitializer { channel in channel.pipeline.addHandler(self) }
            .bind(to: address)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let datagram = unwrapInboundIn(data)
        taker.withLock(\.self)?(datagram)
    }
}
