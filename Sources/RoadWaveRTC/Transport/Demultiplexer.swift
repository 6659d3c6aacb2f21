/// Finds the session of a datagram, since all lives share one UDP port.
///
/// A STUN check names its session by the ufrag in USERNAME (RFC 8445 §7.2.2). DTLS and SRTP name no session: they are
/// assigned by their source address, which the session's ICE agent registers after an authentic check. This type
/// authenticates nothing, and no datagram changes a registration: only the agent decides which addresses are its
/// peer's.
///
/// See docs/decisions/webrtc.md, « A live that begins at the address of another one ».
public struct Demultiplexer<Key: Hashable & Sendable>: Sendable {
    private struct Session {
        /// The session's current credentials.
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
        /// Whether the owner has received authentic DTLS or SRTP from there.
        var isProven: Bool
        /// Another session whose peer sent a check from the same address: its application was restarted behind the same
        /// port of a NAT, or the source of the check is forged.
        var newcomer: Claim?
    }

    private var sessions: [Key: Session] = [:]
    private var keysByUfrag: [String: Key] = [:]
    private var bindings: [TransportAddress: Binding] = [:]

    /// The same bound as in the agent: twice the networks and IP versions of a phone. 8 proven addresses and 8 others.
    private let maximumAddresses = 8
    /// How long an address stays with a session that has not proven it, without another check. It is longer than the 6
    /// s between consent checks (RFC 7675 §5.1), so that nobody can take over a handshake.
    private let takeoverDelay: Duration = .seconds(10)

    /// A demultiplexer without sessions.
    public init() {}

    /// How many sessions are registered.
    public var count: Int { sessions.count }

    /// How many source addresses are known.
    public var addressCount: Int { bindings.count }

    /// Routes checks for these credentials to a session; to be called before their answer is sent. They replace all
    /// earlier credentials of the session. The session itself knows which ones are in use: an ICE restart that the
    /// creator never follows must not invalidate the running pair. See docs/decisions/webrtc.md, « ICE restarts that
    /// are not followed ».
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

    /// The session of a datagram; `nil` if it has none and is to be dropped.
    public func route(_ datagram: [UInt8], as kind: DatagramKind, from source: TransportAddress) -> Key? {
        switch kind {
        case .stun:
            guard let message = try? STUNMessage(parsing: datagram), message.messageClass == .request else {
                return bindings[source]?.owner.key
            }
            // A check that is not authentic still goes to the peer, which counts it with its reason.
            return message.username?.split(separator: ":").first.flatMap { keysByUfrag[String($0)] }
        case .dtls:
            guard let binding = bindings[source] else { return nil }
            // The handshake of a proven owner is over: ChangeCipherSpec and handshake records (RFC 6347 §4.1) belong to
            // the newcomer.
            let isHandshake = datagram.first == 20 || datagram.first == 22
            return (isHandshake && binding.isProven ? binding.newcomer : nil)?.key ?? binding.owner.key
        case .rtp, .rtcp:
            return bindings[source]?.owner.key
        case .unknown:
            return nil
        }
    }

    /// Assigns the datagrams from an address to a session whose agent has validated it; to be called at each check
    /// whose transaction is new, and when the address is proven. It has no effect for a session that is not registered.
    ///
    /// An address of another session changes hands only by proof, since the source of a check can be forged. Until then
    /// the newcomer gets the handshake records from there; after its own handshake it gets everything.
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

    /// Keeps the bound for proven addresses and for the others separately: neither kind displaces the other.
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

    /// Takes an address from a session. A newcomer there inherits it, unproven.
    private mutating func release(_ address: TransportAddress, of key: Key) {
        guard let binding = bindings[address] else { return }
        if binding.owner.key == key {
            bindings[address] = binding.newcomer.map { Binding(owner: $0, isProven: false) }
        } else if binding.newcomer?.key == key {
            bindings[address]?.newcomer = nil
        }
    }
}
