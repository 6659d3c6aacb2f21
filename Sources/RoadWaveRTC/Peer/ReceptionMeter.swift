/// Counts the packets of one stream between two reports.
struct ReceptionMeter: Sendable {
    private var start: MonotonicTime
    private var payloadBytes = 0
    /// Packets that were retransmitted at our request, since the beginning.
    private var recovered: Int64 = 0
    private var expectedBefore: Int64 = 0
    private var arrivedBefore: Int64 = 0

    /// Starts to count.
    init(now: MonotonicTime) {
        start = now
    }

    /// Counts one packet that came for the first time.
    mutating func receive(payloadBytes count: Int, isRetransmission: Bool) {
        payloadBytes += count
        if isRetransmission { recovered += 1 }
    }

    /// Makes the report and begins the next interval.
    mutating func makeReport(
        _ statistics: ReceptionStatistics, roundTrip: Duration?, now: MonotonicTime
    ) -> ReceptionReport {
        // As in RFC 3550 A.3, but without retransmitted packets: the loss of the network, before any repair.
        let arrived = statistics.received - recovered
        let expectedNow = statistics.expected - expectedBefore
        let lostNow = expectedNow - (arrived - arrivedBefore)
        let fraction = expectedNow > 0 ? min(max(Double(lostNow) / Double(expectedNow), 0), 1) : 0
        let seconds = (now - start) / .seconds(1)
        let report = ReceptionReport(
            fractionLost: fraction, jitter: statistics.jitterDuration, roundTrip: roundTrip,
            bitrate: seconds > 0 ? Int(Double(payloadBytes * 8) / seconds) : 0)
        start = now
        payloadBytes = 0
        expectedBefore = statistics.expected
        arrivedBefore = arrived
        return report
    }
}
