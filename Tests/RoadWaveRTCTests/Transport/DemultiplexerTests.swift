import RoadWaveRTC
import Testing

@Suite("Demultiplexer")
struct DemultiplexerTests {
    private let alice = ICECredentials.random()
    private let bob = ICECredentials.random()
    private let home = TransportAddress(ip: .v4(0xC000_0201), port: 5_000)
    private let train = TransportAddress(ip: .v4(0xC633_6402), port: 6_000)
    private let media: [UInt8] = [0x80, 111, 0, 1]

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

    @Test("a check goes to the session that its username names")
    func username() {
        var demultiplexer = withBoth()
        #expect(demultiplexer.route(check(for: bob), from: home, now: .zero) == "bob")
        #expect(demultiplexer.route(check(for: alice), from: home, now: .zero) == "alice")
    }

    @Test("media follows the address of an authentic check")
    func followsAddress() {
        var demultiplexer = withBoth()
        #expect(demultiplexer.route(media, from: home, now: .zero) == nil)
        _ = demultiplexer.route(check(for: alice), from: home, now: .zero)
        #expect(demultiplexer.route(media, from: home, now: .zero) == "alice")
        #expect(demultiplexer.route(media, from: train, now: .zero) == nil)
    }

    @Test("a check with a wrong password reaches its session and binds no address")
    func wrongPassword() {
        var demultiplexer = withBoth()
        let forged = check(for: alice, password: "not the password at all")
        #expect(demultiplexer.route(forged, from: home, now: .zero) == "alice")
        #expect(demultiplexer.route(media, from: home, now: .zero) == nil)
    }

    @Test("a check for nobody goes nowhere, even from a known address")
    func unknownUsername() {
        var demultiplexer = withBoth()
        _ = demultiplexer.route(check(for: alice), from: home, now: .zero)
        #expect(demultiplexer.route(check(for: .random()), from: home, now: .zero) == nil)
    }

    @Test("a removed session leaves no ufrag and no address behind")
    func removal() {
        var demultiplexer = withBoth()
        _ = demultiplexer.route(check(for: alice), from: home, now: .zero)
        _ = demultiplexer.route(check(for: alice), from: train, now: .zero)
        demultiplexer.remove("alice")
        #expect(demultiplexer.route(media, from: home, now: .zero) == nil)
        #expect(demultiplexer.route(check(for: alice), from: home, now: .zero) == nil)
        #expect(demultiplexer.count == 1)
        #expect(demultiplexer.addressCount == 0)
    }

    @Test("the address of a running session cannot be taken")
    func takeover() {
        var demultiplexer = withBoth()
        _ = demultiplexer.route(check(for: alice), from: home, now: .zero)
        _ = demultiplexer.route(check(for: bob), from: home, now: .zero + .seconds(9))
        #expect(demultiplexer.route(media, from: home, now: .zero + .seconds(9)) == "alice")
    }

    @Test("the address of a silent session goes to the one that proves itself there")
    func succession() {
        var demultiplexer = withBoth()
        _ = demultiplexer.route(check(for: alice), from: home, now: .zero)
        _ = demultiplexer.route(check(for: bob), from: home, now: .zero + .seconds(11))
        #expect(demultiplexer.route(media, from: home, now: .zero + .seconds(11)) == "bob")
        demultiplexer.remove("alice")
        #expect(demultiplexer.route(media, from: home, now: .zero + .seconds(11)) == "bob")
    }

    @Test("one session keeps at most eight addresses, the latest")
    func bound() {
        var demultiplexer = withBoth()
        for port in UInt16(1)...20 {
            let source = TransportAddress(ip: .v4(1), port: port)
            _ = demultiplexer.route(check(for: alice), from: source, now: .zero)
        }
        #expect(demultiplexer.addressCount == 8)
        let newest = TransportAddress(ip: .v4(1), port: 20)
        #expect(demultiplexer.route(media, from: newest, now: .zero) == "alice")
    }

    @Test("a session answers to the credentials that its owner says, and to no others")
    func restart() {
        var demultiplexer = withBoth()
        let second = ICECredentials.random()
        let third = ICECredentials.random()
        demultiplexer.register([alice, second], for: "alice")
        #expect(demultiplexer.route(check(for: alice), from: home, now: .zero) == "alice")
        #expect(demultiplexer.route(check(for: second), from: home, now: .zero) == "alice")
        demultiplexer.register([alice, third], for: "alice")
        #expect(demultiplexer.route(check(for: alice), from: home, now: .zero) == "alice")
        #expect(demultiplexer.route(check(for: second), from: home, now: .zero) == nil)
        #expect(demultiplexer.route(check(for: third), from: home, now: .zero) == "alice")
        #expect(demultiplexer.route(media, from: home, now: .zero) == "alice")
    }

    @Test("random datagrams go nowhere and change nothing")
    func garbage() {
        var demultiplexer = withBoth()
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<5_000 {
            let datagram = generator.bytes(count: Int.random(in: 0..<64, using: &generator))
            #expect(demultiplexer.route(datagram, from: home, now: .zero) == nil)
        }
        #expect(demultiplexer.addressCount == 0)
    }
}
