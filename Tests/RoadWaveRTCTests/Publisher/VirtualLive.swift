import Testing

@testable import RoadWaveRTC

/// A publisher, its server, and the network between them, in virtual time: hours pass in milliseconds, and the same
/// seed gives the same network.
final class VirtualLive {
    static let server = TransportAddress(ip: .v4(0xC000_0201), port: 8_000)
    static let home = TransportAddress(ip: .v4(0xCB00_7107), port: 50_000)
    static let elsewhere = TransportAddress(ip: .v4(0xC633_6409), port: 60_000)

    /// Which way a datagram travels.
    enum Direction {
        case toServer
        case toPublisher
    }

    private struct Flight {
        var arrival: MonotonicTime
        var direction: Direction
        /// The publisher's address: where it comes from, or goes to.
        var address: TransportAddress
        var datagram: [UInt8]
    }

    var publisher: Publisher
    var peer: Peer
    private(set) var now = MonotonicTime.zero
    /// Where the publisher is: what is under way to another of its addresses does not find it.
    var address = home
    private(set) var publisherEvents: [Publisher.Event] = []
    private(set) var peerEvents: [(time: MonotonicTime, event: Peer.Event)] = []
    /// Decides about a datagram: the delays after which it arrives, once for each copy; none loses it.
    var network: (_ direction: Direction, _ datagram: [UInt8]) -> [Duration] = { _, _ in [.milliseconds(10)] }
    private var flights: [Flight] = []

    /// Offer and answer are exchanged as over WHIP, as text.
    init(
        setup: DTLSSetup = .actpass, fingerprint: DTLSFingerprint? = nil, firstSequenceNumber: UInt16 = 0,
        retransmission: DTLSRetransmission = DTLSRetransmission()
    ) throws {
        let certificate = try DTLSCertificate.generate()
        var configuration = Publisher.Configuration(
            certificate: try DTLSCertificate.generate(), setup: setup, firstTimestamp: UInt32.max - 48_000)
        configuration.firstSequenceNumber = firstSequenceNumber
        configuration.retransmission = retransmission
        publisher = Publisher(configuration: configuration)
        let offer = try WHIPOffer(parsing: publisher.offer())
        let answer = WHIPAnswer(
            answering: offer, credentials: .random(), fingerprint: fingerprint ?? certificate.fingerprint,
            addresses: [Self.server])
        var connection = Peer.Configuration(offer: offer, answer: answer, certificate: certificate)
        connection.retransmission = retransmission
        peer = try Peer(configuration: connection, now: .zero)
        try publisher.accept(answer: answer.serialized(), now: .zero)
        carry()
    }

    /// A live whose two sides are connected.
    static func connected(setup: DTLSSetup = .actpass, firstSequenceNumber: UInt16 = 0) throws -> VirtualLive {
        let live = try VirtualLive(setup: setup, firstSequenceNumber: firstSequenceNumber)
        live.run(until: .zero + .seconds(1))
        return live
    }

    /// Lets time pass, event by event.
    func run(until end: MonotonicTime) {
        while let next = [publisher.nextDeadline, peer.nextDeadline, flights.map(\.arrival).min()].compactMap(\.self)
            .min(),
            next <= end
        {
            now = max(now, next)
            publisher.advance(to: now)
            peer.advance(to: now)
            carry()
            let landing = flights.filter { $0.arrival <= now }
            flights.removeAll { $0.arrival <= now }
            for flight in landing {
                switch flight.direction {
                case .toServer: peer.receive(flight.datagram, from: flight.address, now: now)
                case .toPublisher where flight.address != address: continue
                case .toPublisher: publisher.receive(flight.datagram, from: Self.server, now: now)
                }
                carry()
            }
        }
        now = max(now, end)
    }

    /// Sends one packet; whether it went out.
    func send(_ opus: [UInt8]) -> Bool {
        defer { carry() }
        return publisher.send(opus: opus, duration: 960, now: now)
    }

    /// Restarts ICE as over a `PATCH`, as text; the answer comes at once.
    func restartICE() throws {
        let proposal = try TrickleFragment(parsing: try publisher.restartICE().serialized())
        let credentials = ICECredentials.random()
        peer.restartICE(local: credentials, remote: try #require(proposal.credentials))
        let answer = TrickleFragment(credentials: credentials, candidates: [.host(Self.server, index: 0)])
        try publisher.accept(restart: answer.serialized(), now: now)
        carry()
    }

    /// Publishes these packets, one each 20 ms; the payload of each is its number.
    func publish(_ numbers: Range<Int>) {
        for number in numbers {
            _ = send(Self.payload(number))
            run(until: now + .milliseconds(20))
        }
    }

    static func payload(_ number: Int) -> [UInt8] {
        [UInt8(number >> 16 & 0xFF), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)] + [UInt8](repeating: 7, count: 60)
    }

    /// Performs what both sides ask.
    func carry() {
        while let action = publisher.nextAction() {
            switch action {
            case .transmit(let datagram, Self.server): launch(datagram, .toServer, address)
            case .transmit: break
            case .event(let event): publisherEvents.append(event)
            }
        }
        while let action = peer.nextAction() {
            switch action {
            case .transmit(let datagram, let destination): launch(datagram, .toPublisher, destination)
            case .associate: break
            case .event(let event): peerEvents.append((now, event))
            }
        }
    }

    private func launch(_ datagram: [UInt8], _ direction: Direction, _ address: TransportAddress) {
        for delay in network(direction, datagram) {
            flights.append(Flight(arrival: now + delay, direction: direction, address: address, datagram: datagram))
        }
    }

    /// Whether both sides are connected.
    var isConnected: Bool { isServerConnected && publisherEvents.contains(.connected) }

    /// Whether the server sees the publisher as connected.
    var isServerConnected: Bool { peer.isConnected }

    /// The packets that the server decrypted, as they came.
    var media: [(time: MonotonicTime, packet: RTPPacket)] {
        peerEvents.compactMap { if case .media(let packet) = $0.event { ($0.time, packet) } else { nil } }
    }

    /// Why the publisher is disconnected.
    var disconnections: [Publisher.Disconnection] {
        publisherEvents.compactMap { if case .disconnected(let reason) = $0 { reason } else { nil } }
    }
}
