internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Logging
internal import NIOCore
internal import ServiceLifecycle

/// A bound HTTP port and the server behind it.
final class HTTPListener: Sendable {
    /// The longest request target, in bytes, and the longest header name and value. The headers of browsers and players
    /// stay under 2 KiB, tokens under 4 KiB.
    static let maximumTarget = 8 * 1_024
    private static let headerLimits = HTTP1Channel.Configuration.DecoderConfiguration(
        maxHeaderFieldSize: maximumTarget, maxHeaderListSize: 16 * 1_024, maxHeaderFieldCount: 100)
    /// The limits of headers, for developers. The limit of all headers together includes the request target.
    static var headerBounds: String {
        "\(headerLimits.maxHeaderFieldCount) of \(headerLimits.maxHeaderFieldSize) bytes each, "
            + "\(headerLimits.maxHeaderListSize) together"
    }

    /// How long a response in progress may take at a stop before its connection is closed.
    private static let stopTimeout = Duration.seconds(5)

    /// The address where clients connect.
    let address: ListenAddress
    private let responder: BoundResponder
    private let channel: any Channel
    private let services: ServiceGroup
    private let task: Task<Void, Never>

    private init(
        address: ListenAddress, responder: BoundResponder, channel: any Channel, services: ServiceGroup,
        task: Task<Void, Never>
    ) {
        self.address = address
        self.responder = responder
        self.channel = channel
        self.services = services
        self.task = task
    }

    /// Binds the port and serves. Connections that are silent for the idle timeout are closed, so half-open ones hold a
    /// descriptor no longer than that. ``ConnectionGuard`` enforces the limits of the others. The router is built once
    /// the port is known, since its responses may contain it.
    static func start(
        on requested: ListenAddress, certificate: ServerCertificate? = nil, connections: GuardedConnections,
        logger: Logger,
        router: @escaping @Sendable (ListenAddress) -> Router<NodeRequestContext>
    ) async throws(RoadWaveError) -> HTTPListener {
        let (bound, continuation) = AsyncThrowingStream.makeStream(of: (ListenAddress, any Channel).self)
        let responder = BoundResponder(router: router)
        let channels = HTTP1Channel.Configuration(
            additionalChannelHandlers: connections.handlers(),
            idleTimeout: TimeAmount(connections.limits.idle), httpDecoderConfiguration: headerLimits)
        let server = HTTPServerBuilder { responder in
            let plain = HTTP1Channel(responder: responder, configuration: channels)
            guard let certificate else { return plain }
            return HTTPSChannel(try TLSChannel(plain, tlsConfiguration: certificate.configuration))
        }
        let application = Application(
            responder: responder, server: server,
            configuration: .init(
                address: .hostname(requested.host, port: requested.port),
                availableConnectionsDelegate: MaximumAvailableConnections(
                    connections.limits.total + connections.limits.refused)),
            onServerRunning: { channel in
                guard let address = ListenAddress(channel.localAddress) else { return }
                responder.bind(to: address)
                continuation.yield((address, channel))
            },
            logger: logger)
        var configuration = ServiceGroupConfiguration(services: [application], logger: logger)
        configuration.maximumGracefulShutdownDuration = stopTimeout
        let services = ServiceGroup(configuration: configuration)
        // The task is detached. Otherwise, in the service group of the node's caller, the server would inherit that
        // group's graceful shutdown (a task-local value), and close before the lives are ended.
        let task = Task.detached {
            do {
                try await services.run()
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        do {
            for try await (address, channel) in bound {
                return HTTPListener(
                    address: address, responder: responder, channel: channel, services: services, task: task)
            }
        } catch {
            throw RoadWaveError(.bind, "cannot serve HTTP on \(requested): choose another address", cause: error)
        }
        throw RoadWaveError(.bind, "cannot serve HTTP on \(requested): the server stopped at once")
    }

    /// The path patterns of the routes.
    var paths: Set<String> { responder.paths }

    /// Whether the port is open.
    var isOpen: Bool { channel.isActive }

    /// Waits for the responses in progress, then closes the port and every connection.
    func stop() async {
        await services.triggerGracefulShutdown()
        await task.value
    }
}
