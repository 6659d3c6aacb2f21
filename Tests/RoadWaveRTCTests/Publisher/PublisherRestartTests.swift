import Testing

@testable import RoadWaveRTC

@Suite("Publisher: ICE restart")
struct PublisherRestartTests {
    private func sequence(_ live: VirtualLive) -> [UInt8] { live.media.map { $0.packet.payload[2] } }

    @Test("media goes on through a change of network: the same stream, from another address")
    func changeOfNetwork() throws {
        let live = try VirtualLive.connected()
        live.publish(0..<50)
        live.address = VirtualLive.elsewhere
        live.publish(50..<60)
        try live.restartICE()
        live.publish(60..<100)
        live.run(until: live.now + .seconds(1))

        // What left before the first check of the new address was refused, asked for again, and sent again.
        #expect(Set(sequence(live)) == Set(0..<100))
        #expect(live.publisher.counters.retransmissions == 10)
        #expect(Set(live.media.map(\.packet.ssrc)).count == 1)
        #expect(live.peer.remoteAddress == VirtualLive.elsewhere)
        #expect(live.publisherEvents.filter { $0 == .connected }.count == 2)
        #expect(live.disconnections.isEmpty)
    }

    @Test("the restarted session renews its own consent")
    func consent() throws {
        let live = try VirtualLive.connected()
        live.address = VirtualLive.elsewhere
        try live.restartICE()
        live.run(until: live.now + .seconds(600))
        #expect(live.isServerConnected)
        #expect(live.disconnections.isEmpty)
    }

    @Test("a network that was away for 20 s comes back by a restart")
    func outage() throws {
        let live = try VirtualLive.connected()
        live.publish(0..<10)
        let goodNetwork = live.network
        live.network = { _, _ in [] }
        live.run(until: live.now + .seconds(20))
        live.network = goodNetwork
        live.address = VirtualLive.elsewhere
        try live.restartICE()
        live.run(until: live.now + .seconds(1))
        live.publish(10..<20)
        live.run(until: live.now + .seconds(1))
        #expect(sequence(live) == Array(0..<20))
    }

    @Test("a proposal that nobody answers changes nothing")
    func withoutAnswer() throws {
        let live = try VirtualLive.connected()
        _ = try live.publisher.restartICE()
        live.run(until: live.now + .seconds(60))
        live.publish(0..<5)
        live.run(until: live.now + .seconds(1))
        #expect(sequence(live) == Array(0..<5))
    }

    @Test("a restart that reaches nobody ends the connection")
    func noServer() throws {
        let live = try VirtualLive.connected()
        live.network = { _, _ in [] }
        try live.restartICE()
        live.run(until: live.now + .seconds(60))
        #expect(live.disconnections == [.unreachable(.noAnswer)])
    }

    @Test("an answer without credentials is refused, and the live goes on")
    func badAnswer() throws {
        let live = try VirtualLive.connected()
        _ = try live.publisher.restartICE()
        #expect(throws: PublisherError.self) {
            try live.publisher.accept(restart: "a=end-of-candidates\r\n", now: live.now)
        }
        live.publish(0..<5)
        live.run(until: live.now + .seconds(1))
        #expect(sequence(live) == Array(0..<5))
    }

    @Test("nothing restarts before the connection, without a proposal, or after the end")
    func notExpected() throws {
        let live = try VirtualLive()
        #expect(throws: PublisherError.notExpected) { try live.publisher.restartICE() }
        live.run(until: .zero + .seconds(1))
        #expect(throws: PublisherError.notExpected) { try live.publisher.accept(restart: "", now: live.now) }
        live.publisher.close(now: live.now)
        #expect(throws: PublisherError.notExpected) { try live.publisher.restartICE() }
    }
}
