internal import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import RoadWaveRTC
internal import ServiceLifecycle

/// The parts of a started node, wired together.
/// See docs/decisions/nodes.md, « Stop ».
struct RunningNode: Sendable {
    let addresses: NodeAddresses
    let registry: LiveRegistry
    /// The path patterns of the routes on the ports.
    let paths: Set<String>
    /// The dependencies of the node, and their state.
    let checks: [HealthCheck]
    private let services: NodeServices

    static func start(
        _ configuration: NodeConfiguration, clock: NodeClock, events: EventHub, logger: Logger,
        openStorage: MediaStorage.Opening, authenticator: (any Authenticator)?
    ) async throws(RoadWaveError) -> RunningNode {
        do throws(ConfigurationError) {
            try configuration.validate(hasAuthenticator: authenticator != nil)
        } catch {
            throw RoadWaveError(.configuration, error.description)
        }
        var parts = OpenedParts()
        do throws(RoadWaveError) {
            return try await open(
                configuration, clock: clock, events: events, logger: logger, openStorage: openStorage,
                authenticator: authenticator, parts: &parts)
        } catch {
            await parts.close()
            throw error
        }
    }

    /// Opens the parts one after another.
    private static func open(
        _ configuration: NodeConfiguration, clock: NodeClock, events: EventHub, logger: Logger,
        openStorage: MediaStorage.Opening, authenticator: (any Authenticator)?, parts: inout OpenedParts
    ) async throws(RoadWaveError) -> RunningNode {
        let metrics = NodeMetrics()
        let keys =
            authenticator == nil
            ? try await TokenKeyring.open(configuration, metrics: metrics.api, logger: logger) : nil
        // One loop for the UDP port, and one media loop per core.
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount + 1)
        // Fails only if it was already shut down.
        parts.add { try? await loops.shutdownGracefully() }
        let directory = try DataDirectory(path: configuration.dataDirectory)
        parts.add { directory.release() }
        let storage = try await openStorage(configuration, logger)
        parts.add { await storage.close() }
        let monitoring = try await RunningMonitoring.open(
            configuration, directory: directory.path, watchesResources: true, clock: clock, metrics: metrics.alerts,
            logger: logger)
        parts.add { await monitoring.close() }
        parts.add(monitoring.sending)
        let database = try await RunningDatabase.open(
            configuration, clock: clock, metrics: metrics.catalogue, logger: logger)
        parts.add { await database.stop() }
        parts.add(
            AuditUpkeep(
                store: database.auditStore, keptDays: configuration.auditKeptDays, clock: clock,
                metrics: metrics.audit, logger: logger))
        let replays = try RunningReplays.open(
            configuration, jobs: database.replayJobs, retention: database.retention, media: storage, clock: clock,
            metrics: metrics.replays, sweeps: metrics.sweeps, logger: logger)
        parts.add { await replays.close() }
        let journal = try RunningJournal(
            configuration, directory: directory, storage: storage, clock: clock, logger: logger)
        parts.add { await journal.stop() }
        let slots = try await SlotKeeper.make(configuration, clock: clock, metrics: metrics.capacity, logger: logger)
        parts.add { await slots.stop() }
        let udp = try await UDPServer.bind(
            to: configuration.udp, eventLoop: loops.next(), clock: clock, metrics: metrics.lives.ingest,
            logger: logger)
        parts.add { await udp.close() }
        let recordings = RecordingDirectory(
            path: "\(directory.path)/recordings", configuration: configuration.recording)
        let membership = try NodeMembership.make(
            configuration, clock: clock, metrics: metrics.nodes, logger: logger)
        parts.closeIfStartFails { await membership.stop() }
        let backup = replays.backup(of: recordings, on: membership.keeper.id, metrics: metrics.lives.recording)
        let secondary = SecondaryWatch(
            replays.archive.storage, remedy: SecondaryStorage.remedy(configuration), clock: clock,
            metrics: metrics.lives.recording, logger: logger)
        parts.add(SecondaryWatchService(watch: secondary))
        // Also without workers: theirs may be started for what is in the queue.
        parts.add(ReplayQueueService(keeper: replays.keeper(), clock: clock))
        if configuration.replay.workers > 0 {
            parts.add(
                replays.worker(concurrency: configuration.replay.workers) { live, reason in
                    events.publish(.replayFailed(live))
                    monitoring.desk.replayFailed(live, reason: reason)
                })
        }
        parts.add(BackupService(backup: backup, leftovers: recordings.recordings(), clock: clock))
        parts.add(
            SweepService(
                sweep: replays.sweep(of: recordings), period: configuration.replay.sweepPeriod, clock: clock))
        let audience = AudienceKeeper.make(
            configuration, clock: clock, archive: database.audience, events: events, audit: database.audit,
            metrics: metrics.audience, logger: logger)
        let resources = LiveSession.Resources(
            settings: configuration.live, clock: clock, certificate: try makeCertificate(), udp: udp,
            candidates: try candidates(configuration, udp), storage: storage, events: events,
            metrics: metrics.lives, logger: logger, catalogue: database.catalogue, recordings: recordings,
            fence: configuration.redis == nil ? .open : membership.keeper.fence)
        let registry = LiveRegistry(
            outlets: LiveRegistry.Outlets(
                events: events, metrics: metrics.lives, logger: logger, journal: journal.journal,
                catalogue: database.catalogue, audit: database.audit, audience: audience, nodes: membership,
                queueFollowUp: { live in
                    Task { await backup.complete(live.id, mayBeElsewhere: live.state == .lost) }
                }),
            clock: clock, router: udp.router,
            loops: (0..<System.coreCount).map { _ in MediaLoop(eventLoop: loops.next(), clock: clock) }, slots: slots,
            makeSession: LiveSession.factory(resources))
        parts.closeIfStartFails { await registry.stop() }
        let measuring = monitoring.measuring(registry)
        parts.add(measuring)
        let surroundings = NodeMembership.Surroundings(
            lives: registry, catalogue: database.catalogue, storage: storage,
            segment: configuration.live.broadcast.segmentDuration, events: events, clock: clock, logger: logger)
        try await journal.start(registry)
        let node = try await serve(
            configuration, surroundings, udp: udp, database: database, secondary: secondary, audience: audience,
            membership: membership, monitor: measuring.monitor, alerting: monitoring.desk, queue: replays.queue,
            gate: Gate(
                configuration, authenticator: authenticator ?? keys, revocations: database.revocations,
                audit: database.audit, clock: clock, metrics: metrics.api, logger: logger),
            keys: keys, metrics: metrics, parts: &parts)
        await slots.start()
        await membership.start(in: surroundings, url: configuration.publicURL ?? node.addresses.httpURL)
        return node
    }

    /// Opens HTTP last: a response means that all other parts are open.
    private static func serve(
        _ configuration: NodeConfiguration, _ surroundings: NodeMembership.Surroundings, udp: UDPServer,
        database: RunningDatabase, secondary: SecondaryWatch, audience: AudienceKeeper, membership: NodeMembership,
        monitor: ResourceMonitor, alerting: AlertDesk, queue: any ReplayQueue, gate: Gate, keys: TokenKeyring?,
        metrics: NodeMetrics, parts: inout OpenedParts
    ) async throws(RoadWaveError) -> RunningNode {
        let (registry, logger, clock) = (surroundings.lives, surroundings.logger, surroundings.clock)
        let connections = try HTTPConnectionLimits(configuration, verifiesTokens: gate.verifiesTokens)
        let certificate = try configuration.tls.map { files throws(RoadWaveError) in
            try ServerCertificate.open(files, logger: logger)
        }
        let http = try await HTTPListener.start(
            on: configuration.http, certificate: certificate,
            connections: GuardedConnections(connections, origins: gate.origins, metrics: metrics.api),
            logger: logger
        ) { address in
            let router = Router(context: NodeRequestContext.self)
            let links = PublicLinks(
                configured: configuration.publicURL, media: configuration.mediaBaseURL, bound: address,
                scheme: certificate == nil ? "http" : "https")
            router.addMiddleware {
                SecurityHeadersMiddleware(
                    isSecure: certificate != nil || configuration.publicURL?.hasPrefix("https:") == true)
                CrossOriginMiddleware(
                    publicURL: configuration.publicURL, verifiesTokens: gate.verifiesTokens)
                ProblemMiddleware()
                RateLimitMiddleware(gate: gate)
            }
            let lives = LiveLookup(
                registry: registry, keeper: membership.keeper, catalogue: database.catalogue, logger: logger)
            let bodies = BoundedBody(timeout: configuration.requestTimeout, clock: clock)
            WHIPEndpoint(
                registry: registry, lives: lives, audience: audience, gate: gate, links: links, bodies: bodies
            ).add(to: router)
            let list = LiveList(catalogue: database.catalogue, registry: registry, keeper: membership.keeper)
            LiveRoutes(list: list, lives: lives, audience: audience, links: links, gate: gate).add(to: router)
            let places = EventStreamPlaces(
                configuration.eventStreams
                    ?? EventStreamLimits(connections, configuration, verifiesTokens: gate.verifiesTokens),
                metrics: metrics.api)
            LiveEventRoutes(
                lives: lives, gate: gate, audience: audience, hub: surroundings.events, clock: clock,
                keepAlive: configuration.eventKeepAlive, places: places
            ).add(to: router)
            AudienceRoutes(
                desk: AudienceDesk(audience: audience, lives: lives), gate: gate,
                configuration: configuration.audience, links: links, bodies: bodies
            ).add(to: router)
            CurveRoutes(lives: lives, archive: database.audience, gate: gate).add(to: router)
            if configuration.servesMedia ?? (configuration.s3 == nil || configuration.mediaBaseURL == nil) {
                MediaRoutes(storage: surroundings.storage).add(to: router)
            }
            ReplayRoutes(replays: database.replayJobs, links: links, gate: gate).add(to: router)
            let desk = OperatorDesk(
                list: list, audience: audience, archive: database.audience, keeper: membership.keeper,
                jobs: database.replayJobs, queue: queue, usage: database.usage, audit: database.audit, clock: clock,
                logger: logger)
            OperatorRoutes(
                desk: desk, overview: OperatorOverview(desk: desk, monitor: monitor, alerting: alerting), lives: lives,
                registry: registry, gate: gate, links: links, bodies: bodies, places: places
            ).add(to: router)
            RevocationRoutes(gate: gate, audit: database.audit, date: { clock.date }, bodies: bodies).add(to: router)
            PageRoutes(
                PageSettings(configuration, verifiesTokens: gate.verifiesTokens), mediaBase: configuration.mediaBaseURL,
                nodes: configuration.nodeURLs
            ).add(to: router)
            return router
        }
        parts.add(GateUpkeep(gate, keys: keys, clock: clock))
        if let certificate { parts.add(CertificateUpkeep(certificate, clock: clock)) }
        // The media is served until every playlist is closed, or left to the next start.
        parts.add { await http.stop() }
        let checks: [HealthCheck] =
            HealthCheck.node(storage: surroundings.storage, udp: udp, http: http) + [
                .capacity(registry.slots), .drain(registry), database.check, .secondary(secondary),
            ] + (configuration.s3 == nil ? [] : [.disk(configuration.dataDirectory)])
        var admin: HTTPListener?
        if let address = configuration.admin {
            let listener = try await HTTPListener.start(
                on: address,
                connections: GuardedConnections(
                    HTTPConnectionLimits(total: 64, perNetwork: nil, timeout: configuration.requestTimeout),
                    origins: gate.origins, metrics: metrics.api),
                logger: logger
            ) { _ in
                let router = Router(context: NodeRequestContext.self)
                router.addMiddleware { ProblemMiddleware() }
                AdminRoutes(
                    checks: checks,
                    gate: address.isLoopback || configuration.isAdminOpen ? nil : gate,
                    metrics: { await metrics.page(of: registry, audience, certificateExpiry: certificate?.expiry) }
                ).add(to: router)
                return router
            }
            parts.add { await listener.stop() }
            admin = listener
        }
        if !gate.verifiesTokens {
            logger.notice(
                "no keys: any bearer token opens a live, from this machine only",
                metadata: ["http": "\(http.address)", "udp": "\(udp.address)"])
        }
        parts.add(audience)
        parts.add { await membership.stop() }
        parts.add { await registry.stop() }
        return RunningNode(
            addresses: NodeAddresses(
                http: http.address, udp: udp.address, admin: admin?.address, isSecure: certificate != nil),
            registry: registry, paths: http.paths.union(admin?.paths ?? []), checks: checks,
            services: parts.run(logger: logger))
    }

    /// Ends the lives, then closes the ports.
    func stop() async { await services.stop() }

    private static func makeCertificate() throws(RoadWaveError) -> DTLSCertificate {
        do throws(DTLSError) {
            return try DTLSCertificate.generate()
        } catch {
            throw RoadWaveError(.live, "cannot make a DTLS certificate", cause: error)
        }
    }

    /// The addresses where creators may send their media.
    private static func candidates(
        _ configuration: NodeConfiguration, _ udp: UDPServer
    ) throws(RoadWaveError) -> [TransportAddress] {
        let bound = AdvertisedAddress(host: udp.address.host)
        let advertised = configuration.advertised.isEmpty ? [bound] : configuration.advertised
        return try advertised.map { address throws(RoadWaveError) in
            guard let candidate = address.transportAddress(bound: udp.address.port) else {
                throw RoadWaveError(
                    .configuration, "'\(address)' cannot be given to creators: expected a numeric address")
            }
            return candidate
        }
    }
}
