import Testing

@testable import RoadWaveRTC

@Suite("Reception statistics")
struct ReceptionStatisticsTests {
    /// Packets of 20 ms that arrive as regularly as they left.
    private func receive(_ numbers: [Int], into statistics: inout ReceptionStatistics) {
        for number in numbers {
            statistics.receive(
                sequenceNumber: UInt16(truncatingIfNeeded: number),
                timestamp: UInt32(truncatingIfNeeded: number * 960), now: .zero + .milliseconds(number * 20))
        }
    }

    private func report(of statistics: inout ReceptionStatistics, now: MonotonicTime = .zero) throws -> ReportBlock {
        let report = statistics.makeReport(now: now)
        return try #require(report)
    }

    @Test("there is no report before the first packet")
    func empty() {
        var statistics = ReceptionStatistics(ssrc: 7)
        #expect(statistics.makeReport(now: .zero) == nil)
    }

    @Test("the fraction lost is of the interval, the cumulative loss of the whole")
    func losses() throws {
        var statistics = ReceptionStatistics(ssrc: 7)
        receive((0..<100).filter { !$0.isMultiple(of: 4) || $0 == 0 }, into: &statistics)
        let first = try report(of: &statistics)
        #expect(first.fractionLost == 24 * 256 / 100)
        #expect(first.cumulativeLost == 24)
        #expect(first.extendedHighestSequence == 99)
        receive(Array(100..<200), into: &statistics)
        let second = try report(of: &statistics)
        #expect(second.fractionLost == 0)
        #expect(second.cumulativeLost == 24)
    }

    @Test("nothing is lost when the sequence number wraps, and the wrap is counted")
    func wrap() throws {
        var statistics = ReceptionStatistics(ssrc: 7)
        receive(Array(65_500..<65_600), into: &statistics)
        let report = try report(of: &statistics)
        #expect(report.cumulativeLost == 0)
        #expect(report.extendedHighestSequence == 1 << 16 | 63)
    }

    @Test("a stream that begins with two swapped packets has lost nothing")
    func swappedStart() throws {
        var statistics = ReceptionStatistics(ssrc: 7)
        receive([11, 10, 12], into: &statistics)
        let report = try report(of: &statistics)
        #expect(report.cumulativeLost == 0)
        #expect(statistics.expected == 3)
    }

    @Test("regular packets have no jitter, whatever the wrap of the timestamp")
    func noJitter() {
        var statistics = ReceptionStatistics(ssrc: 7)
        let wrap = Int(UInt32.max) / 960
        receive(Array(wrap - 50..<wrap + 50), into: &statistics)
        #expect(statistics.jitter < 0.01)
    }

    @Test("packets that come alternately 10 ms late tend to a jitter of 10 ms")
    func jitter() {
        var statistics = ReceptionStatistics(ssrc: 7)
        for number in 0..<1_000 {
            let delay = number.isMultiple(of: 2) ? 0 : 10
            statistics.receive(
                sequenceNumber: UInt16(number), timestamp: UInt32(number * 960),
                now: .zero + .milliseconds(number * 20 + delay))
        }
        #expect(abs(statistics.jitter - 480) < 1)
    }

    @Test("a report gives the sender's last report back with its age, which gives it the round trip")
    func roundTrip() throws {
        var statistics = ReceptionStatistics(ssrc: 7)
        receive([1], into: &statistics)
        let sent = NTPTimestamp(sinceOrigin: .seconds(1_000))
        statistics.receive(
            SenderReport(ssrc: 7, ntp: sent, rtpTimestamp: 0, packetCount: 1, octetCount: 80),
            now: .zero + .milliseconds(5_040))
        let report = try report(of: &statistics, now: .zero + .milliseconds(5_540))
        #expect(report.lastSenderReport == sent.middle)
        #expect(report.delaySinceLastSenderReport == 32_768)
        // 40 ms there, 500 ms of delay, 60 ms back.
        let trip = try #require(report.roundTrip(arrival: NTPTimestamp(sinceOrigin: .milliseconds(1_000_600))))
        #expect(abs(trip.wholeNanoseconds - 100_000_000) < 50_000)
    }

    @Test("there is no round trip without a report of ours, or against the clock")
    func noRoundTrip() {
        var block = ReportBlock(
            ssrc: 7, fractionLost: 0, cumulativeLost: 0, extendedHighestSequence: 0, jitter: 0)
        #expect(block.roundTrip(arrival: NTPTimestamp(sinceOrigin: .seconds(9))) == nil)
        block.lastSenderReport = NTPTimestamp(sinceOrigin: .seconds(10)).middle
        #expect(block.roundTrip(arrival: NTPTimestamp(sinceOrigin: .seconds(9))) == nil)
    }
}
