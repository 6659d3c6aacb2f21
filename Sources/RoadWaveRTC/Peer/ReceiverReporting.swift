/// Our side of RTCP towards one creator: reports each second, requests for what is missing (RFC 3550 §6, RFC 4585).
struct ReceiverReporting: Sendable {
    /// Between two reports: the sender adapts its bitrate by them, and they cost 800 bit/s.
    static let interval: Duration = .seconds(1)

    /// Our own SSRC. We send no media; reports need a name.
    let localSSRC: UInt32
    /// The mapping of the last sender report of the stream.
    private(set) var senderClock: SenderClock?

    private let requestsRetransmission: Bool
    private let canonicalName: String
    private var statistics: ReceptionStatistics?
    private var meter: ReceptionMeter?
    private var roundTrip = RoundTripMeter()
    private var requests = RetransmissionRequests()
    private var nextReport: MonotonicTime?

    init(requestsRetransmission: Bool, localSSRC: UInt32 = .random(in: 1 ... .max)) {
        self.requestsRetransmission = requestsRetransmission
        self.localSSRC = localSSRC
        // RFC 7022 §4.2: at least 96 random bits, new for each session, so that sessions cannot be linked.
        canonicalName =
            String(UInt64.random(in: 0 ... .max), radix: 36) + String(UInt64.random(in: 0 ... .max), radix: 36)
    }

    /// The stream that is received; `nil` before its first packet.
    var mediaSSRC: UInt32? { statistics?.ssrc }

    /// Counts a media packet. Another SSRC is another stream: the counts begin afresh.
    mutating func receive(_ packet: RTPPacket, now: MonotonicTime) {
        if statistics?.ssrc != packet.ssrc {
            statistics = ReceptionStatistics(ssrc: packet.ssrc)
            meter = ReceptionMeter(now: now)
            requests = RetransmissionRequests()
            senderClock = nil
            nextReport = nextReport ?? now + ReceiverReporting.interval
        }
        let isRetransmission =
            requestsRetransmission
            && requests.receive(packet.sequenceNumber, jitter: statistics?.jitterDuration ?? .zero, now: now)
        statistics?.receive(
            sequenceNumber: packet.sequenceNumber, timestamp: packet.timestamp, isRetransmission: isRetransmission,
            now: now)
        meter?.receive(payloadBytes: packet.payload.count, isRetransmission: isRetransmission)
    }

    /// Takes note of a sender report; one of another stream than that being received says nothing.
    mutating func receive(_ report: SenderReport, now: MonotonicTime) {
        guard report.ssrc == mediaSSRC else { return }
        statistics?.receive(report, now: now)
        senderClock = SenderClock(report)
    }

    /// Takes the answers to our clock readings.
    mutating func receive(_ report: ExtendedReport, now: MonotonicTime) {
        for case .delaysSinceReference(let delays) in report.blocks {
            for delay in delays where delay.ssrc == localSSRC { roundTrip.receive(delay, now: now) }
        }
        requests.roundTrip = roundTrip.roundTrip(now: now)
    }

    var nextDeadline: MonotonicTime? {
        [nextReport, requests.nextDeadline].compactMap(\.self).min()
    }

    /// What is due of one moment.
    struct Due {
        /// Compound packets to send, not yet encrypted.
        var compounds: [RTCPCompound] = []
        /// What the report among them is about.
        var reception: ReceptionReport?
    }

    /// Takes what is due.
    mutating func advance(to now: MonotonicTime) -> Due {
        var due = Due()
        if let nextReport, now >= nextReport, let statistics, let block = self.statistics?.makeReport(now: now) {
            let reading = ExtendedReport.Block.receiverReferenceTime(roundTrip.reference(now: now))
            due.compounds.append(
                compound(reports: [block], and: .extendedReport(ExtendedReport(ssrc: localSSRC, blocks: [reading]))))
            due.reception = meter?.makeReport(statistics, roundTrip: roundTrip.roundTrip(now: now), now: now)
            self.nextReport = now + ReceiverReporting.interval
        }
        let numbers = requests.due(now: now)
        if let mediaSSRC, !numbers.isEmpty {
            let nack = GenericNACK(senderSSRC: localSSRC, mediaSSRC: mediaSSRC, sequenceNumbers: numbers)
            due.compounds.append(compound(reports: [], and: .genericNACK(nack)))
        }
        return due
    }

    /// What we say when we end the connection.
    func goodbye() -> RTCPCompound {
        compound(reports: [], and: .goodbye(Goodbye(sources: [localSSRC])))
    }

    /// A report and our name go before everything else (RFC 3550 §6.1): reduced size is not in our answer.
    private func compound(reports: [ReportBlock], and last: RTCPPacket? = nil) -> RTCPCompound {
        let first: [RTCPPacket] = [
            .receiverReport(ReceiverReport(ssrc: localSSRC, reports: reports)),
            .sourceDescription([SourceDescription(ssrc: localSSRC, canonicalName: canonicalName)]),
        ]
        return RTCPCompound(first + (last.map { [$0] } ?? []))
    }
}
