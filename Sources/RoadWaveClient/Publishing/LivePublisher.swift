public import NIOCore
public import NIOPosix
public import WebRTC

/// A creator's application in Swift: publishes one live over WHIP and UDP.
///
/// ```swift
/// let publisher = try await LivePublisher.connect(to: "http://127.0.0.1:8080/whip?title=Essai", token: token)
/// publisher.send(opus: packet, duration: 960)     // 20 ms; pacing is the caller's
/// await publisher.close()
/// ```
///
/// An actor of one event loop: the protocol core, the socket and its timer are only touched there.
public actor LivePublisher {
    /// The live's identifier on the server.
    public nonisolated let liveID: String
    private nonisolated let location: String
    private nonisolated let whip: WHIPClient
    private nonisolated let loop: any EventLoop

    private var core: Publisher
    private var socket: (any Channel)?
    private let clock: PublisherClock
    private var timer: Scheduled<Void>?
    private var timerDeadline: MonotonicTime?
    private var connection: CheckedContinuation<Void, any Error>?
    private var outcome: Publisher.Disconnection?
    private var isConnected = false
    private var remoteAddresses: [TransportAddress: SocketAddress] = [:]

    /// The event loop runs the actor.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

    /// Posts the offer, connects, and returns when Opus that is sent arrives.
    ///
    /// - Parameters:
    ///   - endpoint: the WHIP address with its query (`title`, `zone_geo`, `tag`, `classification_age`).
    ///   - token: the creator's bearer token.
    ///   - configuration: the core's: certificate, Opus format, DTLS role. A certificate may serve many publishers.
    ///   - remap: where to send instead of each address of the server's answer, as to a ``UDPRelay`` before it.
    ///   - group: where the live's event loop is taken from.
    /// - Throws: ``WHIPError``, `PublisherError`, `Publisher.Disconnection`, or the socket's error.
    public static func connect(
        to endpoint: String, token: String, configuration: Publisher.Configuration,
        remap: @escaping @Sendable (TransportAddress) -> TransportAddress = { $0 },
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) async throws -> LivePublisher {
        let whip = WHIPClient(token: token)
        let core = Publisher(configuration: configuration)
        let resource = try await whip.publish(offer: core.offer(), to: endpoint)
        let publisher = LivePublisher(
            core: core, resource: resource, whip: whip, loop: group.next())
        do {
            try await publisher.open(answer: Self.answer(resource.answer, remap))
        } catch {
            await publisher.close()
            throw error
        }
        return publisher
    }

    private init(core: sending Publisher, resource: WHIPClient.Resource, whip: WHIPClient, loop: any EventLoop) {
        self.core = core
        self.whip = whip
        self.loop = loop
        liveID = resource.liveID
        location = resource.location
        clock = PublisherClock()
    }

    private static func answer(
        _ text: String, _ remap: (TransportAddress) -> TransportAddress
    ) throws(PublisherError) -> WHIPAnswer {
        do {
            var answer = try WHIPAnswer(parsing: text)
            for index in answer.candidates.indices {
                answer.candidates[index].address = remap(answer.candidates[index].address)
            }
            return answer
        } catch {
            throw .answer(error)
        }
    }

    private func open(answer: WHIPAnswer) async throws {
        try core.accept(answer: answer.serialized(), now: clock.now)
        socket = try await DatagramBootstrap(group: loop)
            .channelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramInput(publisher: self))
                }
            }
            .bind(host: Self.localAddress(for: answer), port: 0).get()
        try await withCheckedThrowingContinuation { continuation in
            connection = continuation
            pump()
        }
    }

    /// Any address of this machine, of the family of the server's: a socket of one sends nothing to the other.
    private static func localAddress(for answer: WHIPAnswer) -> String {
        let hasIPv4 = answer.candidates.contains { candidate in
            if case .v4 = candidate.address.ip { true } else { false }
        }
        return hasIPv4 || answer.candidates.isEmpty ? "0.0.0.0" : "::"
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

    /// Lets media time pass without a packet, as a muted or discontinuous sender does.
    ///
    /// - Parameter duration: in samples at 48 kHz.
    public func skip(duration: Int) {
        core.skip(duration: duration)
    }

    /// What was sent and refused so far.
    public var counters: Publisher.Counters { core.counters }

    /// Why the live is over; `nil` while it goes on.
    public var disconnection: Publisher.Disconnection? { outcome }

    /// Ends the live: DELETE on the WHIP resource, BYE and close_notify, then the socket. Does nothing twice.
    public func close() async {
        // A server that is gone, or that ended the live itself, has nothing left to delete.
        try? await whip.delete(location)
        core.close(now: clock.now)
        pump()
        timer?.cancel()
        try? await socket?.close().get()
        socket = nil
    }

    /// Takes a datagram from the socket; called on the event loop.
    fileprivate func receive(_ datagram: AddressedEnvelope<ByteBuffer>) {
        guard let text = datagram.remoteAddress.ipAddress, let port = datagram.remoteAddress.port,
            let ip = TransportAddress.IPAddress(text)
        else { return }
        let source = TransportAddress(ip: ip, port: UInt16(clamping: port))
        core.receive(Array(datagram.data.readableBytesView), from: source, now: clock.now)
        pump()
    }

    /// Performs what the core asks, then sets the timer for what it awaits.
    private func pump() {
        while let action = core.nextAction() {
            switch action {
            case .transmit(let bytes, let address): transmit(bytes, to: address)
            case .event(.connected):
                isConnected = true
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
        // One server, one or two candidates: the conversion through text is done once for each.
        if remoteAddresses[address] == nil {
            remoteAddresses[address] = try? SocketAddress(ipAddress: address.ip.description, port: Int(address.port))
        }
        guard let remote = remoteAddresses[address] else { return }
        let envelope = AddressedEnvelope(remoteAddress: remote, data: socket.allocator.buffer(bytes: bytes))
        socket.write(envelope, promise: nil)
    }

    private func schedule() {
        let deadline = core.nextDeadline
        // A timer that rings early finds nothing to do and is set anew: cheaper than one more for every packet.
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

/// Hands the socket's datagrams to the publisher, on the loop that both share.
private final class DatagramInput: ChannelInboundHandler, Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let publisher: LivePublisher

    init(publisher: LivePublisher) { self.publisher = publisher }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let datagram = unwrapInboundIn(data)
        publisher.assumeIsolated { $0.receive(datagram) }
    }
}
