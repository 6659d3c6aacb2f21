/// A sender's report about its own stream: how its RTP clock maps to its wall clock, and how much it has sent (RFC 3550
/// §6.4.1).
public struct SenderReport: Hashable, Sendable {
    /// The sender.
    public var ssrc: UInt32
    /// When the report was made.
    public var ntp: NTPTimestamp
    /// The same instant on the RTP clock.
    public var rtpTimestamp: UInt32
    /// Packets sent since the beginning.
    public var packetCount: UInt32
    /// Payload bytes sent since the beginning.
    public var octetCount: UInt32
    /// The streams that the sender receives itself; at most 31.
    public var reports: [ReportBlock]

    /// Creates a report.
    public init(
        ssrc: UInt32, ntp: NTPTimestamp, rtpTimestamp: UInt32, packetCount: UInt32, octetCount: UInt32,
        reports: [ReportBlock] = []
    ) {
        self.ssrc = ssrc
        self.ntp = ntp
        self.rtpTimestamp = rtpTimestamp
        self.packetCount = packetCount
        self.octetCount = octetCount
        self.reports = reports
    }
}

/// A receiver's report about the streams that it receives (RFC 3550 §6.4.2).
public struct ReceiverReport: Hashable, Sendable {
    /// The receiver.
    public var ssrc: UInt32
    /// A block for each source; at most 31.
    public var reports: [ReportBlock]

    /// Creates a report.
    public init(ssrc: UInt32, reports: [ReportBlock] = []) {
        self.ssrc = ssrc
        self.reports = reports
    }
}
