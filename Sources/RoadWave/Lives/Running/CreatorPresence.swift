internal import RoadWaveRTC

/// Whether a live's creator is present, interrupted, or gone.
///
/// The creator is heard when an authentic packet arrives. Consent is separate (RFC 7675): a creator who mutes by
/// sending nothing is interrupted, but keeps the live by consenting to the connection. Nothing keeps a live without its
/// first packet: it takes a slot that others could have.
///
/// A state machine without clock.
/// See docs/decisions/webrtc.md, « Waiting for the creator ».
struct CreatorPresence {
    /// A change of the creator's presence.
    enum Change: Equatable {
        /// Heard, for the first time or again.
        case connected
        /// Not heard for a while.
        case interrupted
        /// Without consent and not heard for too long: the live no longer waits.
        case timedOut
    }

    private let interruptedAfter: Duration
    private let connectTimeout: Duration
    private let timeout: Duration
    private let start: MonotonicTime
    private var lastHeard: MonotonicTime
    /// The time of the creator's last request for a connection.
    private var lastOffer: MonotonicTime
    private(set) var isHeard = false
    private var hasConsent = false
    private var isTimedOut = false
    private var hasConnected = false
    /// Whether a packet of media has arrived.
    private(set) var hasSpoken = false

    /// The presence of an admitted creator, before the first packet.
    /// - Parameters:
    ///   - connectTimeout: how long to wait for a creator who was never heard.
    ///   - timeout: how long to wait for one who was; and for the first packet of all, the longer of the two.
    init(interruptedAfter: Duration, connectTimeout: Duration, timeout: Duration, now: MonotonicTime) {
        self.interruptedAfter = interruptedAfter
        self.connectTimeout = connectTimeout
        self.timeout = timeout
        start = now
        lastHeard = now
        lastOffer = now
    }

    /// An authentic packet arrived.
    mutating func hear(now: MonotonicTime) -> Change? {
        lastHeard = now
        guard !isHeard else { return nil }
        isHeard = true
        hasConnected = true
        return .connected
    }

    /// A packet of media arrived.
    mutating func hearMedia(now: MonotonicTime) -> Change? {
        hasSpoken = true
        return hear(now: now)
    }

    /// The creator consents to the connection, until the consent expires.
    mutating func consent() { hasConsent = true }

    /// The creator's consent has expired.
    mutating func loseConsent() { hasConsent = false }

    /// The creator has closed the connection, and may return on another one.
    mutating func leave() -> Change? {
        hasConsent = false
        guard isHeard else { return nil }
        isHeard = false
        return .interrupted
    }

    /// The creator has requested another connection, and has the whole wait to establish it. The earlier connection
    /// counts for as long as it is heard.
    mutating func awaitConnection(now: MonotonicTime) { lastOffer = now }

    /// Advances the time.
    mutating func advance(to now: MonotonicTime) -> Change? {
        guard !isTimedOut else { return nil }
        if let timeoutDate, now >= timeoutDate {
            isTimedOut = true
            return .timedOut
        }
        guard isHeard, now - lastHeard >= interruptedAfter else { return nil }
        isHeard = false
        return .interrupted
    }

    /// When `advance(to:)` must be called next, unless the creator is heard before.
    var nextDeadline: MonotonicTime? {
        guard !isTimedOut else { return nil }
        return [isHeard ? lastHeard + interruptedAfter : nil, timeoutDate].compactMap(\.self).min()
    }

    /// When the live stops waiting.
    private var timeoutDate: MonotonicTime? {
        let wait = max(lastHeard, lastOffer) + (hasConnected ? timeout : connectTimeout)
        guard hasSpoken else {
            let bound = start + max(connectTimeout, timeout)
            return hasConsent ? bound : min(bound, wait)
        }
        return hasConsent ? nil : wait
    }
}
