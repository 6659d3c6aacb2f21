/// How long a DTLS flight waits for its answer before it is sent again (RFC 6347 §4.2.4.1), and the limit for the whole
/// handshake.
public struct DTLSRetransmission: Hashable, Sendable {
    /// The first wait. RFC 6347 proposes one second for an unknown network. Here ICE has just measured the path: a
    /// round trip takes much less, and a lost flight delays the first second of a live.
    public var initial: Duration
    /// The longest wait, at which doubling stops.
    public var maximum: Duration
    /// The limit for the whole handshake, after which it fails.
    public var handshakeTimeout: Duration

    /// Creates a policy; 250 ms doubling to 4 s, 20 s in all.
    ///
    /// The library ignores waits under 15 ms: it treats a timer with less time left as expired.
    public init(
        initial: Duration = .milliseconds(250), maximum: Duration = .seconds(4),
        handshakeTimeout: Duration = .seconds(20)
    ) {
        self.initial = max(initial, .milliseconds(20))
        self.maximum = max(maximum, self.initial)
        self.handshakeTimeout = handshakeTimeout
    }

    /// The wait that follows `previous`, or the first wait.
    func wait(after previous: Duration?) -> Duration {
        guard let previous else { return initial }
        return min(previous * 2, maximum)
    }
}
