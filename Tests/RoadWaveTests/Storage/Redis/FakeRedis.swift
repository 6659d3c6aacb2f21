import NIOCore
import NIOPosix

/// A server that answers whatever is written to it with the same bytes, or nothing.
final class FakeRedis: Sendable {
    /// Where it listens.
    let url: String
    private let channel: any Channel

    /// Runs a body beside a server that answers `bytes`, and then closes the connection if it `hangsUp`.
    static func answering(
        _ bytes: [UInt8], hangsUp: Bool = false, _ body: (FakeRedis) async throws -> Void
    ) async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answer(bytes: bytes, hangsUp: hangsUp))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(FakeRedis(channel: channel))
        } catch {
            try? await channel.close().get()
            throw error
        }
        try await channel.close().get()
    }

    private init(channel: any Channel) {
        self.channel = channel
        url = "redis://127.0.0.1:\(channel.localAddress?.port ?? 0)"
    }

    private final class Answer: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        let bytes: [UInt8]
        let hangsUp: Bool

        init(bytes: [UInt8], hangsUp: Bool) {
            self.bytes = bytes
            self.hangsUp = hangsUp
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
            if hangsUp { context.channel.close(promise: nil) }
        }
    }
}
