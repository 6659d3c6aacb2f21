/// The publisher's side of ICE with one lite server. It checks the server's candidates, uses the first that answers,
/// and renews consent as long as the session lasts.
///
/// A state machine without clock or socket: each input returns the actions. It has one local socket, so its candidate
/// pairs differ only in the server's address.
/// See docs/decisions/webrtc.md, « ICE checks ».
public struct ICEControllingAgent: Sendable {
    /// What the owner of the agent has to do.
    public enum Action: Hashable, Sendable {
        /// Send these bytes.
        case transmit([UInt8], to: TransportAddress)
        /// The server answered from this address: all datagrams go there from now on. Emitted once.
        case connected(TransportAddress)
        /// No candidate answered in time, or consent expired. Emitted once; the agent is then silent.
        case failed(Failure)
        /// The datagram changed nothing.
        case dropped(ICEDropReason)
    }

    /// Why the agent gave up.
    public enum Failure: Error, Hashable, Sendable {
        /// All candidates were tried without an authentic answer.
        case noAnswer
        /// The server, once connected, has not answered a consent check for 30 s (RFC 7675 §5.1).
        case consentExpired
    }

    private struct Pair {
        var remote: TransportAddress
        var transaction: STUNTransactionID
        var attempts = 0
        var nextAttempt: MonotonicTime
    }

    private enum State {
        case checking
        case connected(Consent)
        case failed
    }

    private struct Consent {
        var remote: TransportAddress
        var nextCheck: MonotonicTime
        var expiry: MonotonicTime
        /// Outstanding checks, oldest first: an answer may come after the next check has left.
        var transactions: [STUNTransactionID] = []
    }

    private let local: ICECredentials
    private let remote: ICECredentials
    private let tieBreaker: UInt64
    private var pairs: [Pair] = []
    private var state = State.checking

    /// RFC 8445 §14.2: Ta, between the first checks of two pairs.
    private static let pacing: Duration = .milliseconds(50)
    /// RFC 8489 §6.2.1: the first RTO, doubled up to 2 s. With endless doubling, as in the RFC, the sixth attempt would
    /// come after 15 s. On a network that loses a fifth of its datagrams, a third of the exchanges fail: such a creator
    /// must still get on the air.
    private static let initialRetransmission: Duration = .milliseconds(500)
    private static let maximumRetransmission: Duration = .seconds(2)
    /// RFC 8489 §6.2.1: Rc. 18 attempts take 31.5 s, like seven attempts with endless doubling.
    private static let maximumAttempts = 18
    /// RFC 8489 §6.2.1: after the last attempt, wait Rm = 16 times the initial RTO.
    private static let lastWait: Duration = .milliseconds(8_000)
    /// RFC 7675 §5.1: a check every 5 s, plus or minus a fifth; consent lasts 30 s.
    private static let consentInterval: Duration = .seconds(5)
    private static let consentLifetime: Duration = .seconds(30)
    /// A lite server has one address per IP version and network. Further addresses in an answer are not tried.
    private static let maximumCandidates = 8
    /// At the shortest interval of 4 s, seven checks are sent in 30 s.
    private static let maximumOutstandingConsentChecks = 8

    /// An agent that starts its checks at `now`: call ``advance(to:)`` for its first datagrams.
    public init(
        local: ICECredentials, remote: ICECredentials, candidates: [TransportAddress],
        tieBreaker: UInt64 = .random(in: .min ... .max), now: MonotonicTime
    ) {
        self.local = local
        self.remote = remote
        self.tieBreaker = tieBreaker
        for candidate in candidates { add(candidate, now: now) }
    }

    /// The server's address once connected.
    public var destination: TransportAddress? {
        if case .connected(let consent) = state { consent.remote } else { nil }
    }

    /// Adds a candidate that came late. Known candidates, and candidates beyond the eighth, are ignored.
    public mutating func add(_ candidate: TransportAddress, now: MonotonicTime) {
        guard pairs.count < Self.maximumCandidates, !pairs.contains(where: { $0.remote == candidate }) else { return }
        let start = now + Self.pacing * pairs.count
        pairs.append(Pair(remote: candidate, transaction: .random(), nextAttempt: start))
    }

    /// When ``advance(to:)`` has something to do; `nil` after failure.
    public var nextDeadline: MonotonicTime? {
        switch state {
        case .checking: pairs.map(\.nextAttempt).min()
        case .connected(let consent): min(consent.nextCheck, consent.expiry)
        case .failed: nil
        }
    }

    /// Lets time pass: sends the checks that are due.
    public mutating func advance(to now: MonotonicTime) -> [Action] {
        switch state {
        case .checking: return check(now)
        case .connected(let consent): return renew(consent, now)
        case .failed: return []
        }
    }

    /// Takes a datagram that ``DatagramKind`` says is STUN.
    public mutating func receive(_ datagram: [UInt8], from source: TransportAddress, now: MonotonicTime) -> [Action] {
        let message: STUNMessage
        do {
            message = try STUNMessage(parsing: datagram)
        } catch {
            return [.dropped(.malformed(error))]
        }
        guard message.method == .binding, message.messageClass == .success || message.messageClass == .failure else {
            // A lite server sends no requests.
            return message.messageClass == .indication ? [] : [.dropped(.unsupported)]
        }
        // An error answer may be unsigned (RFC 8489 §9.1.4), so it is never trusted: the retransmissions go on until
        // their time-out. A signed 487 is ignored as well, since a lite server cannot control.
        guard message.messageClass == .success else {
            return [.dropped(message.errorCode == .roleConflict ? .roleConflict : .unexpectedResponse)]
        }
        guard STUNMessage.isAuthentic(datagram, password: remote.password) else { return [.dropped(.badIntegrity)] }
        switch state {
        case .checking: return connect(message, from: source, now)
        case .connected(let consent): return confirm(consent, message, from: source, now)
        case .failed: return [.dropped(.unexpectedResponse)]
        }
    }

    // MARK: Checking

    private mutating func check(_ now: MonotonicTime) -> [Action] {
        var actions: [Action] = []
        for index in pairs.indices where pairs[index].nextAttempt <= now {
            guard pairs[index].attempts < Self.maximumAttempts else {
                pairs[index].nextAttempt = MonotonicTime(nanoseconds: .max)
                continue
            }
            pairs[index].attempts += 1
            let attempts = pairs[index].attempts
            let doubled = Self.initialRetransmission * (1 << (attempts - 1))
            pairs[index].nextAttempt =
                now + (attempts == Self.maximumAttempts ? Self.lastWait : min(doubled, Self.maximumRetransmission))
            actions.append(.transmit(request(pairs[index].transaction), to: pairs[index].remote))
        }
        if pairs.allSatisfy({ $0.nextAttempt == MonotonicTime(nanoseconds: .max) }) {
            state = .failed
            actions.append(.failed(.noAnswer))
        }
        return actions
    }

    private mutating func connect(
        _ answer: STUNMessage, from source: TransportAddress, _ now: MonotonicTime
    ) -> [Action] {
        // RFC 8445 §7.2.5.2.1: an answer from another address than that of the request is not symmetric, and is
        // refused.
        guard pairs.contains(where: { $0.transaction == answer.transactionID && $0.remote == source }) else {
            return [.dropped(.unexpectedResponse)]
        }
        state = .connected(
            Consent(
                remote: source, nextCheck: now + Self.consentDelay(after: answer.transactionID),
                expiry: now + Self.consentLifetime))
        return [.connected(source)]
    }

    // MARK: Consent (RFC 7675)

    private mutating func renew(_ consent: Consent, _ now: MonotonicTime) -> [Action] {
        guard now < consent.expiry else {
            state = .failed
            return [.failed(.consentExpired)]
        }
        guard now >= consent.nextCheck else { return [] }
        var consent = consent
        let transaction = STUNTransactionID.random()
        consent.transactions = consent.transactions.suffix(Self.maximumOutstandingConsentChecks - 1) + [transaction]
        consent.nextCheck = now + Self.consentDelay(after: transaction)
        state = .connected(consent)
        return [.transmit(request(transaction), to: consent.remote)]
    }

    private mutating func confirm(
        _ consent: Consent, _ answer: STUNMessage, from source: TransportAddress, _ now: MonotonicTime
    ) -> [Action] {
        var consent = consent
        guard source == consent.remote, let index = consent.transactions.firstIndex(of: answer.transactionID) else {
            // The late answer to a retransmitted first check is expected.
            let isOldCheck = pairs.contains { $0.transaction == answer.transactionID && $0.remote == source }
            return isOldCheck ? [] : [.dropped(.unexpectedResponse)]
        }
        consent.transactions.removeSubrange(...index)
        consent.expiry = now + Self.consentLifetime
        state = .connected(consent)
        return []
    }

    /// 4 to 6 s, from the random bits of a transaction: the checks of many publishers are spread over time.
    private static func consentDelay(after transaction: STUNTransactionID) -> Duration {
        consentInterval * 4 / 5 + .milliseconds(Int64(transaction.high % 2_000))
    }

    private func request(_ transaction: STUNTransactionID) -> [UInt8] {
        // Every check nominates. With one local address and a lite server the nomination cannot be wrong, and it saves
        // the round trip of regular nomination (RFC 8445 §8.1.1).
        let attributes: [STUNAttribute] = [
            .username(remote.ufrag + ":" + local.ufrag), .iceControlling(tieBreaker: tieBreaker), .useCandidate,
            .priority(ICECandidate.hostPriority(preference: 65_535)),
        ]
        return STUNMessage(.request, transactionID: transaction, attributes: attributes)
            .serialized(password: remote.password)
    }
}
