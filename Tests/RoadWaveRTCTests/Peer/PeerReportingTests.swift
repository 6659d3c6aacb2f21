import RoadWaveRTC
import Testing

@Suite("Peer: reports and retransmission")
struct PeerReportingTests {
    private func receiverReports(_ link: PeerLink) -> [ReportBlock] {
        link.creator.reports.flatMap(\.packets).flatMap { packet -> [ReportBlock] in
            if case .receiverReport(let report) = packet { report.reports } else { [] }
        }
    }

    private func requested(_ link: PeerLink) -> [UInt16] {
        link.creator.reports.flatMap(\.packets).flatMap { packet -> [UInt16] in
            if case .genericNACK(let nack) = packet { nack.sequenceNumbers } else { [] }
        }
    }

    /// Sends a packet each 20 ms but those for which `isLost`.
    private func stream(_ numbers: Range<Int>, over link: PeerLink, isLost: (Int) -> Bool = { _ in false }) throws {
        for number in numbers {
            let packet = try link.creator.media(UInt16(number))
            if !isLost(number) { link.deliver(packet) }
            link.run(for: .milliseconds(20))
        }
    }

    @Test("a report leaves each second, and none before media")
    func rhythm() throws {
        let link = try #require(try PeerLink.connected())
        link.run(for: .seconds(3))
        #expect(link.creator.reports.isEmpty)
        try stream(0..<250, over: link)
        let blocks = receiverReports(link)
        #expect((4...5).contains(blocks.count))
        #expect(blocks.allSatisfy { $0.ssrc == link.creator.ssrc && $0.fractionLost == 0 && $0.jitter == 0 })
    }

    @Test("each compound begins with a report and our canonical name, always the same")
    func compounds() throws {
        let link = try #require(try PeerLink.connected())
        try stream(0..<110, over: link) { $0 == 50 }
        var names: Set<String> = []
        for compound in link.creator.reports {
            guard case .receiverReport = compound.packets.first, compound.packets.count >= 2,
                case .sourceDescription(let descriptions) = compound.packets[1],
                let name = descriptions.first?.canonicalName
            else { return #expect(Bool(false), "\(compound)") }
            names.insert(name)
        }
        #expect(names.count == 1)
    }

    @Test("reports say what was lost")
    func loss() throws {
        let link = try #require(try PeerLink.connected(requestsRetransmission: false))
        try stream(0..<101, over: link) { $0 % 10 == 5 }
        let blocks = receiverReports(link)
        #expect(blocks.last?.cumulativeLost == 10)
        #expect(blocks.last?.fractionLost == 25)
    }

    private func receptions(_ link: PeerLink) -> [ReceptionReport] {
        link.takeEvents().compactMap { if case .reception(let report) = $0 { report } else { nil } }
    }

    @Test("each report comes with what arrived: nothing lost, no jitter, three bytes each 20 ms")
    func reception() throws {
        let link = try #require(try PeerLink.connected())
        try stream(0..<110, over: link)
        let reports = receptions(link)
        #expect(reports.count == 2)
        for report in reports {
            #expect(report.fractionLost == 0)
            #expect(report.jitter == .zero)
            #expect(report.roundTrip == nil)
            #expect((1_200...1_224).contains(report.bitrate))
        }
    }

    @Test("what was lost counts as lost although it was sent again, and its delay is no jitter")
    func receptionBeforeRepair() throws {
        let link = try #require(try PeerLink.connected())
        var kept: [UInt8] = []
        for number in 0..<101 {
            let packet = try link.creator.media(UInt16(number))
            if number % 10 == 5 { kept = packet } else { link.deliver(packet) }
            link.run(for: .milliseconds(20))
            if number % 10 == 8 { link.deliver(kept) }
        }
        let reports = receptions(link)
        #expect(reports.count == 2)
        for report in reports {
            #expect(abs(report.fractionLost - 0.1) < 0.005)
            #expect(report.jitter == .zero)
        }
        #expect(receiverReports(link).last?.cumulativeLost == 0)
    }

    @Test("a creator who sends nothing for a second is reported without loss and without bits")
    func receptionOfNothing() throws {
        let link = try #require(try PeerLink.connected())
        try stream(0..<50, over: link)
        link.run(for: .seconds(2))
        let last = try #require(receptions(link).last)
        #expect(last.bitrate == 0)
        #expect(last.fractionLost == 0)
    }

    @Test("jitter is told as a time: packets that come 8 ms early and late")
    func receptionJitter() throws {
        let link = try #require(try PeerLink.connected())
        for number in 0..<401 {
            link.deliver(try link.creator.media(UInt16(number)))
            link.run(for: .milliseconds(number.isMultiple(of: 2) ? 28 : 12))
        }
        let last = try #require(receptions(link).last)
        #expect((.milliseconds(7)...(.milliseconds(9))).contains(last.jitter))
    }

    @Test("missing packets are asked for, and taken when they come after all")
    func retransmission() throws {
        let link = try #require(try PeerLink.connected())
        var kept: [[UInt8]] = []
        for number in UInt16(0)..<10 {
            let packet = try link.creator.media(number)
            if number == 4 || number == 5 { kept.append(packet) } else { link.deliver(packet) }
        }
        link.run(for: .milliseconds(15))
        #expect(requested(link) == [4, 5])
        for packet in kept { link.deliver(packet) }
        link.run(for: .seconds(1))
        #expect(requested(link) == [4, 5])
        #expect(link.media.map(\.sequenceNumber) == [0, 1, 2, 3, 6, 7, 8, 9, 4, 5])
    }

    @Test("nothing is asked of a creator that did not offer it")
    func noRetransmission() throws {
        let link = try #require(try PeerLink.connected(requestsRetransmission: false))
        try stream(0..<60, over: link) { $0 == 30 }
        #expect(requested(link).isEmpty)
    }

    @Test("a sender report is handed over, maps the clock, and comes back in our report")
    func senderReport() throws {
        let link = try #require(try PeerLink.connected())
        link.deliver(try link.creator.media(0))
        let report = SenderReport(
            ssrc: link.creator.ssrc, ntp: NTPTimestamp(sinceOrigin: .seconds(9_000)), rtpTimestamp: 960,
            packetCount: 1, octetCount: 3)
        link.deliver(try link.creator.control([.senderReport(report)]))
        #expect(link.takeEvents().last == .senderReport(report))
        #expect(link.peer.senderClock == SenderClock(report))
        link.run(for: .seconds(1))
        #expect(receiverReports(link).last?.lastSenderReport == report.ntp.middle)
        #expect(receiverReports(link).last?.delaySinceLastSenderReport == 65_536)
    }

    @Test("a report of another stream does not move the clock")
    func foreignSenderReport() throws {
        let link = try #require(try PeerLink.connected())
        link.deliver(try link.creator.media(0))
        let report = SenderReport(
            ssrc: 99, ntp: NTPTimestamp(sinceOrigin: .seconds(9_000)), rtpTimestamp: 0, packetCount: 0, octetCount: 0)
        link.deliver(try link.creator.control([.senderReport(report)]))
        #expect(link.peer.senderClock == nil)
    }

    @Test("the goodbye of the stream is handed over, that of another is not")
    func goodbye() throws {
        let link = try #require(try PeerLink.connected())
        link.deliver(try link.creator.media(0))
        _ = link.takeEvents()
        link.deliver(try link.creator.control([.goodbye(Goodbye(sources: [99]))]))
        #expect(link.takeEvents().isEmpty)
        link.deliver(try link.creator.control([.goodbye(Goodbye(sources: [link.creator.ssrc], reason: "fin"))]))
        #expect(link.takeEvents() == [.disconnected(.goodbye(reason: "fin"))])
    }

    @Test("another stream of the same creator is counted afresh")
    func newStream() throws {
        let link = try #require(try PeerLink.connected())
        try stream(0..<10, over: link)
        link.creator.ssrc += 1
        try stream(40_000..<40_060, over: link)
        let last = try #require(receiverReports(link).last)
        #expect(last.ssrc == link.creator.ssrc)
        #expect(last.cumulativeLost == 0)
        #expect(requested(link).isEmpty)
    }
}
