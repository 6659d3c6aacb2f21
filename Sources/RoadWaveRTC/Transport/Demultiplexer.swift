/// Finds whose datagram it is when all lives share one UDP port.
///
/// A STUN check names its session by the ufrag in USERNAME (RFC 8445 §7.2.2). DTLS and SRTP name nobody: they follow
/// their source address, which a session's ICE agent associates with it once a check proved authentic. Nothing is
/// authenticated here, and nothing is bound by what a datagram says: the agent alone decides which addresses are its
/// peer's.
///
/// See docs/decisions/webrtc.md, « A live that begins at the address of another one ».
public struct Demultiplexer<Key: Hashable & Sendable>: Sendable {
    private struct Session {
        /// What the session answers to now.
        var credentials: [ICECredentials]
        /// The latest association last.
        var addresses: [TransportAddress] = []
    }

    private struct Claim {
        var key: Key
        var lastCheck: MonotonicTime
    }

    private struct Binding {
        var owner: Claim
        /// Whether the owner has heard authentic DTLS or SRTP from there.
        var isProven: Bool
        /// Another session whose peer was checked at the same address: its application was started again behind the
        /// same port of a NAT, or somebody forges the source of checks.
        var newcomer: Claim?
    }

    private var sessions: [Key: Session] = [:]
    private var keysByUfrag: [String: Key] = [:]
    private var bindings: [TransportAddress: Binding] = [:]

    /// The same bound as the agent keeps: each network and IP version of a phone, twice; 8 that are proven and 8 that
    /// are not.
    private let maximumAddresses = 8
    /// How long an address stays with a session that has not proven it, without another check: longer than the 6 s
    /// between consent checks (RFC 7675 §5.1), so that nobody can step into a handshake.
    private let takeoverDelay: Duration = .seconds(10)

    /// A demultiplexer that knows nobody.
    public init() {}

    /// How many sessions are registered.
    public var count: Int { sessions.count }

    /// How many source addresses are known.
    public var addressCount: Int { bindings.count }

    /// Lets checks for these credentials reach a session, before their answer leaves: all that the session answers to, in
    /// place of what it answered to before. Its owner knows which are in use: an ICE restart that the creator never follows
    /// must not take the running pair's. See docs/decisions/webrtc.md, « ICE restarts that are not followed ».
    public mutating func register(_ local: [ICECredentials], for key: Key) {
        var session = sessions[key] ?? Session(credentials: [])
        for credentials in session.credentials { keysByUfrag[credentials.ufrag] = nil }
        for credentials in local { keysByUfrag[credentials.ufrag] = key }
        session.credentials = local
        sessions[key] = session
    }

    /// Forgets a session, its ufrags and its addresses.
    public mutating func remove(_ key: Key) {
        guard let session = sessions.removeValue(forKey: key) else { return }
        for credentials in session.credentials { keysByUfrag[credentials.ufrag] = nil }
        for address in session.addresses { release(address, of: key) }
    }

    /// The session that a datagram belongs to, or `nil` when it belongs to none and is to be dropped.
    public func route(_ datagram: [UInt8], as kind: DatagramKind, from source: TransportAddress) -> Key? {
        switch kind {
        case .stun:
            guard let message = try? STUNMessage(parsing: datagram), message.messageClass == .request else {
                return bindings[source]?.owner.key
            }
            // An unauthentic check still goes to the peer, which counts it and says why.
            return message.username?.split(separator: ":").first.flatMap { keysByUfrag[String($0)] }
        case .dtls:
            guard let binding = bindings[source] else { return nil }
            // A proven owner has shaken hands: what begins with ChangeCipherSpec or handshake (RFC 6347 §4.1) is the
            // newcomer's.
            let isHandshake = datagram.first == 20 || datagram.first == 22
            return (isHandshake && binding.isProven ? binding.newcomer : nil)?.key ?? binding.owner.key
        case .rtp, .rtcp:
            return bindings[source]?.owner.key
        case .unknown:
            return nil
        }
    }

    /// Lets what comes from an address follow a session whose agent has validated it: at each check whose transaction is
    /// new, and when the address is proven. A session that is not registered gets nothing.
    ///
    /// An address that another session uses changes hands by proof alone, since the source of a check can be forged: the
    /// newcomer gets the handshakes from there, and all the rest once its own is done.
    public mutating func associate(_ address: TransportAddress, with key: Key, isProven: Bool, now: MonotonicTime) {
        guard sessions[key] != nil else { return }
        let claim = Claim(key: key, lastCheck: now)
        if var binding = bindings[address], binding.owner.key != key {
            let isAbandoned = !binding.isProven && now - binding.owner.lastCheck > takeoverDelay
            if isProven || isAbandoned {
                sessions[binding.owner.key]?.addresses.removeAll { $0 == address }
                if let newcomer = binding.newcomer { sessions[newcomer.key]?.addresses.removeAll { $0 == address } }
                binding = Binding(owner: claim, isProven: isProven)
            } else {
                if let newcomer = binding.newcomer, newcomer.key != key {
                    guard now - newcomer.lastCheck > takeoverDelay else { return }
                    sessions[newcomer.key]?.addresses.removeAll { $0 == address }
                }
                binding.newcomer = claim
            }
            bindings[address] = binding
        } else {
            let wasProven = bindings[address]?.isProven ?? false
            bindings[address, default: Binding(owner: claim, isProven: isProven)].owner = claim
            bindings[address]?.isProven = isProven || wasProven
        }
        sessions[key]?.addresses.removeAll { $0 == address }
        sessions[key]?.addresses.append(address)
        forgetOldestAddress(of: key)
    }

    /// Keeps the bound among a session's proven addresses, and among the others: neither kind displaces the other.
    private mutating func forgetOldestAddress(of key: Key) {
        guard let addresses = sessions[key]?.addresses, let newest = addresses.last else { return }
        let rivals = addresses.filter { isProven($0, for: key) == isProven(newest, for: key) }
        guard rivals.count > maximumAddresses, let oldest = rivals.first else { return }
        sessions[key]?.addresses.removeAll { $0 == oldest }
        release(oldest, of: key)
    }

    private func isProven(_ address: TransportAddress, for key: Key) -> Bool {
        bindings[address].map { $0.owner.key == key && $0.isProven } ?? false
    }

    /// Takes an address from a session; a newcomer there inherits it, not yet proven.
    private mutating func release(_ address: TransportAddress, of key: Key) {
        guard let binding = bindings[address] else { return }
        if binding.owner.key == key {
            bindings[address] = binding.newcomer.map { Binding(owner: $0, isProven: false) }
        } else if binding.newcomer?.key == key {
            bindings[address]?.newcomer = nil
        }
    }
}
