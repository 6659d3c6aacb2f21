/// How a creator's stream arrived since the last report: what an adaptation of its bitrate goes by.
public struct ReceptionReport: Hashable, Sendable {
    /// Packets that did not come by themselves, of those expected since the last report, 0…1. One that was sent again
    /// counts as lost, and so does one that has yet to come; 0 when nothing was expected.
    public var fractionLost: Double
    /// The variation of transit times, smoothed (RFC 3550 §6.4.1), without packets that were sent again.
    public var jitter: Duration
    /// Between us and the creator, and back; `nil` while the creator has not answered our clock readings (RFC 3611).
    public var roundTrip: Duration?
    /// Received Opus in bits per second since the last report, without headers.
    public var bitrate: Int

    /// Creates a report.
    public init(fractionLost: Double, jitter: Duration, roundTrip: Duration?, bitrate: Int) {
        self.fractionLost = fractionLost
        self.jitter = jitter
        self.roundTrip = roundTrip
        self.bitrate = bitrate
    }
}
