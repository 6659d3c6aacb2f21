/// The server's side of ICE: a lite agent (RFC 8445 §2.5), which answers checks and sends none.
///
/// A creator's phone runs a full agent, whatever its network; the server has a public address. So the phone checks and
/// nominates. The server only answers, remembers which addresses proved to be the peer's, and follows the nomination
/// when the phone changes network.
///
/// A state machine without clock or socket: each input returns the actions.
/// See docs/decisions/webrtc.md, « STUN from strangers ».
public struct ICELiteAgent: Sendable {
    /// What the owner of the agent has to do.
    public enum Action: Hashable, Sendable {
        /// Send these bytes.
        case transmit([UInt8], to: TransportAddress)
        /// An authentic check with a new transaction came from this address: accept its datagrams.
        case validated(TransportAddress)
        /// The peer nominated this address: all that we send goes there from now on (RFC 8445 §7.3.1.5).
        case selected(TransportAddress)
        /// The peer has sent no authentic check for ``Configuration/consentTimeout``. Emitted once.
        case disconnected
        /// The datagram changed nothing.
        case dropped(ICEDropReason)
    }

    /// The agent's timing.
    public struct Configuration: Hashable, Sendable {
        /// How long the peer may stay without an authentic check. A lite agent sends no checks, so the peer's own
        /// consent checks are the only sign that it is still there (RFC 7675 §5.1: one every 5 s, gone after 30 s).
        public var consentTimeout: Duration

        /// 30 s by default.
        public init(consentTimeout: Duration = .seconds(30)) {
            self.consentTimeout = consentTimeout
        }
    }

    /// The address to send to: the nominated one, or the one checked last before any nomination. After the first proof
    /// (``prove(_:)``), only a proven one.
    public private(set) var destination: TransportAddress?
    /// Whether the peer nominated ``destination``.
    public private(set) var isNominated = false
    /// Whether consent was lost. A later authentic check revives the agent.
    public private(set) var isDisconnected = false

    private let configuration: Configuration
    private var session: Session
    /// The session proposed by an ICE restart, until the peer first uses it.
    private var pendingSession: Session?
    private var paths: [TransportAddress: Path] = [:]
    private var seenChecks = SeenChecks()
    private var nominationCount = 0
    /// Whether any address was ever proven: then checks alone no longer change the destination.
    private var hasProof = false
    private var lastCheck: MonotonicTime

    /// A phone shows one address per network and IP version, before and after a switch: 8 is twice that. It bounds the
    /// memory that a peer with many sockets can take: 8 proven addresses and 8 others.
    private static let maximumPaths = 8

    /// An address from which an authentic check came.
    private struct Path {
        /// The latest check, or the first authentic packet after it.
        var lastUse: MonotonicTime
        /// Whether authentic DTLS or SRTP came from there: only the peer can send it.
        var isProven = false
        /// The number of its latest nomination, from 1; 0 without one.
        var nomination = 0
    }

    /// Both sides' credentials for one session.
    private struct Session {
        var local: ICECredentials
        var remote: ICECredentials

        /// RFC 8445 §7.2.2: the receiver's ufrag first.
        func isAddressed(by username: String) -> Bool { username == local.ufrag + ":" + remote.ufrag }
    }

    /// An agent that waits for the peer's first check, at most for the consent timeout.
    public init(
        local: ICECredentials, remote: ICECredentials, configuration: Configuration = .init(), now: MonotonicTime
    ) {
        session = Session(local: local, remote: remote)
        self.configuration = configuration
        lastCheck = now
    }

    /// This side's credentials, as in the latest answer.
    public var localCredentials: ICECredentials { (pendingSession ?? session).local }

    /// The other side's credentials, as in the latest offer.
    public var remoteCredentials: ICECredentials { (pendingSession ?? session).remote }

    /// This side's credentials that checks may use: the current ones, then those of a restart that the peer has not
    /// used yet.
    public var acceptedCredentials: [ICECredentials] { [session.local] + (pendingSession.map { [$0.local] } ?? []) }

    /// Whether an authentic check came from `address`. Only such an address may speak DTLS and SRTP to us, and only
    /// there do we send: nobody can turn the server against a third party.
    public func isValidated(_ address: TransportAddress) -> Bool { paths[address] != nil }

    /// Whether authentic DTLS or SRTP came from `address`.
    public func isProven(_ address: TransportAddress) -> Bool { paths[address]?.isProven ?? false }

    /// Whether `address` may take part in the DTLS handshake, which authenticates nobody before its end. Once any
    /// address is nominated, it must have nominated itself. Before that, a browser may begin from an address that is
    /// only validated.
    public func mayShakeHands(_ address: TransportAddress) -> Bool {
        guard let path = paths[address] else { return false }
        return path.nomination > 0 || paths.values.allSatisfy { $0.nomination == 0 }
    }

    /// When ``advance(to:)`` has something to do; `nil` once disconnected.
    public var nextDeadline: MonotonicTime? {
        isDisconnected ? nil : lastCheck + configuration.consentTimeout
    }

    /// Lets time pass.
    public mutating func advance(to now: MonotonicTime) -> [Action] {
        guard let deadline = nextDeadline, now >= deadline else { return [] }
        isDisconnected = true
        return [.disconnected]
    }

    /// Accepts new credentials for the same session (RFC 8445 §9, RFC 9725 §4.3.3).
    ///
    /// The old ones remain valid until the first authentic check with the new ones: media flows through a restart.
    public mutating func restart(local: ICECredentials, remote: ICECredentials) {
        pendingSession = Session(local: local, remote: remote)
    }

    /// Takes a datagram that ``DatagramKind`` says is STUN.
    public mutating func receive(_ datagram: [UInt8], from source: TransportAddress, now: MonotonicTime) -> [Action] {
        let message: STUNMessage
        do {
            message = try STUNMessage(parsing: datagram)
        } catch {
            return [.dropped(.malformed(error))]
        }
        switch (message.messageClass, message.method) {
        case (.request, .binding):
            return answer(message, datagram, from: source, now: now)
        case (.indication, .binding):
            // A keep-alive (RFC 8445 §11) needs no answer. It is not authenticated, so it renews no consent either.
            return []
        case (.success, .binding), (.failure, .binding):
            return [.dropped(.unexpectedResponse)]
        default:
            return [.dropped(.unsupported)]
        }
    }

    private mutating func answer(
        _ request: STUNMessage, _ datagram: [UInt8], from source: TransportAddress, now: MonotonicTime
    ) -> [Action] {
        guard let username = request.username, STUNMessage.carriesIntegrity(datagram) else {
            return refuse(request, datagram, with: .badRequest, reason: .badIntegrity, to: source)
        }
        // An unknown username gets no answer, although RFC 8489 §9.1.3 asks for a 401: this port serves many lives, and
        // an answer would reveal which ufrags exist.
        let isForPending = pendingSession?.isAddressed(by: username) ?? false
        guard isForPending || session.isAddressed(by: username) else { return [.dropped(.wrongUsername)] }
        let addressed = isForPending ? (pendingSession ?? session) : session
        guard STUNMessage.isAuthentic(datagram, password: addressed.local.password) else {
            return refuse(request, datagram, with: .unauthenticated, reason: .badIntegrity, to: source)
        }
        let password = addressed.local.password
        let unknown = request.unknownRequiredAttributes
        guard unknown.isEmpty else {
            let attributes: [STUNAttribute] = [.errorCode(.unknownAttribute), .unknownAttributes(unknown)]
            return [
                respond(to: request, .failure, attributes, password: password, to: source),
                .dropped(.unknownAttribute),
            ]
        }
        guard !request.claimsControlledRole else {
            // RFC 8445 §6.1.1: the full agent always controls a lite one. After a 487 it switches its role (§7.2.5.1).
            return [
                respond(to: request, .failure, [.errorCode(.roleConflict)], password: password, to: source),
                .dropped(.roleConflict),
            ]
        }
        if isForPending {
            session = addressed
            pendingSession = nil
        }
        let response = respond(to: request, .success, [.xorMappedAddress(source)], password: password, to: source)
        switch seenChecks.take(request.transactionID, from: source) {
        case .new:
            return [response] + accept(source, nominates: request.nominates, now: now)
        case .repeated:
            // The answer was lost. The transaction had its effects the first time.
            return [response]
        case .replayed where paths[source] != nil:
            // A copy arrived before the peer's own check. A proven address keeps its consent.
            if isProven(source) { renewConsent(now: now) }
            return [response]
        case .replayed:
            return [.dropped(.replayedCheck)]
        }
    }

    /// Records an authentic check whose transaction is new.
    private mutating func accept(_ source: TransportAddress, nominates: Bool, now: MonotonicTime) -> [Action] {
        renewConsent(now: now)
        var path = paths[source] ?? Path(lastUse: now)
        path.lastUse = now
        if nominates {
            nominationCount += 1
            path.nomination = nominationCount
        }
        paths[source] = path
        forgetOldestPath(but: source)
        var actions = [Action.validated(source)]
        guard path.isProven || !hasProof else { return actions }
        // The latest nomination wins, whatever its priority: a phone that leaves Wi-Fi nominates its cellular pair. Its
        // priority is lower, but it is the pair that works.
        if nominates, destination != source || !isNominated {
            isNominated = true
            destination = source
            actions.append(.selected(source))
        } else if !isNominated {
            destination = source
        }
        return actions
    }

    private mutating func renewConsent(now: MonotonicTime) {
        lastCheck = now
        isDisconnected = false
    }

    /// Records that authentic DTLS or SRTP came from a validated address. A check only proves that its sender has seen
    /// a check of the peer's; authentic DTLS or SRTP proves the peer itself. From now on we send only to proven
    /// addresses, and no proven address is given up for an unproven one.
    /// - Returns: whether the address was unproven before, and the actions.
    public mutating func prove(_ source: TransportAddress, now: MonotonicTime) -> (isNews: Bool, actions: [Action]) {
        guard var path = paths[source] else { return (false, []) }
        let isNews = !path.isProven
        path.isProven = true
        path.lastUse = now
        paths[source] = path
        hasProof = true
        guard isNews else { return (false, []) }
        forgetOldestPath(but: source)
        let current = destination.flatMap { paths[$0] }
        // The nomination came before the proof, or the current destination is unproven.
        guard destination != source, path.nomination > current?.nomination ?? 0 || current?.isProven != true else {
            return (true, [])
        }
        destination = source
        isNominated = path.nomination > 0
        return (true, isNominated ? [.selected(source)] : [])
    }

    /// Keeps the bound for proven addresses and for the others separately: neither kind displaces the other.
    private mutating func forgetOldestPath(but newest: TransportAddress) {
        let isProven = isProven(newest)
        let rivals = paths.filter { $0.value.isProven == isProven }
        guard rivals.count > Self.maximumPaths else { return }
        let oldest = rivals.filter { $0.key != newest && $0.key != destination }
            .min { $0.value.lastUse < $1.value.lastUse }
        if let oldest { paths[oldest.key] = nil }
    }

    /// Refuses a request that is not authentic.
    ///
    /// Only a request with a correct FINGERPRINT gets an answer: it is STUN for an ICE agent (RFC 8489 §7.3). The
    /// answer has no reason phrase and no integrity, and is 8 bytes longer than the smallest such request, so a forged
    /// source address gains nothing. RFC 8489 §9.1.3 has the two codes.
    private func refuse(
        _ request: STUNMessage, _ datagram: [UInt8], with code: STUNErrorCode, reason: ICEDropReason,
        to source: TransportAddress
    ) -> [Action] {
        guard STUNFingerprint.matches(datagram) else { return [.dropped(reason)] }
        return [respond(to: request, .failure, [.errorCode(code)], password: nil, to: source), .dropped(reason)]
    }

    private func respond(
        to request: STUNMessage, _ messageClass: STUNMessage.Class, _ attributes: [STUNAttribute], password: String?,
        to source: TransportAddress
    ) -> Action {
        let response = STUNMessage(messageClass, transactionID: request.transactionID, attributes: attributes)
        return .transmit(response.serialized(password: password), to: source)
    }
}

extension STUNMessage {
    fileprivate var claimsControlledRole: Bool {
        attributes.contains { if case .iceControlled = $0 { true } else { false } }
    }
}
