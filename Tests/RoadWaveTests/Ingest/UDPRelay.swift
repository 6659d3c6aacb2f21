import NIOCore
import NIOPosix
import WebRTC

@testable import RoadWave

/// The network between creators and a node, in the hands of an attacker: it passes every datagram on, remembers those of
/// the creators, and sends others in a creator's name.
///
/// The node advertises ``host``, another loopback address than its own, with its own port, where the relay listens. Each
/// creator has a socket of its own towards the node, so that the node tells them apart as on any network.
actor UDPRelay {
    static let host = "127.0.0.2"

    /// One creator, in the order of their first datagrams.
    private struct Line {
        var creator: SocketAddress
        var towardsNode: EventLoopFuture<any Channel>
        var seen: [[UInt8]] = []
    }

    private nonisolated let loop: any EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }
    private let node: SocketAddress
    private var front: (any Channel)?
    private var lines: [Line] = []

    private init(node: SocketAddress, loop: any EventLoop) {
        self.node = node
        self.loop = loop
    }

    /// Runs a body behind a relay.
    static func with(node: ListenAddress, _ body: (UDPRelay) async throws -> Void) async throws {
        let relay = UDPRelay(node: try node.socketAddress(), loop: MultiThreadedEventLoopGroup.singleton.next())
        try await relay.open(port: node.port)
        do {
            try await body(relay)
        } catch {
            await relay.close()
            throw error
        }
        await relay.close()
    }

    /// The latest datagrams of a kind that a creator has sent, oldest first.
    func datagrams(of kind: DatagramKind, from creator: Int) -> [[UInt8]] {
        lines.indices.contains(creator) ? lines[creator].seen.filter { DatagramKind($0) == kind } : []
    }

    /// Sends datagrams to the node from the address that it knows a creator by.
    func send(_ datagrams: [[UInt8]], as creator: Int) async throws {
        let channel = try await lines[creator].towardsNode.get()
        for datagram in datagrams { try await channel.writeAndFlush(envelope(datagram, to: node)).get() }
    }

    private func open(port: Int) async throws {
        front = try await bind(Self.host, port) { relay, datagram in relay.passToNode(datagram) }.get()
    }

    private func close() async {
        for line in lines { try? await line.towardsNode.get().close().get() }
        try? await front?.close().get()
    }

    private func passToNode(_ datagram: AddressedEnvelope<ByteBuffer>) {
        let creator = datagram.remoteAddress
        if !lines.contains(where: { $0.creator == creator }) {
            let towardsNode = bind("127.0.0.1", 0) { relay, answer in relay.pass(answer, to: creator) }
            lines.append(Line(creator: creator, towardsNode: towardsNode))
        }
        guard let index = lines.firstIndex(where: { $0.creator == creator }) else { return }
        let bytes = Array(datagram.data.readableBytesView)
        lines[index].seen.append(bytes)
        let envelope = envelope(bytes, to: node)
        lines[index].towardsNode.whenSuccess { $0.writeAndFlush(envelope, promise: nil) }
    }

    private func pass(_ answer: AddressedEnvelope<ByteBuffer>, to creator: SocketAddress) {
        front?.writeAndFlush(AddressedEnvelope(remoteAddress: creator, data: answer.data), promise: nil)
    }

    private func envelope(_ bytes: [UInt8], to address: SocketAddress) -> AddressedEnvelope<ByteBuffer> {
        AddressedEnvelope(remoteAddress: address, data: ByteBuffer(bytes: bytes))
    }

    private nonisolated func bind(
        _ host: String, _ port: Int,
        take: @escaping @Sendable (isolated UDPRelay, AddressedEnvelope<ByteBuffer>) -> Void
    ) -> EventLoopFuture<any Channel> {
        DatagramBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        DatagramInput { datagram in self.assumeIsolated { take($0, datagram) } })
                }
            }
            .bind(host: host, port: port)
    }
}

/// Hands on what a socket reads, on its loop.
private final class DatagramInput: ChannelInboundHandler, Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let take: @Sendable (AddressedEnvelope<ByteBuffer>) -> Void

    init(take: @escaping @Sendable (AddressedEnvelope<ByteBuffer>) -> Void) {
        self.take = take
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        take(unwrapInboundIn(data))
    }
}
