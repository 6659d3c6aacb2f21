/// The bitrate that a creator's application is advised to encode at.
public struct BitrateAdvice: Hashable, Sendable {
    /// Why the advice changed.
    public enum Reason: String, CaseIterable, Sendable {
        /// Too many packets do not come.
        case loss
        /// Packets come too unevenly.
        case jitter
        /// Packets take too long.
        case roundTrip = "round_trip"
        /// The connection has been good for a while.
        case recovered
    }

    /// Opus bits per second.
    public let bitrate: Int
    /// Why the advice changed.
    public let reason: Reason

    /// An advice.
    public init(bitrate: Int, reason: Reason) {
        self.bitrate = bitrate
        self.reason = reason
    }
}
