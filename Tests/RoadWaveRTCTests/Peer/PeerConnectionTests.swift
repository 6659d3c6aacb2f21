import RoadWaveRTC
import Testing

@Suite("Peer: connection")
struct PeerConnectionTests {
    @Test("a creator connects and its media comes out", arguments: [DTLSTransport.Role.server, .client])
    func connection(role: DTLSTransport.Role) throws {
        let link = try PeerLink(role: role)
        #expect(link.connect())
        #expect(link.isConnected)
        #expect(link.peer.remoteAddress == PeerLink.home)
        for number in UInt16(0)..<50 { link.deliver(try link.creator.media(number)) }
        #expect(link.media == (0..<50).map { link.creator.packet($0) })
        #expect(link.drops.isEmpty)
    }

    @Test(
        "a creator connects although the n-th datagram is lost", arguments: 0..<10,
        [DTLSTransport.Role.server, .client])
    func loss(lost: Int, role: DTLSTransport.Role) throws {
        let link = try PeerLink(role: role)
        link.network = { index, datagram in index == lost ? [] : [datagram] }
        #expect(link.connect())
    }

    @Test("a certificate that is not the offer's ends the connection", arguments: [DTLSTransport.Role.server, .client])
    func wrongFingerprint(role: DTLSTransport.Role) throws {
        let stranger = try DTLSCertificate.generate()
        // Anybody could show such a certificate during the handshake: the creator has all its time to show its own.
        let retransmission = DTLSRetransmission(
            initial: .milliseconds(20), maximum: .milliseconds(40), handshakeTimeout: .seconds(1))
        let link = try PeerLink(role: role, fingerprint: stranger.fingerprint, retransmission: retransmission)
        var failure: DTLSError?
        let isOver = link.run {
            for case .disconnected(.failed(let error)) in link.events { failure = error }
            return failure != nil
        }
        #expect(isOver)
        #expect(failure?.code == .fingerprintMismatch)
        #expect(!link.events.contains(.connected))
        #expect(!link.isConnected)
        link.deliver([22, 0xFE, 0xFD])
        #expect(link.events.last == .dropped(.afterEnd))
    }

    @Test("a creator that never shakes hands is given up after 20 s")
    func handshakeTimeout() throws {
        let link = try PeerLink(retransmission: DTLSRetransmission())
        link.network = { _, datagram in DatagramKind(datagram) == .dtls ? [] : [datagram] }
        link.run(for: .milliseconds(19_900))
        #expect(link.events.isEmpty)
        link.run(for: .milliseconds(200))
        // A check of the creator's may follow, and be dropped.
        guard case .disconnected(.failed(let error)) = link.events.first else {
            return #expect(Bool(false), "still waiting")
        }
        #expect(error.code == .timeout)
        #expect(link.peer.nextDeadline == nil)
    }

    @Test("a creator that never comes is reported after 30 s")
    func absence() throws {
        let link = try PeerLink()
        link.network = { _, _ in [] }
        link.run(for: .milliseconds(29_900))
        #expect(link.events.isEmpty)
        link.run(for: .milliseconds(200))
        #expect(link.events == [.disconnected(.consentLost)])
    }

    @Test("nothing is sent to a creator that no longer consents")
    func silence() throws {
        let link = try #require(try PeerLink.connected())
        link.deliver(try link.creator.media(1))
        link.run(for: .seconds(5))
        let reported = link.sentByPeer
        link.network = { _, _ in [] }
        link.run(for: .seconds(31))
        let sent = link.sentByPeer
        #expect(sent > reported)
        link.run(for: .seconds(60))
        let sentLater = link.sentByPeer
        #expect(sentLater == sent)
    }

    @Test("an outage of the network is reported, and its end too; the keys stay")
    func outage() throws {
        let link = try #require(try PeerLink.connected())
        link.network = { _, _ in [] }
        link.run(for: .seconds(31))
        #expect(link.takeEvents() == [.disconnected(.consentLost)])
        #expect(!link.isConnected)
        link.network = { [$1] }
        // The creator's own agent gave up after 30 s too: its restart comes with new credentials.
        let local = ICECredentials.random()
        let remote = ICECredentials.random()
        link.peer.restartICE(local: local, remote: remote)
        var check = ICEControllingAgent(local: remote, remote: local, candidates: [PeerLink.server], now: link.now)
        for case .transmit(let datagram, _) in check.advance(to: link.now) { link.deliver(datagram) }
        #expect(link.takeEvents() == [.connected])
        link.deliver(try link.creator.media(7))
        #expect(link.media == [link.creator.packet(7)])
    }

    @Test("a creator that changes network goes on from its new address, and our reports follow")
    func mobility() throws {
        let link = try #require(try PeerLink.connected())
        link.deliver(try link.creator.media(1))
        link.creator.address = PeerLink.elsewhere
        // Media from an address that no check has come from is not taken.
        link.deliver(try link.creator.media(2))
        #expect(link.events.last == .dropped(.unvalidatedAddress))
        // A check each 5 s: one will come from the new address.
        link.run(for: .seconds(6))
        link.deliver(try link.creator.media(3))
        #expect(link.media.map(\.sequenceNumber) == [1, 3])
        #expect(link.peer.remoteAddress == PeerLink.elsewhere)
        link.run(for: .seconds(1))
        #expect(link.lastDestination == PeerLink.elsewhere)
    }

    @Test("a creator that closes DTLS is gone for good")
    func closedByCreator() throws {
        let link = try #require(try PeerLink.connected())
        let late = try link.creator.media(1)
        link.creator.close()
        link.run(for: .zero)
        #expect(link.takeEvents() == [.disconnected(.closed)])
        link.deliver(late)
        #expect(link.takeEvents() == [.dropped(.afterEnd)])
        #expect(link.peer.nextDeadline == nil)
    }

    @Test("closing tells the creator, by RTCP and by DTLS, and takes nothing more")
    func closedByUs() throws {
        let link = try #require(try PeerLink.connected())
        let late = try link.creator.media(1)
        link.peer.close(now: link.now)
        link.run(for: .zero)
        #expect(link.creator.hasBeenClosed)
        let hasSaidGoodbye = link.creator.reports.flatMap(\.packets).contains { packet in
            if case .goodbye = packet { true } else { false }
        }
        #expect(hasSaidGoodbye)
        link.deliver(late)
        #expect(link.media.isEmpty)
        #expect(link.takeEvents() == [.dropped(.afterEnd)])
    }
}
