package import NIOCore
internal import NIOPosix
package import RoadWaveRTC

/// A bad network on real sockets: clients send to ``address`` what is meant for a server, and what passes is delayed,
/// lost, repeated and reordered on its way, in each direction after its own ``NetworkConditions``.
///
/// Each client, known by its source address, has a socket of its own towards the server, so that the server tells them
/// apart as on any network; and links of its own, so that its luck depends on its own datagrams only.
///
/// ```swift
/// try await UDPRelay.with(server: server, conditions: mobile) { relay in
///     let publisher = try await LivePublisher.connect(to: whip, token: token, remap: relay.remap)
/// }
/// ```
///
/// An actor of one event loop: its sockets, links and timers are only touched there.
package actor UDPRelay {
    /// What passed so far.
    package struct Counters: Hashable, Sendable {
        /// On the way to the server.
        package var toServer = LinkCounters()
        /// On the way to the clients.
        package var toClients = LinkCounters()
        /// Clients that sent something.
        package var clients = 0
        /// Datagrams of clients beyond ``UDPRelay/maximumClients``, or for which the system has no socket left.
        package var refused = 0
    }

    /// Sees each datagram of a client as the network gets it, on the relay's loop: the client's number, counted from 0 in
    /// the order of their first datagrams, the datagram, and whether the network loses it.
    package typealias Tap = @Sendable (_ client: Int, _ datagram: [UInt8], _ isLost: Bool) -> Void

    /// Each client costs a socket: well under the 1,024 files that a process may commonly open.
    package static let maximumClients = 512

    /// Where the server is, as far as was known when the relay opened.
    package nonisolated let server: TransportAddress
    /// Where clients send, and where they hear the server from.
    package nonisolated let address: TransportAddress

    /// The event loop runs the actor.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

    private nonisolated let loop: any EventLoop
    private let front: any Channel
    private var serverAddress: SocketAddress
    private let tap: Tap?
    private let clock = RelayClock()
    private var toServer: NetworkConditions
    private var toClients: NetworkConditions
    private var lines: [RelayLine] = []
    private var numbers: [SocketAddress: Int] = [:]
    private var refused = 0

    /// Opens a relay; it runs until it is closed.
    ///
    /// - Parameters:
    ///   - server: where the datagrams of clients go.
    ///   - address: where the relay listens: a free port of the loopback unless told otherwise.
    ///   - conditions: the network towards the server.
    ///   - back: the network towards the clients; as towards the server when nil.
    ///   - tap: sees what clients send.
    ///   - group: where the relay's event loop is taken from.
    /// - Throws: the socket's error.
    package static func open(
        server: TransportAddress, listeningOn address: TransportAddress? = nil,
        conditions: NetworkConditions = .perfect, back: NetworkConditions? = nil, tap: Tap? = nil,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) async throws -> UDPRelay {
        let loop = group.next()
        let entrance = RelayInput()
        let local = try address.map { try SocketAddress($0) } ?? SocketAddress(ipAddress: "127.0.0.1", port: 0)
        let front = try await entrance.bind(to: local, on: loop).get()
        guard let bound = front.localAddress.flatMap({ TransportAddress($0) }) else {
            throw SocketAddressError.unsupported
        }
        let relay = UDPRelay(
            server: server, address: bound, serverAddress: try SocketAddress(server), front: front, loop: loop,
            conditions: (conditions, back ?? conditions), tap: tap)
        await relay.listen(entrance)
        return relay
    }

    /// Opens a relay for the time of `body`.
    ///
    /// - Throws: the socket's error, or that of `body`.
    package static func with<Result: Sendable>(
        server: TransportAddress, listeningOn address: TransportAddress? = nil,
        conditions: NetworkConditions = .perfect, back: NetworkConditions? = nil, tap: Tap? = nil,
        _ body: (UDPRelay) async throws -> Result
    ) async throws -> Result {
        let relay = try await open(
            server: server, listeningOn: address, conditions: conditions, back: back, tap: tap)
        do {
            let result = try await body(relay)
            await relay.close()
            return result
        } catch {
            await relay.close()
            throw error
        }
    }

    private init(
        server: TransportAddress, address: TransportAddress, serverAddress: SocketAddress, front: any Channel,
        loop: any EventLoop, conditions: (NetworkConditions, NetworkConditions), tap: Tap?
    ) {
        self.server = server
        self.address = address
        self.serverAddress = serverAddress
        self.front = front
        self.loop = loop
        (toServer, toClients) = conditions
        self.tap = tap
    }

    /// Where a client has to send what is meant for `address`: to the relay when that is its server.
    package nonisolated func remap(_ address: TransportAddress) -> TransportAddress {
        address == server ? self.address : address
    }

    /// Changes the network in both directions; datagrams under way arrive as they were going to.
    package func change(to conditions: NetworkConditions, back: NetworkConditions? = nil) {
        toServer = conditions
        toClients = back ?? conditions
        for line in lines { line.change(toServer: toServer, toClient: toClients) }
    }

    /// Sends to another server from now on: one that could only be started once the relay's own address was known, or
    /// that has come back at another address.
    ///
    /// - Throws: never for an address of the former server's family, which the relay's sockets are of.
    package func redirect(to server: TransportAddress) throws { serverAddress = try SocketAddress(server) }

    /// What passed so far.
    package var counters: Counters {
        var counters = Counters(clients: lines.count, refused: refused)
        for line in lines {
            counters.toServer = counters.toServer + line.toServer.counters
            counters.toClients = counters.toClients + line.toClient.counters
        }
        return counters
    }

    /// Sends datagrams to the server from the address that it knows a client by, at once and without loss.
    ///
    /// - Parameter client: its number, as ``Tap`` tells it; nothing is sent for one that has not been seen.
    package func inject(_ datagrams: [[UInt8]], asClient client: Int) async throws {
        guard lines.indices.contains(client) else { return }
        let socket = try await lines[client].socket.get()
        for datagram in datagrams { try await socket.writeAndFlush(envelope(datagram, to: serverAddress)).get() }
    }

    /// Closes all sockets; what is under way is lost.
    package func close() async {
        for line in lines {
            line.timer?.cancel()
            try? await line.socket.get().close().get()
        }
        // Only fails when it is closed already.
        try? await front.close().get()
    }
}

// MARK: - On the loop

extension UDPRelay {
    private func listen(_ entrance: RelayInput) {
        entrance.take { [weak self] datagram in self?.assumeIsolated { $0.receiveFromClient(datagram) } }
    }

    private func receiveFromClient(_ datagram: AddressedEnvelope<ByteBuffer>) {
        guard let number = line(of: datagram.remoteAddress) else {
            refused += 1
            return
        }
        let bytes = Array(datagram.data.readableBytesView)
        let before = lines[number].toServer.counters.lost
        lines[number].toServer.send(bytes, now: clock.now)
        tap?(number, bytes, lines[number].toServer.counters.lost > before)
        pump(number)
    }

    private func receiveFromServer(_ datagram: AddressedEnvelope<ByteBuffer>, for number: Int) {
        guard lines.indices.contains(number) else { return }
        lines[number].toClient.send(Array(datagram.data.readableBytesView), now: clock.now)
        pump(number)
    }

    /// The line of a client; a new one for a new client, nil when there are too many.
    private func line(of client: SocketAddress) -> Int? {
        if let number = numbers[client] { return number }
        guard lines.count < Self.maximumClients, let local = try? SocketAddress(ipAddress: anyPort, port: 0) else {
            return nil
        }
        let number = lines.count
        let input = RelayInput()
        input.take { [weak self] datagram in self?.assumeIsolated { $0.receiveFromServer(datagram, for: number) } }
        let socket = input.bind(to: local, on: loop)
        lines.append(
            RelayLine(client: client, number: number, socket: socket, toServer: toServer, toClient: toClients))
        numbers[client] = number
        return number
    }

    /// Any address of this machine, of the server's family.
    private var anyPort: String {
        if case .v4 = server.ip { "0.0.0.0" } else { "::" }
    }

    /// Sends on what has arrived, then waits for what is under way.
    private func pump(_ number: Int) {
        let line = lines[number]
        let now = clock.now
        let arrived = line.toServer.deliver(now: now).map { envelope($0, to: serverAddress) }
        if !arrived.isEmpty {
            line.socket.whenSuccess { socket in
                for envelope in arrived { socket.write(envelope, promise: nil) }
                socket.flush()
            }
        }
        for datagram in line.toClient.deliver(now: now) {
            front.write(envelope(datagram, to: line.client), promise: nil)
        }
        front.flush()
        schedule(number)
    }

    private func schedule(_ number: Int) {
        let line = lines[number]
        line.timer?.cancel()
        line.timer = line.nextDeadline.map { deadline in
            loop.scheduleTask(in: clock.delay(until: deadline)) { [weak self] in
                self?.assumeIsolated { $0.pump(number) }
            }
        }
    }

    private func envelope(_ bytes: [UInt8], to address: SocketAddress) -> AddressedEnvelope<ByteBuffer> {
        AddressedEnvelope(remoteAddress: address, data: ByteBuffer(bytes: bytes))
    }
}
