import Testing

@testable import RoadWaveRTC

@Suite("Publisher: connecting and ending")
struct PublisherConnectionTests {
    @Test("it connects, whichever side starts the handshake", arguments: [DTLSSetup.actpass, .active, .passive])
    func connects(setup: DTLSSetup) throws {
        let live = try VirtualLive.connected(setup: setup)
        #expect(live.publisherEvents == [.connected])
        #expect(live.isServerConnected)
    }

    @Test("nothing is sent before the connection, and media time has not begun")
    func tooEarly() throws {
        let live = try VirtualLive()
        #expect(!live.send([1]))
        live.run(until: .zero + .seconds(1))
        live.publish(0..<1)
        live.run(until: live.now + .seconds(1))
        #expect(live.media.map(\.packet.timestamp) == [UInt32.max - 48_000])
    }

    @Test("one answer is taken, and it must be one")
    func answers() throws {
        var publisher = Publisher(configuration: .init(certificate: try .generate()))
        #expect(throws: PublisherError.answer(SDPError(.missingLine, line: 1, "a description starts with v=0."))) {
            try publisher.accept(answer: "s=-", now: .zero)
        }
        let live = try VirtualLive()
        #expect(throws: PublisherError.notExpected) {
            try live.publisher.accept(answer: "v=0", now: .zero)
        }
    }

    @Test("a server with another certificate than it announced is refused")
    func wrongFingerprint() throws {
        let fingerprint = try #require(DTLSFingerprint(algorithm: .sha256, bytes: [UInt8](repeating: 1, count: 32)))
        let live = try VirtualLive(fingerprint: fingerprint)
        // It has its time to show the right one: anybody could show this.
        live.run(until: .zero + .seconds(21))
        guard case .handshake(let error)? = live.disconnections.first else {
            Issue.record("the publisher is not disconnected by the handshake")
            return
        }
        #expect(error.code == .fingerprintMismatch)
        #expect(!live.isServerConnected)
        #expect(!live.send([1]))
    }

    @Test("a server that never answers is given up")
    func noServer() throws {
        let live = try VirtualLive()
        live.network = { _, _ in [] }
        live.run(until: .zero + .seconds(60))
        // The first check left before the network was cut; its answer is what is lost.
        #expect(live.disconnections == [.unreachable(.noAnswer)])
        #expect(live.publisher.nextDeadline == nil)
    }

    @Test("a server that falls silent is given up after 30 s, and the server gives up the silent publisher")
    func silence() throws {
        let live = try VirtualLive.connected()
        live.network = { _, _ in [] }
        live.run(until: live.now + .seconds(40))
        #expect(live.disconnections == [.unreachable(.consentExpired)])
        #expect(live.peerEvents.contains { $0.event == .disconnected(.consentLost) })
    }

    @Test("an idle connection lives on by its consent checks")
    func idle() throws {
        let live = try VirtualLive.connected()
        live.run(until: .zero + .seconds(3_600))
        #expect(live.disconnections.isEmpty)
        #expect(live.isServerConnected)
        live.publish(0..<5)
        live.run(until: live.now + .seconds(1))
        #expect(live.media.count == 5)
    }

    @Test("closing says BYE and closes DTLS, so that the server knows at once")
    func close() throws {
        let live = try VirtualLive.connected()
        live.publish(0..<3)
        live.publisher.close(now: live.now)
        live.carry()
        #expect(live.publisher.nextDeadline == nil)
        live.run(until: live.now + .milliseconds(50))
        #expect(live.disconnections == [.closed])
        let ends = live.peerEvents.filter { if case .disconnected = $0.event { true } else { false } }.map(\.event)
        #expect(ends == [.disconnected(.goodbye(reason: nil)), .disconnected(.closed)])
        live.publisher.close(now: live.now)
        live.carry()
        #expect(live.disconnections == [.closed])
    }

    @Test("a server that ends the live is heard")
    func closedByServer() throws {
        let live = try VirtualLive.connected()
        live.peer.close(now: live.now)
        live.carry()
        live.run(until: live.now + .milliseconds(50))
        #expect(live.disconnections == [.closedByServer])
    }
}
