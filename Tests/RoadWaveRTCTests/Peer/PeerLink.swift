import RoadWaveRTC

/// A peer, its creator, and the network between them, in virtual time.
final class PeerLink {
    static let server = TransportAddress(ip: .v4(0xC000_0201), port: 8_000)
    static let home = TransportAddress(ip: .v4(0xCB00_7107), port: 50_000)
    static let elsewhere = TransportAddress(ip: .v4(0xC633_6409), port: 60_000)

    let creator: BareCreator
    let serverCredentials = ICECredentials.random()
    var peer: Peer
    private(set) var now = MonotonicTime.zero
    private(set) var events: [Peer.Event] = []
    /// The addresses whose datagrams the peer asked for, and whether it said that they are proven.
    private(set) var associations: [TransportAddress: Bool] = [:]
    /// What the peer has dropped since the beginning.
    private(set) var drops: [DropReason: Int] = [:]
    /// How many datagrams the peer has sent.
    private(set) var sentByPeer = 0
    /// Where the peer sent its last datagram, and all of them.
    private(set) var lastDestination: TransportAddress?
    private(set) var destinations: Set<TransportAddress> = []
    /// Decides about the n-th datagram, from 0, in either direction; what it answers travels on.
    var network: (_ index: Int, _ datagram: [UInt8]) -> [[UInt8]] = { [$1] }
    private(set) var sentCount = 0

    /// - Parameter fingerprint: what the offer says of the creator's certificate; the truth unless told otherwise.
    init(
        role: DTLSTransport.Role = .server, fingerprint: DTLSFingerprint? = nil, requestsRetransmission: Bool = true,
        retransmission: DTLSRetransmission = DTLSPair.quick
    ) throws {
        let certificate = try DTLSCertificate.generate()
        creator = try BareCreator(
            address: PeerLink.home, server: PeerLink.server, serverCredentials: serverCredentials,
            serverFingerprint: certificate.fingerprint, role: role == .server ? .client : .server,
            retransmission: retransmission)
        var configuration = Peer.Configuration(
            certificate: certificate, localCredentials: serverCredentials, remoteCredentials: creator.credentials,
            fingerprints: [fingerprint ?? creator.certificate.fingerprint], role: role, payloadType: 111,
            requestsRetransmission: requestsRetransmission)
        configuration.retransmission = retransmission
        peer = try Peer(configuration: configuration, now: .zero)
    }

    /// A link whose handshake is done at both ends, its events so far forgotten.
    static func connected(
        role: DTLSTransport.Role = .server, requestsRetransmission: Bool = true
    ) throws -> PeerLink? {
        let link = try PeerLink(role: role, requestsRetransmission: requestsRetransmission)
        guard link.connect() else { return nil }
        link.events = []
        return link
    }

    var isConnected: Bool { peer.isConnected }

    var media: [RTPPacket] {
        events.compactMap { if case .media(let packet) = $0 { packet } else { nil } }
    }

    func connect() -> Bool {
        run { events.contains(.connected) && creator.srtp != nil }
    }

    /// Gives the peer a datagram, now, from the creator's address or another.
    func deliver(_ datagram: [UInt8], from source: TransportAddress? = nil) {
        peer.receive(datagram, from: source ?? creator.address, now: now)
        carry()
    }

    /// Takes the events so far.
    func takeEvents() -> [Peer.Event] {
        defer { events = [] }
        return events
    }

    /// Lets everything happen that is due within `duration`.
    func run(for duration: Duration) {
        let end = now + duration
        _ = run(until: { now >= end }, end: end)
    }

    /// Carries datagrams, and moves time to the next deadline, or to `end`, when none is under way, until `isDone`.
    ///
    /// - Returns: whether it is done; false when nothing can change any more, or after a minute of real time.
    func run(until isDone: () -> Bool, end: MonotonicTime? = nil) -> Bool {
        let clock = ContinuousClock()
        let limit = clock.now + .seconds(60)
        while clock.now < limit {
            carry()
            if isDone() { return true }
            let deadlines = [creator.nextDeadline, peer.nextDeadline, end].compactMap(\.self)
            guard let deadline = deadlines.min() else { return false }
            now = max(now, deadline)
            creator.advance(to: now)
            peer.advance(to: now)
        }
        return isDone()
    }

    private func carry() {
        var isQuiet = false
        while !isQuiet {
            isQuiet = true
            let outgoing = creator.outgoing
            creator.outgoing = []
            for datagram in outgoing {
                isQuiet = false
                for arriving in send(datagram) { peer.receive(arriving, from: creator.address, now: now) }
            }
            while let action = peer.nextAction() {
                switch action {
                case .event(let event):
                    events.append(event)
                    if case .dropped(let reason) = event { drops[reason, default: 0] += 1 }
                case .associate(let address, let isProven): associations[address] = isProven
                case .transmit(let datagram, let destination):
                    isQuiet = false
                    sentByPeer += 1
                    lastDestination = destination
                    destinations.insert(destination)
                    for arriving in send(datagram) where destination == creator.address {
                        creator.receive(arriving, now: now)
                    }
                }
            }
        }
    }

    private func send(_ datagram: [UInt8]) -> [[UInt8]] {
        defer { sentCount += 1 }
        return network(sentCount, datagram)
    }
}
