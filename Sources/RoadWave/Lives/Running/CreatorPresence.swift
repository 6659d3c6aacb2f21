internal import RoadWaveRTC

/// Whether a live's creator is there: heard, silent for a moment, or gone for good.
///
/// The creator is heard when something authentic arrives. Consent is apart from it (RFC 7675): a creator who mutes by
/// sending nothing is interrupted, yet holds the live by consenting to the connection. A live without its first packet is held
/// by nothing: it takes a place that others could have.
///
/// A state machine without clock.
/// See docs/decisions/webrtc.md, « Waiting for the creator ».
struct CreatorPresence {
    /// What has just become of the creator.
    enum Change: Equatable {
        /// Heard, for the first time or again.
        case connected
        /// Not heard for a while.
        case interrupted
        /// Without consent and not heard for too long: the live cannot wait any more.
        case timedOut
    }

    private let interruptedAfter: Duration
    private let connectTimeout: Duration
    private let timeout: Duration
    private let start: MonotonicTime
    private var lastHeard: MonotonicTime
    /// When the creator last asked for a connection.
    private var lastOffer: MonotonicTime
    private(set) var isHeard = false
    private var hasConsent = false
    private var isTimedOut = false
    private var hasConnected = false
    /// Whether a packet of media has come.
    private(set) var hasSpoken = false

    /// A creator who was admitted and not heard yet.
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

    /// Something authentic arrived.
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

    /// The creator consents to the connection, until it is lost.
    mutating func consent() { hasConsent = true }

    /// The creator's consent has run out.
    mutating func loseConsent() { hasConsent = false }

    /// The creator has closed the connection, and may come by another one.
    mutating func leave() -> Change? {
        hasConsent = false
        guard isHeard else { return nil }
        isHeard = false
        return .interrupted
    }

    /// The creator has asked for another connection, and has the whole wait for it to come about. The one before counts for
    /// as long as it is heard.
    mutating func awaitConnection(now: MonotonicTime) { lastOffer = now }

    /// Moves time on.
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

    /// When `advance(to:)` next has something to say, unless the creator is heard before.
    var nextDeadline: MonotonicTime? {
        guard !isTimedOut else { return nil }
        return [isHeard ? lastHeard + interruptedAfter : nil, timeoutDate].compactMap(\.self).min()
    }

    /// When the live waits no longer.
    private var timeoutDate: MonotonicTime? {
        let wait = max(lastHeard, lastOffer) + (hasConnected ? timeout : connectTimeout)
        guard hasSpoken else {
            let bound = start + max(connectTimeout, timeout)
            return hasConsent ? bound : min(bound, wait)
        }
        return hasConsent ? nil : wait
    }
}
