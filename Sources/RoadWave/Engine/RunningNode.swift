internal import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import WebRTC

/// The parts of a started node, wired together.
struct RunningNode: Sendable {
    let addresses: NodeAddresses
    let registry: LiveRegistry
    private let udp: UDPServer
    private let http: HTTPListener
    private let admin: HTTPListener?
    private let loops: MultiThreadedEventLoopGroup

    static func start(
        _ configuration: NodeConfiguration, clock: NodeClock, events: EventHub, logger: Logger
    ) async throws(RoadWaveError) -> RunningNode {
        do throws(ConfigurationError) {
            try configuration.validate()
        } catch {
            throw RoadWaveError(.configuration, error.description)
        }
        let storage: DirectoryStorage
        do throws(StorageError) {
            storage = try DirectoryStorage(path: configuration.dataDirectory)
            try await EarlierLives(storage: storage, logger: logger).close()
        } catch {
            throw RoadWaveError(.storage, "cannot use the directory \(configuration.dataDirectory)", cause: error)
        }
        let counters = NodeCounters()
        // One loop for the UDP port, and one for the media on each core.
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount + 1)
        do throws(RoadWaveError) {
            let udp = try await UDPServer.bind(
                to: configuration.udp, eventLoop: loops.next(), clock: clock, counters: counters, logger: logger)
            let mediaLoops = (0..<System.coreCount).map { _ in MediaLoop(eventLoop: loops.next(), clock: clock) }
            let environment = LiveEnvironment(
                configuration: configuration, clock: clock, certificate: try makeCertificate(), udp: udp,
                candidates: try candidates(configuration, udp), storage: storage, events: events, counters: counters,
                logger: logger)
            let registry = LiveRegistry(environment: environment, loops: mediaLoops)
            return try await serve(environment, registry: registry, loops: loops)
        } catch {
            try? await loops.shutdownGracefully()
            throw error
        }
    }

    /// Opens HTTP, which is the last: an answer means that all the rest is there.
    private static func serve(
        _ environment: LiveEnvironment, registry: LiveRegistry, loops: MultiThreadedEventLoopGroup
    ) async throws(RoadWaveError) -> RunningNode {
        let configuration = environment.configuration
        let http = try await HTTPListener.start(
            on: configuration.http, idleTimeout: configuration.requestTimeout, logger: environment.logger
        ) { address in
            let router = Router()
            let links = PublicLinks(
                configured: configuration.publicURL, media: configuration.mediaBaseURL, bound: address)
            router.addMiddleware {
                CrossOriginMiddleware(publicURL: configuration.publicURL)
                ProblemMiddleware()
            }
            WHIPEndpoint(
                registry: registry, authenticator: Authenticator(), links: links,
                bodyTimeout: configuration.requestTimeout,
                clock: environment.clock
            ).add(to: router)
            LiveRoutes(registry: registry, links: links).add(to: router)
            MediaRoutes(storage: environment.storage).add(to: router)
            return router
        }
        var admin: HTTPListener?
        if let address = configuration.admin {
            do {
                admin = try await HTTPListener.start(
                    on: address, idleTimeout: configuration.requestTimeout, logger: environment.logger
                ) { _ in
                    let router = Router()
                    router.addMiddleware { ProblemMiddleware() }
                    AdminRoutes(
                        checks: HealthCheck.node(environment, http: http),
                        metrics: { await environment.counters.snapshot.prometheusText(lives: registry.count) }
                    ).add(to: router)
                    return router
                }
            } catch {
                await http.stop()
                throw error
            }
        }
        environment.logger.notice(
            "this version has no keys: any bearer token opens a live, from this machine only",
            metadata: ["http": "\(http.address)", "udp": "\(environment.udp.address)"])
        return RunningNode(
            addresses: NodeAddresses(http: http.address, udp: environment.udp.address, admin: admin?.address),
            registry: registry, udp: environment.udp, http: http, admin: admin, loops: loops)
    }

    /// Ends the lives, then closes the ports. The media stays served until every playlist is closed.
    func stop() async {
        await registry.stop()
        await http.stop()
        await admin?.stop()
        await udp.close()
        // Fails only when it was shut down already.
        try? await loops.shutdownGracefully()
    }

    private static func makeCertificate() throws(RoadWaveError) -> DTLSCertificate {
        do throws(DTLSError) {
            return try DTLSCertificate.generate()
        } catch {
            throw RoadWaveError(.live, "cannot make a DTLS certificate", cause: error)
        }
    }

    /// Where creators are told to send their media.
    private static func candidates(
        _ configuration: NodeConfiguration, _ udp: UDPServer
    ) throws(RoadWaveError) -> [TransportAddress] {
        let host = configuration.advertisedIP ?? udp.address.host
        guard let ip = TransportAddress.IPAddress(host), let port = UInt16(exactly: udp.address.port) else {
            throw RoadWaveError(.configuration, "'\(host)' cannot be given to creators: expected a numeric address")
        }
        return [TransportAddress(ip: ip, port: port)]
    }
}
