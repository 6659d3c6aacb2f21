/// What a connection may do to the stream before something is done about it.
public struct ConnectionLimits: Hashable, Sendable {
    /// Packets that do not come by themselves, as a share of those sent, 0…1.
    public var loss: Double
    /// The time from the node to the creator and back.
    public var roundTrip: Duration
    /// The variation of transit times (RFC 3550 §6.4.1).
    public var jitter: Duration

    /// Limits that are exceeded by more than these values.
    public init(loss: Double, roundTrip: Duration, jitter: Duration) {
        self.loss = loss
        self.roundTrip = roundTrip
        self.jitter = jitter
    }

    /// Which limit a connection exceeds, the loss first, which is what listeners hear; nil when it keeps to all.
    func excess(of figures: ConnectionFigures) -> BitrateAdvice.Reason? {
        if figures.loss > loss { return .loss }
        if figures.jitter > jitter { return .jitter }
        // An application that does not answer RTCP XR is judged by the rest.
        if let measured = figures.roundTrip, measured > roundTrip { return .roundTrip }
        return nil
    }

    /// The limits at a share of these.
    func scaled(by share: Double) -> ConnectionLimits {
        ConnectionLimits(loss: loss * share, roundTrip: roundTrip * share, jitter: jitter * share)
    }
}
