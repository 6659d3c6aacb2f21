import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server that answers what a test tells it to, to whatever it is asked.
final class ScriptedServer: Sendable {
    /// What becomes of a request.
    enum Answer: Sendable {
        case status(Int, headers: HTTPHeaders = [:], body: String = "")
        /// The beginning of an answer, after which the connection is closed.
        case cut(String)
        /// The connection is closed without a word.
        case closes
        /// Nothing, for as long as the client waits.
        case silence
    }

    /// What a client asked.
    struct Request: Sendable {
        var method: String
        var uri: String
        var headers: HTTPHeaders
        var body: [UInt8]
    }

    private struct State {
        var answers: [Answer]
        var requests: [Request] = []
    }

    private let state: Mutex<State>

    private init(_ answers: [Answer]) {
        state = Mutex(State(answers: answers))
    }

    /// What was asked so far.
    var requests: [Request] { state.withLock(\.requests) }

    /// Runs `body` with the address of a server that gives each request the next of `answers`, and the last for ever.
    static func with(
        _ answers: [Answer], _ body: (_ endpoint: String, ScriptedServer) async throws -> Void
    ) async throws {
        let server = ScriptedServer(answers)
        let group = MultiThreadedEventLoopGroup.singleton
        let channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Connection(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body("http://127.0.0.1:\(channel.localAddress?.port ?? 0)", server)
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
    }

    /// The address of a port at which nothing listens any more.
    static func deadEndpoint() async throws -> String {
        var address = ""
        try await with([.silence]) { endpoint, _ in address = endpoint }
        return address
    }

    fileprivate func answer(to request: Request) -> Answer {
        state.withLock { state in
            state.requests.append(request)
            return state.answers.count > 1 ? state.answers.removeFirst() : state.answers.first ?? .silence
        }
    }
}

/// One connection: reads requests, and does what the script says. Used on its event loop only.
private final class Connection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: ScriptedServer
    private var request: ScriptedServer.Request?

    init(_ server: ScriptedServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            request = .init(method: head.method.rawValue, uri: head.uri, headers: head.headers, body: [])
        case .body(let bytes): request?.body += Array(bytes.readableBytesView)
        case .end:
            guard let request else { return }
            answer(server.answer(to: request), to: request, context)
        }
    }

    private func answer(
        _ answer: ScriptedServer.Answer, to request: ScriptedServer.Request, _ context: ChannelHandlerContext
    ) {
        switch answer {
        case .status(let status, var headers, let body):
            let isHead = request.method == "HEAD"
            if !isHead || !headers.contains(name: "content-length") {
                headers.replaceOrAdd(name: "content-length", value: "\(body.utf8.count)")
            }
            let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            if !isHead { context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil) }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .cut(let body):
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["content-length": "1000"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
            context.close(promise: nil)
        case .closes: context.close(promise: nil)
        case .silence: break
        }
    }
}
