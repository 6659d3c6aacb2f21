/// The RTP stream of a publisher: numbers, timestamps, and the content of its sender reports (RFC 3550 §6.4.1).
struct OutgoingStream {
    /// As in the answer.
    var payloadType: UInt8
    /// When the next sender report is due; `nil` before the first packet, which brings the first report.
    var nextReport: MonotonicTime?

    private let ssrc: UInt32
    private let cname: String
    private var sequenceNumber: UInt16
    private var timestamp: UInt32
    private var packetCount: UInt32 = 0
    private var octetCount: UInt32 = 0
    private var lastPacket: (timestamp: UInt32, sent: MonotonicTime)?
    /// The origin of the NTP times in the reports: only differences matter.
    private var origin: MonotonicTime?

    /// RFC 7587 §4.1: the RTP clock of Opus.
    private static let clockRate: Int64 = 48_000
    /// The last clock reading of the server, to be returned with the next report. There is one server, hence one slot.
    private var reference: (ssrc: UInt32, middle: UInt32, arrival: MonotonicTime)?

    init(_ configuration: Publisher.Configuration) {
        payloadType = configuration.opus.payloadType
        ssrc = configuration.ssrc
        cname = configuration.cname
        sequenceNumber = configuration.firstSequenceNumber
        timestamp = configuration.firstTimestamp
    }

    mutating func next(_ payload: [UInt8], duration: Int, now: MonotonicTime) -> RTPPacket {
        let packet = RTPPacket(
            // RFC 3551 §4.1: the marker starts a talkspurt. The stream is a single talkspurt.
            marker: packetCount == 0, payloadType: payloadType, sequenceNumber: sequenceNumber, timestamp: timestamp,
            ssrc: ssrc, payload: payload)
        lastPacket = (timestamp, now)
        if origin == nil {
            origin = now
            nextReport = now
        }
        sequenceNumber &+= 1
        skip(duration)
        packetCount &+= 1
        octetCount &+= UInt32(truncatingIfNeeded: payload.count)
        return packet
    }

    mutating func skip(_ duration: Int) {
        timestamp &+= UInt32(truncatingIfNeeded: duration)
    }

    /// A sender report with its mandatory description (RFC 3550 §6.1), and the server's clock if it came.
    mutating func report(_ now: MonotonicTime) -> [RTCPPacket] {
        let description = RTCPPacket.sourceDescription([SourceDescription(ssrc: ssrc, canonicalName: cname)])
        guard let lastPacket else { return [.receiverReport(ReceiverReport(ssrc: ssrc)), description] }
        let elapsed = (now - lastPacket.sent).wholeNanoseconds / 1_000 * Self.clockRate / 1_000_000
        let report = SenderReport(
            ssrc: ssrc, ntp: ntp(now),
            rtpTimestamp: lastPacket.timestamp &+ UInt32(truncatingIfNeeded: elapsed), packetCount: packetCount,
            octetCount: octetCount)
        return [.senderReport(report), description] + answerToReference(now)
    }

    /// Records the server's clock (RFC 3611 §4.4).
    mutating func receive(_ report: ExtendedReport, _ now: MonotonicTime) {
        for case .receiverReferenceTime(let ntp) in report.blocks { reference = (report.ssrc, ntp.middle, now) }
    }

    /// Returns the server's clock, once (RFC 3611 §4.5).
    private mutating func answerToReference(_ now: MonotonicTime) -> [RTCPPacket] {
        guard let reference else { return [] }
        self.reference = nil
        let delay = DelaySinceReference(
            ssrc: reference.ssrc, lastReference: reference.middle,
            delay: CompactDuration(now - reference.arrival).rawValue)
        return [.extendedReport(ExtendedReport(ssrc: ssrc, blocks: [.delaysSinceReference([delay])]))]
    }

    /// The round trip from a block of the server's report.
    func roundTrip(_ report: ReportBlock, _ now: MonotonicTime) -> Duration? {
        report.roundTrip(arrival: ntp(now))
    }

    private func ntp(_ now: MonotonicTime) -> NTPTimestamp {
        // One second late, so that the first report's middle bits are not 0, which means "no report" (RFC 3550 §6.4.1).
        NTPTimestamp(sinceOrigin: now - (origin ?? now) + .seconds(1))
    }
}
