internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Logging
internal import NIOCore
internal import ServiceLifecycle

/// A bound HTTP port and the server behind it.
final class HTTPListener: Sendable {
    /// The longest address that is read, in bytes; the longest name and value of a header, too. The headers of browsers and
    /// players stay under 2 KiB, tokens under 4.
    static let maximumTarget = 8 * 1_024
    private static let headerLimits = HTTP1Channel.Configuration.DecoderConfiguration(
        maxHeaderFieldSize: maximumTarget, maxHeaderListSize: 16 * 1_024, maxHeaderFieldCount: 100)
    /// The bounds of headers, for developers. Those of all together count the address.
    static var headerBounds: String {
        "\(headerLimits.maxHeaderFieldCount) of \(headerLimits.maxHeaderFieldSize) bytes each, "
            + "\(headerLimits.maxHeaderListSize) together"
    }

    /// An answer in progress may take this long at the stop before its connection is cut.
    private static let stopTimeout = Duration.seconds(5)

    /// Where clients connect.
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

    /// Binds and serves, without clients that say nothing for the idle timeout: half-open ones cost a descriptor no
    /// longer. Those who say something are held to their limits by ``ConnectionGuard``. The router is built once the port is known, since its answers may name it.
    static func start(
        on requested: ListenAddress, certificate: ServerCertificate? = nil, connections: GuardedConnections,
        logger: Logger,
        router: @escaping @Sendable (ListenAddress) -> Router<NodeRequestContext>
    ) async throws(RoadWaveError) -> HTTPListener {
        let (bound, continuation) = AsyncThrowingStream.makeStream(of: (ListenAddress, any Channel).self)
        let responder = BoundResponder(router: router)
        let plain = HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: connections.handlers(),
                idleTimeout: TimeAmount(connections.limits.idle), httpDecoderConfiguration: headerLimits))
        let server: HTTPServerBuilder
        do {
            server = try certificate.map { try .tls(plain, tlsConfiguration: $0.configuration) } ?? plain
        } catch {
            throw RoadWaveError(.configuration, "cannot serve HTTPS on \(requested)", cause: error)
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
        // Detached: in the service group of the node's own caller, the server would take that group's graceful shutdown
        // (a task-local value) for its own, and close before the lives are ended.
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

    /// The patterns of the paths that are answered.
    var paths: Set<String> { responder.paths }

    /// Whether the port is open.
    var isOpen: Bool { channel.isActive }

    /// Lets the answers in progress end, closes the port and every connection.
    func stop() async {
        await services.triggerGracefulShutdown()
        await task.value
    }
}
