import RoadWaveRTC
import Testing

@testable import RoadWave

/// The connection in use and its successor, without a live, in virtual time.
@Suite("Connections of a creator", .timeLimit(.minutes(2)))
struct CreatorConnectionsTests {
    @Test("a successor whose handshake is done replaces the connection in use, which is closed")
    func replacement() throws {
        let scene = try ConnectionsScene()
        let first = scene.answer
        try scene.add()
        scene.carry()
        #expect(scene.isHandingOver)
        #expect(scene.answer == first)
        #expect(scene.events[0].contains(.disconnected(.closedByServer)))

        let before = scene.actions.count
        scene.handOver()
        #expect(!scene.isHandingOver)
        let credentials = scene.answer.credentials
        #expect(credentials != first.credentials)
        #expect(scene.actions[before...].prefix(2) == [.register([credentials]), .handedOver])
        scene.say(1)
        scene.carry()
        #expect(scene.packets == 1)
    }

    @Test("packets of the first connection that arrive together with the end of the handshake are not lost")
    func restOfTheFirst() throws {
        let scene = try ConnectionsScene()
        try scene.add()
        var said = 0
        while !scene.isHandingOver, said < 20 {
            scene.say(0)
            said += 1
            _ = scene.exchange()
        }
        #expect(scene.isHandingOver)
        #expect(scene.packets == said)
        // The node closed it itself: nobody has left.
        #expect(!scene.actions.contains { if case .event(.disconnected) = $0 { true } else { false } })
    }

    @Test("a successor that fails leaves the first connection untouched")
    func failedSuccessor() throws {
        let scene = try ConnectionsScene()
        let first = scene.answer
        try scene.add(fakesCertificate: true)
        scene.carry()
        // The node refuses a wrong certificate at the end of the handshake's time.
        scene.advance(to: scene.now + .seconds(20))
        #expect(scene.actions.contains { if case .refused(.failed) = $0 { true } else { false } })
        #expect(!scene.actions.contains(.failed))
        #expect(!scene.isHandingOver)
        #expect(scene.answer == first)
        #expect(scene.credentials == [first.credentials])
        #expect(scene.events[0] == [.connected])
        scene.say(0)
        scene.carry()
        #expect(scene.packets == 1)
    }

    @Test("a first connection that fails says that none is left")
    func failedFirst() throws {
        let scene = try ConnectionsScene(fakesCertificate: true)
        scene.advance(to: scene.now + .seconds(20))
        #expect(scene.actions.contains { if case .event(.disconnected(.failed)) = $0 { true } else { false } })
        #expect(scene.actions.contains(.failed))
    }

    @Test("a successor that nobody checks is refused at its deadline, and not before")
    func deadline() throws {
        let scene = try ConnectionsScene()
        let first = scene.answer.credentials
        try scene.add()
        let deadline = scene.now + LiveSettings().connectTimeout
        scene.advance(to: deadline - .milliseconds(1))
        #expect(scene.credentials.count == 2)
        #expect(scene.deadline.map { $0 <= deadline } == true)
        scene.advance(to: deadline)
        #expect(scene.actions.suffix(2) == [.register([first]), .refused(.consentLost)])
        #expect(scene.credentials == [first])
    }

    @Test("a successor that was checked has the time of its handshake, whatever its deadline")
    func handshakeInTime() throws {
        let scene = try ConnectionsScene()
        try scene.add()
        let deadline = scene.now + LiveSettings().connectTimeout
        scene.advance(to: deadline - .seconds(1))
        scene.carry { DatagramKind($0) == .stun }
        scene.advance(to: deadline)
        #expect(!scene.actions.contains { if case .refused = $0 { true } else { false } })
        #expect(scene.credentials.count == 2)
    }

    @Test("a further successor replaces the one that is being set up")
    func furtherSuccessor() throws {
        let scene = try ConnectionsScene()
        let first = scene.answer.credentials
        try scene.add()
        let second = try #require(scene.credentials.last)
        try scene.add()
        let third = try #require(scene.credentials.last)
        #expect(third != second)
        #expect(scene.credentials == [first, third])
    }
}

/// The two sides of a creator's connections, and a network that loses nothing.
private final class ConnectionsScene {
    private static let server = TransportAddress(ip: .v4(0xC000_0201), port: 8_000)

    /// All actions for the live.
    private(set) var actions: [CreatorConnections.Action] = []
    private(set) var now = MonotonicTime.zero
    /// The events of each application, the first one first.
    private(set) var events: [[Publisher.Event]] = []
    private var connections: CreatorConnections
    private var publishers: [Publisher] = []
    private let certificate: DTLSCertificate

    // The connections cannot be copied, so an expectation cannot look into them.
    var answer: WHIPAnswer { connections.answer }
    var credentials: [ICECredentials] { connections.acceptedCredentials }
    var isHandingOver: Bool { connections.isHandingOver }
    var deadline: MonotonicTime? { connections.nextDeadline }

    /// Packets that the live received.
    var packets: Int { actions.count { if case .event(.media) = $0 { true } else { false } } }

    /// A first connection, whose handshake is done, or has failed.
    init(fakesCertificate: Bool = false) throws {
        certificate = try DTLSCertificate.generate()
        let publisher = Publisher(configuration: Publisher.Configuration(certificate: try .generate()))
        let connection = try Self.connect(publisher, certificate, fakesCertificate: fakesCertificate, now: now)
        let answer = connection.answer.serialized()
        connections = CreatorConnections(connection)
        try accept(answer, publisher)
        carry()
    }

    /// Adds a successor; nothing is exchanged yet.
    /// - Parameter fakesCertificate: whether its certificate is not the one that its offer announces.
    func add(fakesCertificate: Bool = false) throws {
        let publisher = Publisher(configuration: Publisher.Configuration(certificate: try .generate()))
        let connection = try Self.connect(publisher, certificate, fakesCertificate: fakesCertificate, now: now)
        let answer = connection.answer.serialized()
        connections.add(connection, now: now)
        try accept(answer, publisher)
    }

    private static func connect(
        _ publisher: Publisher, _ certificate: DTLSCertificate, fakesCertificate: Bool, now: MonotonicTime
    ) throws -> CreatorConnection {
        var offer = try WHIPOffer(parsing: publisher.offer())
        if fakesCertificate { offer.fingerprints = [certificate.fingerprint] }
        return try CreatorConnection(
            offer, certificate: certificate, candidates: [server], settings: LiveSettings(), now: now)
    }

    private func accept(_ answer: String, _ publisher: Publisher) throws {
        var publisher = publisher
        try publisher.accept(answer: answer, now: now)
        publishers.append(publisher)
        events.append([])
    }

    private static func address(_ index: Int) -> TransportAddress {
        TransportAddress(ip: .v4(0xCB00_7107), port: 50_000 + UInt16(index))
    }

    /// Sends a packet of 20 ms.
    func say(_ index: Int) {
        _ = publishers[index].send(opus: [0xF8, 0xFF, 0xFE], duration: 960, now: now)
    }

    /// Advances the time of the connections; the applications do nothing.
    func advance(to time: MonotonicTime) {
        now = time
        actions += connections.advance(to: now)
        drain()
    }

    func handOver() {
        connections.handOver()
        carry()
    }

    /// Carries datagrams to and fro until there are none.
    /// - Parameter passes: what of the applications' datagrams arrives.
    func carry(passes: (_ datagram: [UInt8]) -> Bool = { _ in true }) {
        while exchange(passes: passes) {}
        drain()
    }

    /// Carries what the applications have to send, the latest first, and then the answers.
    /// - Returns: whether there was anything.
    func exchange(passes: (_ datagram: [UInt8]) -> Bool = { _ in true }) -> Bool {
        var isMoving = false
        for index in publishers.indices.reversed() {
            while let action = publishers[index].nextAction() {
                isMoving = true
                switch action {
                case .event(let event): events[index].append(event)
                case .transmit(let bytes, _):
                    guard passes(bytes) else { continue }
                    connections.receive(Datagram(bytes: bytes, peer: Self.address(index)), now: now)
                }
            }
        }
        drain()
        return isMoving
    }

    private func drain() {
        while let action = connections.nextAction(now: now) {
            actions.append(action)
            guard case .send(let bytes, let address) = action else { continue }
            for index in publishers.indices where Self.address(index) == address {
                publishers[index].receive(bytes, from: Self.server, now: now)
            }
        }
    }
}
