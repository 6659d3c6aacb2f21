import Testing

@testable import RoadWaveRTC

@Suite("Round trip by extended reports")
struct RoundTripMeterTests {
    private let start = MonotonicTime.zero + .seconds(500)

    private func answer(_ reference: NTPTimestamp, after delay: Duration) -> DelaySinceReference {
        DelaySinceReference(ssrc: 1, lastReference: reference.middle, delay: CompactDuration(delay).rawValue)
    }

    @Test("the time that the sender kept our reading is not part of the round trip")
    func measure() throws {
        var meter = RoundTripMeter()
        let reference = meter.reference(now: start)
        meter.receive(answer(reference, after: .milliseconds(400)), now: start + .milliseconds(475))
        let roundTrip = try #require(meter.roundTrip(now: start + .seconds(1)))
        #expect(abs((roundTrip - .milliseconds(75)) / .milliseconds(1)) < 0.1)
    }

    @Test("an answer without a reading, of a clock ahead of ours, or much too late measures nothing")
    func nonsense() {
        var meter = RoundTripMeter()
        meter.receive(DelaySinceReference(ssrc: 1, lastReference: 77, delay: 0), now: start)
        let reference = meter.reference(now: start)
        meter.receive(DelaySinceReference(ssrc: 1, lastReference: 0, delay: 0), now: start)
        meter.receive(answer(reference, after: .seconds(2)), now: start + .seconds(1))
        meter.receive(answer(reference, after: .zero), now: start + .seconds(11))
        #expect(meter.roundTrip(now: start + .seconds(11)) == nil)
    }

    @Test("a measure is forgotten when the sender has not answered for 20 s")
    func lifetime() {
        var meter = RoundTripMeter()
        meter.receive(answer(meter.reference(now: start), after: .zero), now: start + .milliseconds(50))
        #expect(meter.roundTrip(now: start + .seconds(20)) != nil)
        #expect(meter.roundTrip(now: start + .seconds(21)) == nil)
    }
}
