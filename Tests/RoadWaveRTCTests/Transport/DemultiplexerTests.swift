import RoadWaveRTC
import Testing

@Suite("Demultiplexer")
struct DemultiplexerTests {
    private let alice = ICECredentials.random()
    private let bob = ICECredentials.random()
    private let home = TransportAddress(ip: .v4(0xC000_0201), port: 5_000)
    private let train = TransportAddress(ip: .v4(0xC633_6402), port: 6_000)
    private let media: [UInt8] = [0x80, 111, 0, 1]
    private let handshake: [UInt8] = [22, 0xFE, 0xFD]
    private let alert: [UInt8] = [21, 0xFE, 0xFD]

    private func check(for credentials: ICECredentials, password: String? = nil) -> [UInt8] {
        STUNMessage(.request, transactionID: .random(), attributes: [.username(credentials.ufrag + ":peer")])
            .serialized(password: password ?? credentials.password)
    }

    private func withBoth() -> Demultiplexer<String> {
        var demultiplexer = Demultiplexer<String>()
        demultiplexer.register([alice], for: "alice")
        demultiplexer.register([bob], for: "bob")
        return demultiplexer
    }

    private func route(
        _ datagram: [UInt8], from source: TransportAddress, in demultiplexer: Demultiplexer<String>
    ) -> String? {
        demultiplexer.route(datagram, as: DatagramKind(datagram), from: source)
    }

    private func after(_ seconds: Int) -> MonotonicTime { .zero + .seconds(seconds) }

    @Test("a check goes to the session that its username names")
    func username() {
        let demultiplexer = withBoth()
        #expect(route(check(for: bob), from: home, in: demultiplexer) == "bob")
        #expect(route(check(for: alice), from: home, in: demultiplexer) == "alice")
    }

    @Test("media follows an address that its session has validated, and no check by itself")
    func followsAddress() {
        var demultiplexer = withBoth()
        _ = route(check(for: alice), from: home, in: demultiplexer)
        #expect(route(media, from: home, in: demultiplexer) == nil)
        demultiplexer.associate(home, with: "alice", isProven: false, now: .zero)
        #expect(route(media, from: home, in: demultiplexer) == "alice")
        #expect(route(media, from: train, in: demultiplexer) == nil)
    }

    @Test("a check for nobody goes nowhere, even from a known address")
    func unknownUsername() {
        var demultiplexer = withBoth()
        demultiplexer.associate(home, with: "alice", isProven: true, now: .zero)
        #expect(route(check(for: .random()), from: home, in: demultiplexer) == nil)
    }

    @Test("a removed session leaves no ufrag and no address behind, and gets no new one")
    func removal() {
        var demultiplexer = withBoth()
        demultiplexer.associate(home, with: "alice", isProven: true, now: .zero)
        demultiplexer.associate(train, with: "alice", isProven: false, now: .zero)
        demultiplexer.remove("alice")
        demultiplexer.associate(home, with: "alice", isProven: true, now: .zero)
        #expect(route(media, from: home, in: demultiplexer) == nil)
        #expect(route(check(for: alice), from: home, in: demultiplexer) == nil)
        #expect(demultiplexer.count == 1)
        #expect(demultiplexer.addressCount == 0)
    }

    @Test("the proven address of a session is not taken by checks, however long it says nothing")
    func takeover() {
        var demultiplexer = withBoth()
        demultiplexer.associate(home, with: "alice", isProven: true, now: .zero)
        for second in 1...60 { demultiplexer.associate(home, with: "bob", isProven: false, now: after(second)) }
        #expect(route(media, from: home, in: demultiplexer) == "alice")
        #expect(route(alert, from: home, in: demultiplexer) == "alice")
    }

    @Test("a live that begins at the address of another one shakes hands at once, and has the address with its proof")
    func succession() {
        var demultiplexer = withBoth()
        demultiplexer.associate(home, with: "alice", isProven: true, now: .zero)
        demultiplexer.associate(home, with: "bob", isProven: false, now: after(1))
        #expect(route(handshake, from: home, in: demultiplexer) == "bob")
        #expect(route(media, from: home, in: demultiplexer) == "alice")
        demultiplexer.associate(home, with: "bob", isProven: true, now: after(2))
        #expect(route(media, from: home, in: demultiplexer) == "bob")
        demultiplexer.remove("alice")
        #expect(route(media, from: home, in: demultiplexer) == "bob")
    }

    @Test("a live that begins at the address of one that ends inherits it")
    func inheritance() {
        var demultiplexer = withBoth()
        demultiplexer.associate(home, with: "alice", isProven: true, now: .zero)
        demultiplexer.associate(home, with: "bob", isProven: false, now: after(1))
        demultiplexer.remove("alice")
        #expect(route(media, from: home, in: demultiplexer) == "bob")
        #expect(demultiplexer.addressCount == 1)
        demultiplexer.remove("bob")
        #expect(demultiplexer.addressCount == 0)
    }

    @Test("nobody steps into a handshake at another's address, until that one has been silent for ten seconds")
    func unprovenAddress() {
        var demultiplexer = withBoth()
        demultiplexer.associate(home, with: "alice", isProven: false, now: .zero)
        demultiplexer.associate(home, with: "bob", isProven: false, now: after(9))
        #expect(route(handshake, from: home, in: demultiplexer) == "alice")
        demultiplexer.associate(home, with: "bob", isProven: false, now: after(11))
        #expect(route(handshake, from: home, in: demultiplexer) == "bob")
    }

    @Test("one session keeps at most eight unproven addresses, the latest, and no proven one goes for them")
    func bound() {
        var demultiplexer = withBoth()
        demultiplexer.associate(home, with: "alice", isProven: true, now: .zero)
        for port in UInt16(1)...20 {
            demultiplexer.associate(
                TransportAddress(ip: .v4(1), port: port), with: "alice", isProven: false, now: .zero)
        }
        #expect(demultiplexer.addressCount == 9)
        #expect(route(media, from: home, in: demultiplexer) == "alice")
        #expect(route(media, from: TransportAddress(ip: .v4(1), port: 20), in: demultiplexer) == "alice")
        #expect(route(media, from: TransportAddress(ip: .v4(1), port: 12), in: demultiplexer) == nil)
    }

    @Test("one session keeps at most eight proven addresses, the latest")
    func provenBound() {
        var demultiplexer = withBoth()
        for port in UInt16(1)...20 {
            demultiplexer.associate(TransportAddress(ip: .v4(1), port: port), with: "alice", isProven: true, now: .zero)
        }
        #expect(demultiplexer.addressCount == 8)
    }

    @Test("a session answers to the credentials that its owner says, and to no others")
    func restart() {
        var demultiplexer = withBoth()
        let second = ICECredentials.random()
        let third = ICECredentials.random()
        demultiplexer.associate(home, with: "alice", isProven: true, now: .zero)
        demultiplexer.register([alice, second], for: "alice")
        #expect(route(check(for: alice), from: home, in: demultiplexer) == "alice")
        #expect(route(check(for: second), from: home, in: demultiplexer) == "alice")
        demultiplexer.register([alice, third], for: "alice")
        #expect(route(check(for: alice), from: home, in: demultiplexer) == "alice")
        #expect(route(check(for: second), from: home, in: demultiplexer) == nil)
        #expect(route(check(for: third), from: home, in: demultiplexer) == "alice")
        #expect(route(media, from: home, in: demultiplexer) == "alice")
    }

    @Test("random datagrams go nowhere")
    func garbage() {
        let demultiplexer = withBoth()
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<5_000 {
            let datagram = generator.bytes(count: Int.random(in: 0..<64, using: &generator))
            #expect(route(datagram, from: home, in: demultiplexer) == nil)
        }
    }
}
