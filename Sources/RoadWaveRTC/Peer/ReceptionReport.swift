/// How a creator's stream arrived since the last report, as the basis for the adaptation of its bitrate.
public struct ReceptionReport: Hashable, Sendable {
    /// The share of expected packets that did not come by themselves since the last report, 0…1. Retransmitted packets
    /// count as lost, and so do packets that have not come yet. It is 0 if none was expected.
    public var fractionLost: Double
    /// The variation of transit times, smoothed (RFC 3550 §6.4.1), without retransmitted packets.
    public var jitter: Duration
    /// The round trip to the creator; `nil` while it has not answered our clock readings (RFC 3611).
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
