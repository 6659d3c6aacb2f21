import NIOCore
import NIOPosix
import Synchronization

/// A server that answers the n-th connection with the n-th text, byte for byte, and closes it; the last text serves all
/// that follow.
final class CannedServer: Sendable {
    let base: String
    private let channel: any Channel
    private let log: Log

    /// The requests so far, as they came.
    var requests: [String] { log.requests.withLock(\.self) }

    private final class Log: Sendable {
        let requests = Mutex<[String]>([])
    }

    static func with(_ answers: [String], _ body: (CannedServer) async throws -> Void) async throws {
        let server = try await CannedServer(answers)
        do {
            try await body(server)
        } catch {
            try? await server.channel.close()
            throw error
        }
        try? await server.channel.close()
    }

    private init(_ answers: [String]) async throws {
        let log = Log()
        self.log = log
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 16)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        Answer { request in
                            log.requests.withLock { requests in
                                requests.append(request)
                                return answers[min(requests.count, answers.count) - 1]
                            }
                        })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        base = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)"
    }

    private final class Answer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let answer: (String) -> String
        private var request = ""

        init(_ answer: @escaping (String) -> String) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            request += String(buffer: unwrapInboundIn(data))
            guard request.hasSuffix("\r\n\r\n") else { return }
            let bytes = context.channel.allocator.buffer(string: answer(request))
            context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
            context.close(promise: nil)
        }
    }
}
