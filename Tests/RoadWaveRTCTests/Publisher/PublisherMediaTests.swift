import Testing

@testable import RoadWaveRTC

@Suite("Publisher: media")
struct PublisherMediaTests {
    @Test("on a good network every packet arrives, decrypted, in order, through the wraps of number and timestamp")
    func goodNetwork() throws {
        let live = try VirtualLive.connected(firstSequenceNumber: 65_500)
        live.publish(0..<200)
        live.run(until: live.now + .seconds(1))
        #expect(live.media.map(\.packet.payload) == (0..<200).map(VirtualLive.payload))
        let start = UInt32.max - 48_000
        #expect(live.media.map(\.packet.timestamp) == (0..<200).map { start &+ UInt32($0 * 960) })
        #expect(live.media.map(\.packet.marker) == [true] + [Bool](repeating: false, count: 199))
        #expect(live.publisher.counters.packets == 200)
        #expect(live.publisher.counters.retransmissions == 0)
    }

    /// Media is lost (a packet at most twice, so that the third try arrives), delayed, reordered and repeated; feedback
    /// is delayed.
    @Test(
        "on a bad network every packet arrives once, and the jitter buffer gives back the whole sound", arguments: 1...8
    )
    func badNetwork(seed: UInt64) throws {
        let live = try VirtualLive.connected()
        var generator = SeededGenerator(seed: seed)
        var losses: [[UInt8]: Int] = [:]
        var repeated = 0
        live.network = { direction, datagram in
            let delay = Duration.milliseconds(Int64.random(in: 5..<45, using: &generator))
            guard direction == .toServer, DatagramKind(datagram) == .rtp else { return [delay] }
            if UInt8.random(in: 0..<100, using: &generator) < 15, losses[datagram, default: 0] < 2 {
                losses[datagram, default: 0] += 1
                return []
            }
            guard UInt8.random(in: 0..<10, using: &generator) == 0 else { return [delay] }
            repeated += 1
            return [delay, delay + .milliseconds(3)]
        }
        // The first packet has none before it, and the last have none behind them, that would show their loss.
        let badNetwork = live.network
        live.network = { _, _ in [.milliseconds(10)] }
        live.publish(0..<1)
        live.network = badNetwork
        live.publish(1..<500)
        live.network = { _, _ in [.milliseconds(10)] }
        live.publish(500..<510)
        live.run(until: live.now + .seconds(2))

        let payloads = live.media.map(\.packet.payload)
        #expect(payloads.count == 510)
        #expect(Set(payloads) == Set((0..<510).map(VirtualLive.payload)))
        #expect(losses.count > 20)
        #expect(live.publisher.counters.retransmissions >= losses.values.reduce(0, +))
        // Every copy that came was noticed: the repeated ones, and those sent again although not lost.
        let replayed = live.peerEvents.count { $0.event == .dropped(.replayed) }
        let superfluous = live.publisher.counters.retransmissions - losses.values.reduce(0, +)
        #expect(replayed == repeated + superfluous)

        var buffer = JitterBuffer(configuration: .init(minimumDelay: .milliseconds(400)))
        var sound: [[UInt8]] = []
        for (time, packet) in live.media {
            #expect(buffer.insert(packet, duration: 960, now: time) == .accepted)
            while let output = buffer.pop(now: time) {
                guard case .media(let packet, _) = output else {
                    Issue.record("\(output)")
                    continue
                }
                sound.append(packet.payload)
            }
        }
        #expect(sound == (0..<510).map(VirtualLive.payload))
    }

    @Test("a silence that is skipped is a hole in time, not in numbers")
    func skip() throws {
        let live = try VirtualLive.connected()
        live.publish(0..<1)
        live.publisher.skip(duration: 4_800)
        live.publish(1..<2)
        live.run(until: live.now + .seconds(1))
        let packets = live.media.map(\.packet)
        try #require(packets.count == 2)
        #expect(packets[1].sequenceNumber == packets[0].sequenceNumber &+ 1)
        #expect(packets[1].timestamp == packets[0].timestamp &+ 960 &+ 4_800)
    }

    @Test("a sender report each second maps the sender's clock to media time")
    func senderReports() throws {
        let live = try VirtualLive.connected()
        live.publish(0..<250)
        let reports = live.peerEvents.compactMap {
            if case .senderReport(let report) = $0.event { report } else { nil }
        }
        #expect(reports.count == 5)
        let first = try #require(reports.first)
        #expect(first.packetCount == 1)
        for report in reports {
            let media = Int(report.rtpTimestamp &- first.rtpTimestamp)
            let elapsed = report.ntp.interval(since: first.ntp)
            #expect(abs(Int(elapsed / .microseconds(1)) * 48 / 1_000 - media) <= 2)
            #expect(report.octetCount == report.packetCount * 63)
        }
    }

    @Test("the server's reports tell the round trip")
    func roundTrip() throws {
        let live = try VirtualLive.connected()
        live.network = { _, _ in [.milliseconds(35)] }
        live.publish(0..<200)
        let roundTrips = live.publisherEvents.compactMap { event -> Duration? in
            if case .reception(let report, let roundTrip) = event, report.fractionLost == 0 { roundTrip } else { nil }
        }
        #expect(roundTrips.count >= 2)
        for roundTrip in roundTrips {
            #expect((.milliseconds(69)...(.milliseconds(71))).contains(roundTrip))
        }
    }

    @Test("the publisher gives the server's clock back, so that the server knows the round trip too")
    func serverRoundTrip() throws {
        let live = try VirtualLive.connected()
        live.network = { _, _ in [.milliseconds(35)] }
        live.publish(0..<250)
        let receptions = live.peerEvents.compactMap { event -> ReceptionReport? in
            if case .reception(let report) = event.event { report } else { nil }
        }
        #expect(receptions.first?.roundTrip == nil)
        let measured = receptions.compactMap(\.roundTrip)
        #expect(measured.count >= 2)
        for roundTrip in measured {
            #expect((.milliseconds(69)...(.milliseconds(71))).contains(roundTrip))
        }
        #expect(receptions.allSatisfy { (25_000...26_000).contains($0.bitrate) })
    }

    @Test("a payload that no datagram holds is refused, and the live goes on")
    func oversized() throws {
        let live = try VirtualLive.connected()
        #expect(!live.send([UInt8](repeating: 0, count: 5_000)))
        live.publish(0..<3)
        live.run(until: live.now + .seconds(1))
        #expect(live.media.count == 3)
    }

    @Test("whatever a stranger or a broken server sends, the live goes on")
    func garbage() throws {
        let live = try VirtualLive.connected()
        var generator = SeededGenerator(seed: 5)
        let stranger = TransportAddress(ip: .v4(7), port: 7)
        for round in 0..<5_000 {
            var datagram = generator.bytes(count: Int.random(in: 0..<200, using: &generator))
            if !datagram.isEmpty { datagram[0] = [0, 22, 0x80, 0x90, 0xFF][round % 5] }
            if datagram.count > 1, round.isMultiple(of: 2) { datagram[1] = 201 }
            live.publisher.receive(
                datagram, from: round.isMultiple(of: 3) ? stranger : VirtualLive.server, now: live.now)
            live.carry()
        }
        live.publisher.receive([UInt8](repeating: 0x80, count: 10_000), from: VirtualLive.server, now: live.now)
        live.carry()
        #expect(live.publisherEvents.contains(.dropped(.tooLarge)))
        #expect(live.publisher.counters.dropped > 3_000)
        live.publish(0..<50)
        live.run(until: live.now + .seconds(1))
        #expect(live.media.count == 50)
        #expect(live.disconnections.isEmpty)
    }
}
