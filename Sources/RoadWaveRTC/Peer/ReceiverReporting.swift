/// Our side of RTCP with one creator: reports every second, and requests for missing packets (RFC 3550 §6, RFC 4585).
struct ReceiverReporting: Sendable {
    /// The time between two reports. The sender adapts its bitrate to them; they cost 800 bit/s.
    static let interval: Duration = .seconds(1)

    /// Our own SSRC. We send no media, but reports need one.
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

    /// The received stream; `nil` before its first packet.
    var mediaSSRC: UInt32? { statistics?.ssrc }

    /// Counts a media packet. Another SSRC is another stream: the counts start again.
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

    /// Records a sender report. A report of another stream than the received one is ignored.
    mutating func receive(_ report: SenderReport, now: MonotonicTime) {
        guard report.ssrc == mediaSSRC else { return }
        statistics?.receive(report, now: now)
        senderClock = SenderClock(report)
    }

    /// Records the answers to our clock readings.
    mutating func receive(_ report: ExtendedReport, now: MonotonicTime) {
        for case .delaysSinceReference(let delays) in report.blocks {
            for delay in delays where delay.ssrc == localSSRC { roundTrip.receive(delay, now: now) }
        }
        requests.roundTrip = roundTrip.roundTrip(now: now)
    }

    var nextDeadline: MonotonicTime? {
        [nextReport, requests.nextDeadline].compactMap(\.self).min()
    }

    /// The packets that are due at one moment.
    struct Due {
        /// Compound packets to send, not yet encrypted.
        var compounds: [RTCPCompound] = []
        /// The content of the report among them.
        var reception: ReceptionReport?
    }

    /// Takes the packets that are due.
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

    /// The packet that ends the connection.
    func goodbye() -> RTCPCompound {
        compound(reports: [], and: .goodbye(Goodbye(sources: [localSSRC])))
    }

    /// A report and our name come first (RFC 3550 §6.1): our answer does not offer reduced size.
    private func compound(reports: [ReportBlock], and last: RTCPPacket? = nil) -> RTCPCompound {
        let first: [RTCPPacket] = [
            .receiverReport(ReceiverReport(ssrc: localSSRC, reports: reports)),
            .sourceDescription([SourceDescription(ssrc: localSSRC, canonicalName: canonicalName)]),
        ]
        return RTCPCompound(first + (last.map { [$0] } ?? []))
    }
}
