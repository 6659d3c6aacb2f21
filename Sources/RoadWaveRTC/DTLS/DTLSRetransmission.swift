/// How long a DTLS flight waits for its answer before it is sent again (RFC 6347 §4.2.4.1), and for how long in all.
public struct DTLSRetransmission: Hashable, Sendable {
    /// The first wait. RFC 6347 proposes one second for a network of which nothing is known; here ICE has just
    /// measured the path, a round trip is well under this, and a lost flight delays the first second of a live.
    public var initial: Duration
    /// The longest wait: doubling stops here.
    public var maximum: Duration
    /// The whole handshake, after which it fails.
    public var handshakeTimeout: Duration

    /// Creates a policy; 250 ms doubling to 4 s, 20 s in all.
    ///
    /// The library ignores waits under 15 ms: it takes a timer with less than that left for expired.
    public init(
        initial: Duration = .milliseconds(250), maximum: Duration = .seconds(4),
        handshakeTimeout: Duration = .seconds(20)
    ) {
        self.initial = max(initial, .milliseconds(20))
        self.maximum = max(maximum, self.initial)
        self.handshakeTimeout = handshakeTimeout
    }

    /// The wait that follows `previous`; the first one when there was none.
    func wait(after previous: Duration?) -> Duration {
        guard let previous else { return initial }
        return min(previous * 2, maximum)
    }
}
