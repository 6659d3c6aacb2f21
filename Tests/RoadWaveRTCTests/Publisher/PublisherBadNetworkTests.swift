import Testing

@testable import RoadWaveRTC

@Suite("Publisher: connecting over a bad network")
struct PublisherBadNetworkTests {
    /// Of 100 datagrams either way 20 are lost, and the others take 20 to 80 ms: media and reports, handshake flights,
    /// and checks until the first is answered or all along.
    private func impair(_ live: VirtualLive, seed: UInt64, losesConsent: Bool = true) {
        var generator = SeededGenerator(seed: seed)
        var isChecked = false
        live.network = { _, datagram in
            let isCheck = DatagramKind(datagram) == .stun
            if !isCheck { isChecked = true }
            let canBeLost = losesConsent || !isCheck || !isChecked
            guard !canBeLost || UInt8.random(in: 0..<100, using: &generator) >= 20 else { return [] }
            return [.milliseconds(Int64.random(in: 20..<80, using: &generator))]
        }
    }

    @Test(
        "both sides connect over 20 % loss, whichever starts the handshake",
        arguments: [DTLSSetup.active, .passive], 1...20)
    func connects(setup: DTLSSetup, seed: UInt64) throws {
        // The DTLS library has a timer of its own, which reads the system's clock: virtual time runs far ahead of it while
        // a lost flight waits, so that consent is not put at risk meanwhile.
        let live = try VirtualLive(setup: setup, retransmission: DTLSPair.quick)
        impair(live, seed: seed, losesConsent: false)
        for _ in 0..<80_000 where !live.isConnected { live.run(until: live.now + .seconds(1)) }
        #expect(live.isConnected)
        #expect(live.disconnections.isEmpty)
        live.publish(0..<20)
        live.run(until: live.now + .seconds(1))
        #expect(live.media.count >= 15)
    }

    @Test("an ICE restart gets through 20 % loss", arguments: 1...20)
    func restarts(seed: UInt64) throws {
        let live = try VirtualLive.connected()
        impair(live, seed: seed)
        live.address = VirtualLive.elsewhere
        try live.restartICE()
        live.run(until: live.now + .seconds(20))
        // The server follows what the publisher's key has made.
        live.publish(0..<20)
        #expect(live.publisherEvents.filter { $0 == .connected }.count == 2)
        #expect(live.peer.remoteAddress == VirtualLive.elsewhere)
    }

    @Test("the loss that the server reports is the network's, although almost all is repaired")
    func reportedLoss() throws {
        let live = try VirtualLive.connected()
        // In a minute all checks of half a minute may be lost by chance, whose pace is random: consent would be over.
        impair(live, seed: 3, losesConsent: false)
        live.publish(0..<3_000)
        let reports = live.peerEvents.compactMap { event -> ReceptionReport? in
            if case .reception(let report) = event.event { report } else { nil }
        }
        let mean = reports.map(\.fractionLost).reduce(0, +) / Double(reports.count)
        #expect((0.17...0.23).contains(mean), "\(mean)")
        #expect(live.media.count > 2_850)
    }
}
