public import NIOCore
public import NIOPosix
public import RoadWaveRTC

/// A creator's application in Swift: publishes one live over WHIP and UDP.
///
/// ```swift
/// let configuration = Publisher.Configuration(certificate: try .generate())
/// let publisher = try await LivePublisher.connect(
///     to: "http://127.0.0.1:8080/whip?title=Essai", token: token, configuration: configuration)
/// await publisher.send(opus: packet, duration: 960)     // 20 ms; pacing is the caller's
/// await publisher.close()
/// ```
///
/// An actor on one event loop: the protocol core, the socket and its timer are used only there.
public actor LivePublisher {
    /// The live's identifier on the server.
    public nonisolated let liveID: String
    nonisolated let location: String
    nonisolated let whip: WHIPClient
    nonisolated let loop: any EventLoop
    /// The address of the WHIP endpoint.
    nonisolated let endpoint: String
    nonisolated let clock = PublisherClock()
    /// The address to send to instead of an address of the server.
    nonisolated let remap: @Sendable (TransportAddress) -> TransportAddress

    var core: Publisher
    var socket: (any Channel)?
    /// The entity tag of the ICE session on the server; `nil` if it supports no restart.
    var entityTag: String?
    /// Whether another publisher continues the live.
    var isSucceeded = false
    private let localHost: String
    private var timer: Scheduled<Void>?
    private var timerDeadline: MonotonicTime?
    private var connection: CheckedContinuation<Void, any Error>?
    private var outcome: Publisher.Disconnection?
    /// Where each address of the server is reached, and to which of them a datagram from there belongs.
    private var routes: [TransportAddress: SocketAddress] = [:]
    private var origins: [TransportAddress: TransportAddress] = [:]

    /// The event loop runs the actor.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

    /// Posts the offer, connects, and returns when sent Opus arrives.
    ///
    /// - Parameters:
    ///   - endpoint: the WHIP address with its query (`title`, `zone_geo`, `tag`, `classification_age`).
    ///   - token: the creator's bearer token.
    ///   - configuration: the settings of the core: certificate, Opus format, DTLS role. A certificate may serve many
    ///     publishers.
    ///   - liveID: the creator's own interrupted live, to be continued; `nil` for a new one.
    ///   - remap: the address to send to instead of each address in the server's answer, such as a relay's.
    ///   - group: the source of the live's event loop.
    /// - Throws: ``WHIPError``, `PublisherError`, `Publisher.Disconnection`, or the socket's error.
    public static func connect(
        to endpoint: String, token: String, configuration: Publisher.Configuration, resuming liveID: String? = nil,
        remap: @escaping @Sendable (TransportAddress) -> TransportAddress = { $0 },
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) async throws -> LivePublisher {
        let whip = WHIPClient(token: token)
        let core = Publisher(configuration: configuration)
        let resource = try await whip.publish(offer: core.offer(), to: endpoint, resuming: liveID)
        let publisher = LivePublisher(
            core: core, resource: resource, endpoint: endpoint, whip: whip, remap: remap, loop: group.next())
        do {
            try await publisher.open(answer: resource.answer)
        } catch {
            await publisher.close()
            throw error
        }
        return publisher
    }

    private init(
        core: sending Publisher, resource: WHIPClient.Resource, endpoint: String, whip: WHIPClient,
        remap: @escaping @Sendable (TransportAddress) -> TransportAddress, loop: any EventLoop
    ) {
        self.core = core
        self.endpoint = endpoint
        self.remap = remap
        self.whip = whip
        self.loop = loop
        liveID = resource.liveID
        location = resource.location
        entityTag = resource.entityTag
        localHost = Self.localHost(for: resource.answer)
    }

    private func open(answer: String) async throws {
        try await openSocket()
        try core.accept(answer: answer, now: clock.now)
        try await waitUntilConnected()
    }

    /// Opens a socket on a free port.
    func openSocket() async throws {
        socket = try await DatagramBootstrap(group: loop)
            .channelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramInput(publisher: self))
                }
            }
            .bind(host: localHost, port: 0).get()
    }

    /// Waits until a path to the server is found, or no candidate is left.
    func waitUntilConnected() async throws {
        guard connection == nil else { throw LivePublisherError.busy }
        try await withCheckedThrowingContinuation { continuation in
            connection = continuation
            pump()
        }
    }

    /// Any address of this machine, in the IP version of the server: a socket cannot send to the other version.
    private static func localHost(for answer: String) -> String {
        // An unreadable answer is refused later, when it is accepted.
        let candidates = (try? WHIPAnswer(parsing: answer))?.candidates ?? []
        let hasIPv4 = candidates.contains { candidate in
            if case .v4 = candidate.address.ip { true } else { false }
        }
        return hasIPv4 || candidates.isEmpty ? "0.0.0.0" : "::"
    }

    /// Sends one Opus packet now.
    ///
    /// - Parameter duration: the length of its audio, in samples at 48 kHz.
    /// - Returns: false when the live is over.
    @discardableResult
    public func send(opus: [UInt8], duration: Int) -> Bool {
        let sent = core.send(opus: opus, duration: duration, now: clock.now)
        pump()
        return sent
    }

    /// Advances media time without a packet, as a muted or discontinuous sender does.
    ///
    /// - Parameter duration: in samples at 48 kHz.
    public func skip(duration: Int) {
        core.skip(duration: duration)
    }

    /// Counts of sent and dropped packets.
    public var counters: Publisher.Counters { core.counters }

    /// Why the live has ended; `nil` while it goes on.
    public var disconnection: Publisher.Disconnection? { outcome }

    /// Ends the live: DELETE on the WHIP resource, BYE and close_notify, then the socket.
    public func close() async {
        // If the server is gone, or ended the live itself, there is nothing left to delete.
        if !isSucceeded { try? await whip.delete(location) }
        core.close(now: clock.now)
        pump()
        timer?.cancel()
        try? await socket?.close().get()
        socket = nil
    }

    /// Takes a datagram from the socket; called on the event loop.
    func receive(_ datagram: AddressedEnvelope<ByteBuffer>) {
        guard let text = datagram.remoteAddress.ipAddress, let port = datagram.remoteAddress.port,
            let ip = TransportAddress.IPAddress(text)
        else { return }
        let source = TransportAddress(ip: ip, port: UInt16(clamping: port))
        core.receive(Array(datagram.data.readableBytesView), from: origins[source] ?? source, now: clock.now)
        pump()
    }

    /// Performs the actions of the core, then sets the timer for its next deadline.
    private func pump() {
        while let action = core.nextAction() {
            switch action {
            case .transmit(let bytes, let address): transmit(bytes, to: address)
            case .event(.connected):
                connection?.resume()
                connection = nil
            case .event(.disconnected(let reason)):
                outcome = reason
                connection?.resume(throwing: reason)
                connection = nil
            case .event(.reception), .event(.dropped): break
            }
        }
        socket?.flush()
        schedule()
    }

    private func transmit(_ bytes: [UInt8], to address: TransportAddress) {
        guard let socket else { return }
        guard let remote = routes[address] ?? route(to: address) else { return }
        let envelope = AddressedEnvelope(remoteAddress: remote, data: socket.allocator.buffer(bytes: bytes))
        socket.write(envelope, promise: nil)
    }

    /// One server has one or two candidates: the conversion through text is done once for each.
    private func route(to address: TransportAddress) -> SocketAddress? {
        let reached = remap(address)
        let route = try? SocketAddress(ipAddress: reached.ip.description, port: Int(reached.port))
        routes[address] = route
        origins[reached] = address
        return route
    }

    private func schedule() {
        let deadline = core.nextDeadline
        // A timer that fires early finds nothing to do and is set again: cheaper than one more timer for every packet.
        if let deadline, let timerDeadline, timerDeadline <= deadline { return }
        timer?.cancel()
        timer = nil
        timerDeadline = deadline
        guard let deadline else { return }
        timer = loop.scheduleTask(in: clock.delay(until: deadline)) { [weak self] in
            self?.assumeIsolated { $0.ring() }
        }
    }

    private func ring() {
        timerDeadline = nil
        core.advance(to: clock.now)
        pump()
    }
}
