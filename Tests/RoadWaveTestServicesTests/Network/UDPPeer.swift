import NIOCore
import NIOPosix
import RoadWaveRTC
import Synchronization

@testable import RoadWaveTestServices

/// One end of a UDP exchange on the loopback: remembers what it receives, and sends it back if it is to.
final class UDPPeer: ChannelInboundHandler, Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private struct State {
        var received: [[UInt8]] = []
        var senders: [TransportAddress] = []
        var channel: (any Channel)?
    }

    private let state = Mutex(State())
    private let echo: Bool

    private init(echo: Bool) {
        self.echo = echo
    }

    /// Runs a body with an open socket.
    static func with(echo: Bool = false, _ body: (UDPPeer) async throws -> Void) async throws {
        let peer = UDPPeer(echo: echo)
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { $0.pipeline.addHandler(peer) }
            .bind(host: "127.0.0.1", port: 0).get()
        peer.state.withLock { $0.channel = channel }
        do {
            try await body(peer)
        } catch {
            try? await channel.close().get()
            throw error
        }
        try await channel.close().get()
    }

    var received: [[UInt8]] { state.withLock { $0.received } }
    var senders: [TransportAddress] { state.withLock { $0.senders } }
    var address: TransportAddress {
        state.withLock { $0.channel?.localAddress }.flatMap { TransportAddress($0) }
            ?? TransportAddress(ip: .v4(0), port: 0)
    }

    func send(_ datagrams: [[UInt8]], to address: TransportAddress) async throws {
        let remote = try SocketAddress(address)
        for datagram in datagrams {
            let envelope = AddressedEnvelope(remoteAddress: remote, data: ByteBuffer(bytes: datagram))
            try await state.withLock { $0.channel }?.writeAndFlush(envelope).get()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let datagram = unwrapInboundIn(data)
        state.withLock { state in
            state.received.append(Array(datagram.data.readableBytesView))
            if let sender = TransportAddress(datagram.remoteAddress) { state.senders.append(sender) }
        }
        guard echo else { return }
        context.writeAndFlush(NIOAny(datagram), promise: nil)
    }
}
