import NIOCore
import NIOPosix
import NIOSSL

/// One keep-alive connection to the node, with one request at a time.
///
/// An actor of the connection's event loop: no request changes threads.
actor NodeConnection {
    /// Where the node is, and how it is reached.
    struct Address: Sendable {
        let host: String
        let port: Int
        /// For HTTPS.
        let tls: NIOSSLContext?

        /// - Parameters:
        ///   - url: the root of the node's URLs, such as `https://127.0.0.1:8443`.
        ///   - authority: the PEM file of the authority that made the certificate of an `https` node.
        init(url: String, authority: String?) throws {
            let parts = url.split(separator: "/", omittingEmptySubsequences: true)
            guard parts.count == 2, let colon = parts[1].lastIndex(of: ":"),
                let port = Int(parts[1][parts[1].index(after: colon)...])
            else { throw LoadError("expected http://HOST:PORT: \(url)") }
            host = String(parts[1][..<colon])
            self.port = port
            guard parts[0] == "https:" else {
                tls = nil
                return
            }
            var configuration = TLSConfiguration.makeClientConfiguration()
            if let authority { configuration.trustRoots = .file(authority) }
            // The host is an address, which has no name to compare.
            configuration.certificateVerification = .noHostnameVerification
            tls = try NIOSSLContext(configuration: configuration)
        }
    }

    nonisolated let loop: any EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

    private let channel: any Channel
    private let host: String
    private var reader = AnswerReader()
    private var waiting: CheckedContinuation<Answer, any Error>?
    private var failure: (any Error)?

    private init(_ channel: any Channel, host: String) {
        self.channel = channel
        self.host = host
        loop = channel.eventLoop
    }

    static func open(_ address: Address, on loop: any EventLoop) async throws -> NodeConnection {
        let channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let tls = address.tls else { return }
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: tls, serverHostname: nil))
                }
            }
            .connect(host: address.host, port: address.port).get()
        let connection = NodeConnection(channel, host: "\(address.host):\(address.port)")
        try await connection.listen()
        return connection
    }

    private func listen() throws {
        try channel.pipeline.syncOperations.addHandler(AnswerHandler(connection: self))
    }

    /// Sends a request, and returns the answer to it.
    func exchange(_ request: Request) async throws -> Answer {
        try await exchange(text(of: request))
    }

    /// Sends the bytes of a request, and returns the answer to it.
    func exchange(_ bytes: ByteBuffer) async throws -> Answer {
        if let failure { throw failure }
        return try await withCheckedThrowingContinuation { continuation in
            waiting = continuation
            channel.writeAndFlush(bytes, promise: nil)
        }
    }

    /// The bytes of a request.
    func text(of request: Request) -> ByteBuffer {
        var text = "\(request.method) \(request.path) HTTP/1.1\r\nHost: \(host)\r\n"
        text += "Authorization: Bearer \(request.token)\r\n"
        if let type = request.type { text += "Content-Type: \(type)\r\n" }
        text += "Content-Length: \(request.body.utf8.count)\r\n\r\n"
        return ByteBuffer(string: text + request.body)
    }

    /// Returns at `deadline`.
    func wait(until deadline: NIODeadline) async throws {
        guard deadline > .now() else { return }
        try await loop.scheduleTask(deadline: deadline) {}.futureResult.get()
    }

    func close() async { try? await channel.close().get() }

    fileprivate func received(_ bytes: ByteBuffer) {
        reader.append(bytes)
        do {
            guard let answer = try reader.next() else { return }
            waiting?.resume(returning: answer)
            waiting = nil
        } catch {
            ended(error)
        }
    }

    fileprivate func ended(_ error: any Error) {
        guard failure == nil else { return }
        failure = error
        waiting?.resume(throwing: error)
        waiting = nil
    }
}

/// A request of the load.
struct Request: Sendable {
    var method: String
    var path: String
    var token: String
    var type: String?
    var body = ""
}

/// Gives what a connection receives to its actor, on the event loop of both.
private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let connection: NodeConnection

    init(connection: NodeConnection) { self.connection = connection }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        connection.assumeIsolated { $0.received(bytes) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        connection.assumeIsolated { $0.ended(LoadError("the node closed a connection")) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        connection.assumeIsolated { $0.ended(error) }
        context.close(promise: nil)
    }
}
