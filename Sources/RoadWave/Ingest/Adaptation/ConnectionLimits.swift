/// How bad a connection may be before the node reacts.
public struct ConnectionLimits: Hashable, Sendable {
    /// The packets that do not arrive without retransmission, as a share of the packets sent, 0…1.
    public var loss: Double
    /// The time from the node to the creator and back.
    public var roundTrip: Duration
    /// The variation of transit times (RFC 3550 §6.4.1).
    public var jitter: Duration

    /// Limits; a connection exceeds them with larger values.
    public init(loss: Double, roundTrip: Duration, jitter: Duration) {
        self.loss = loss
        self.roundTrip = roundTrip
        self.jitter = jitter
    }

    /// Which limit a connection exceeds, the loss first, since listeners hear it; nil if it exceeds none.
    func excess(of figures: ConnectionFigures) -> BitrateAdvice.Reason? {
        if figures.loss > loss { return .loss }
        if figures.jitter > jitter { return .jitter }
        // An application that does not answer RTCP XR is judged by the other figures.
        if let measured = figures.roundTrip, measured > roundTrip { return .roundTrip }
        return nil
    }

    /// The limits multiplied by a share.
    func scaled(by share: Double) -> ConnectionLimits {
        ConnectionLimits(loss: loss * share, roundTrip: roundTrip * share, jitter: jitter * share)
    }
}
