import Testing

@testable import RoadWaveRTC

@Suite("NTP timestamps and the sender's clock")
struct NTPTimestampTests {
    @Test("seconds stand above, fractions below")
    func layout() {
        #expect(NTPTimestamp(sinceOrigin: .milliseconds(1_500)).rawValue == 0x0000_0001_8000_0000)
        #expect(NTPTimestamp(sinceOrigin: .milliseconds(1_500)).middle == 0x0001_8000)
        #expect(NTPTimestamp(sinceOrigin: .seconds(-1)).rawValue == 0)
    }

    @Test("intervals are signed", arguments: [-3_250, -1, 0, 1, 999, 86_400_000])
    func intervals(milliseconds: Int) {
        let origin = NTPTimestamp(sinceOrigin: .seconds(100_000))
        let other = NTPTimestamp(sinceOrigin: .seconds(100_000) + .milliseconds(milliseconds))
        let error = (other.interval(since: origin) - .milliseconds(milliseconds)).wholeNanoseconds
        #expect(abs(error) <= 2)
    }

    @Test("compact durations keep 1/65,536 s and stay within 18 hours")
    func compactDurations() {
        #expect(CompactDuration(.milliseconds(250)).rawValue == 16_384)
        #expect(CompactDuration(.seconds(-5)).rawValue == 0)
        #expect(CompactDuration(.seconds(1_000_000)).rawValue == .max)
        #expect(CompactDuration(rawValue: 16_384).duration == .milliseconds(250))
    }

    @Test("timestamps around a report map to the sender's wall clock, across the wrap")
    func senderClock() {
        let report = SenderReport(
            ssrc: 7, ntp: NTPTimestamp(sinceOrigin: .seconds(500)), rtpTimestamp: 4_294_967_000, packetCount: 0,
            octetCount: 0)
        let clock = SenderClock(report)
        let later = clock.ntp(of: report.rtpTimestamp &+ 48_000)
        let earlier = clock.ntp(of: report.rtpTimestamp &- 24_000)
        #expect(later.interval(since: report.ntp) == .seconds(1))
        #expect(earlier.interval(since: report.ntp) == .milliseconds(-500))
    }
}
