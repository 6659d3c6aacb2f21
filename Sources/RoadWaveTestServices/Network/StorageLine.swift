internal import NIOCore
internal import NIOPosix

/// The line between a node and its object storage, which can be cut and mended: TCP, so that the storage is the true one.
package actor StorageLine {
    private let target: (host: String, port: Int)
    private let group = MultiThreadedEventLoopGroup.singleton
    private var listener: (any Channel)?
    private var connections: [any Channel] = []
    private var isCut = false

    /// Where the node finds the storage, such as `http://127.0.0.1:41235`.
    package private(set) var endpoint = ""

    /// Lays a line to the storage at `storage`, such as `http://127.0.0.1:8080`.
    package static func lay(to storage: String) async throws -> StorageLine {
        let authority = storage.split(separator: "/").last?.split(separator: ":") ?? []
        guard authority.count == 2, let port = Int(authority[1]) else {
            throw DriverError("« \(storage) » n'est pas l'adresse d'un stockage")
        }
        let line = StorageLine(target: (String(authority[0]), port))
        try await line.listen()
        return line
    }

    private init(target: (host: String, port: Int)) { self.target = target }

    private func listen() async throws {
        let listener = try await ServerBootstrap(group: group)
            // Nothing is read before there is somewhere to send it.
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in
                Task { await self.connect(channel) }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0).get()
        self.listener = listener
        endpoint = "http://127.0.0.1:\(listener.localAddress?.port ?? 0)"
    }

    private func connect(_ near: any Channel) async {
        guard !isCut else { return near.close(promise: nil) }
        do {
            let far = try await ClientBootstrap(group: near.eventLoop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Splice(to: near))
                    }
                }
                .connect(host: target.host, port: target.port).get()
            try await near.pipeline.addHandler(Splice(to: far)).get()
            connections.removeAll { !$0.isActive }
            connections.append(near)
            // Cut meanwhile.
            if isCut { return near.close(promise: nil) }
            try await near.setOption(.autoRead, value: true).get()
        } catch {
            near.close(promise: nil)
        }
    }

    /// Breaks off every connection, and refuses others.
    package func cut() {
        isCut = true
        for connection in connections { connection.close(promise: nil) }
        connections = []
    }

    /// Lets connections through again.
    package func mend() { isCut = false }

    /// Takes the line away.
    package func stop() async {
        cut()
        try? await listener?.close().get()
    }
}

/// Hands all that one connection reads to another one, and ends with it.
private final class Splice: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let other: any Channel

    init(to other: any Channel) { self.other = other }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        other.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        other.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
