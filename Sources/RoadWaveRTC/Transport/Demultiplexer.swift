/// Finds whose datagram it is when all lives share one UDP port.
///
/// A STUN check names its session by the ufrag in USERNAME (RFC 8445 §7.2.2); once a check proved authentic, its source
/// address stands for the session, and DTLS and SRTP from there follow it. The password is checked here, not only in
/// the peer: an address believed on a name alone would let anyone who saw a ufrag draw another live's packets away.
public struct Demultiplexer<Key: Hashable & Sendable>: Sendable {
    private struct Session {
        /// What the session answers to now.
        var credentials: [ICECredentials]
        /// Oldest first.
        var addresses: [TransportAddress]
    }

    private struct Binding {
        var key: Key
        var lastCheck: MonotonicTime
    }

    private var sessions: [Key: Session] = [:]
    private var keysByUfrag: [String: Key] = [:]
    private var bindings: [TransportAddress: Binding] = [:]

    /// The same bound as the agent keeps: each network and IP version of a phone, twice.
    private let maximumAddresses = 8
    /// How long an address stays with its session without an authentic check when another session claims it: longer
    /// than the 6 s between consent checks (RFC 7675 §5.1), so that nobody can take the address of a running live, and
    /// short, so that a creator whose application restarts behind the same NAT port gets through.
    private let takeoverDelay: Duration = .seconds(10)

    /// A demultiplexer that knows nobody.
    public init() {}

    /// How many sessions are registered.
    public var count: Int { sessions.count }

    /// How many source addresses are known.
    public var addressCount: Int { bindings.count }

    /// Lets checks for these credentials reach a session, before their answer leaves: all that the session answers to, in
    /// place of what it answered to before. Its owner knows which are in use: an ICE restart that the creator never follows
    /// must not take the running pair's.
    public mutating func register(_ local: [ICECredentials], for key: Key) {
        var session = sessions[key] ?? Session(credentials: [], addresses: [])
        for credentials in session.credentials { keysByUfrag[credentials.ufrag] = nil }
        for credentials in local { keysByUfrag[credentials.ufrag] = key }
        session.credentials = local
        sessions[key] = session
    }

    /// Forgets a session, its ufrags and its addresses.
    public mutating func remove(_ key: Key) {
        guard let session = sessions.removeValue(forKey: key) else { return }
        for credentials in session.credentials { keysByUfrag[credentials.ufrag] = nil }
        for address in session.addresses { bindings[address] = nil }
    }

    /// The session that a datagram belongs to, or `nil` when it belongs to none and is to be dropped.
    public mutating func route(_ datagram: [UInt8], from source: TransportAddress, now: MonotonicTime) -> Key? {
        guard DatagramKind(datagram) == .stun, let message = try? STUNMessage(parsing: datagram),
            message.messageClass == .request
        else { return bindings[source]?.key }
        guard let username = message.username, let ufrag = username.split(separator: ":").first,
            let key = keysByUfrag[String(ufrag)]
        else { return nil }
        // An unauthentic check still goes to the peer, which counts it and says why; it only binds nothing.
        if let password = sessions[key]?.credentials.last(where: { $0.ufrag == ufrag })?.password,
            STUNMessage.isAuthentic(datagram, password: password)
        {
            bind(source, to: key, now: now)
        }
        return key
    }

    private mutating func bind(_ source: TransportAddress, to key: Key, now: MonotonicTime) {
        if let binding = bindings[source], binding.key != key {
            guard now - binding.lastCheck > takeoverDelay else { return }
            sessions[binding.key]?.addresses.removeAll { $0 == source }
        }
        bindings[source] = Binding(key: key, lastCheck: now)
        guard var session = sessions[key] else { return }
        session.addresses.removeAll { $0 == source }
        session.addresses.append(source)
        if session.addresses.count > maximumAddresses { bindings[session.addresses.removeFirst()] = nil }
        sessions[key] = session
    }
}
