internal import NIOCore
internal import NIOHTTP1

/// Puts a ``ConnectionGuard`` into the connections of a port.
///
/// The server's own handlers receive requests as values of another kind. The guard must follow the decoder directly,
/// where the version of HTTP and malformed input are still visible.
struct GuardedConnections: Sendable {
    let limits: HTTPConnectionLimits
    let places: ConnectionPlaces
    let origins: ClientOrigins
    let metrics: APIMetrics

    init(_ limits: HTTPConnectionLimits, origins: ClientOrigins, metrics: APIMetrics) {
        self.limits = limits
        self.origins = origins
        self.metrics = metrics
        places = ConnectionPlaces(limits, metrics: metrics)
    }

    /// The handlers for the server to add to each connection.
    func handlers() -> [any RemovableChannelHandler] { [Installer(connections: self)] }

    /// Adds the guard, and removes itself.
    private final class Installer: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = NIOAny

        private let connections: GuardedConnections

        init(connections: GuardedConnections) {
            self.connections = connections
        }

        func handlerAdded(context: ChannelHandlerContext) {
            let pipeline = context.pipeline.syncOperations
            do {
                let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
                let lines = RequestLineWatch(limit: HTTPListener.maximumTarget)
                try pipeline.addHandler(lines, position: .before(decoder))
                try pipeline.addHandler(
                    ConnectionGuard(
                        connections.limits, places: connections.places, origins: connections.origins, lines: lines,
                        metrics: connections.metrics),
                    position: .after(decoder))
            } catch {
                // A connection without a guard is not served.
                context.fireErrorCaught(error)
                context.close(promise: nil)
            }
            pipeline.removeHandler(context: context, promise: nil)
        }
    }
}
