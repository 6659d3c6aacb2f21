/// A candidate as a session description carries it (RFC 8839 §5.1).
public struct ICECandidate: Hashable, Sendable {
    /// How the address was found.
    public enum Kind: String, Hashable, Sendable {
        /// On the machine's own interface.
        case host
        /// As a STUN server saw it.
        case serverReflexive = "srflx"
        /// As the peer saw it.
        case peerReflexive = "prflx"
        /// Lent by a TURN server.
        case relayed = "relay"
    }

    /// Groups candidates that share base, server and type; 1 to 32 ICE characters.
    public var foundation: String
    /// 1 for RTP, and for everything under rtcp-mux.
    public var component: Int
    /// RFC 8445 §5.1.2.
    public var priority: UInt32
    /// Where to send.
    public var address: TransportAddress
    /// How the address was found.
    public var kind: Kind

    /// A candidate with all its fields.
    public init(foundation: String, component: Int, priority: UInt32, address: TransportAddress, kind: Kind) {
        self.foundation = foundation
        self.component = component
        self.priority = priority
        self.address = address
        self.kind = kind
    }

    /// The `index`-th host candidate of this machine, for RTP with rtcp-mux.
    public static func host(_ address: TransportAddress, index: Int = 0) -> ICECandidate {
        ICECandidate(
            foundation: String(index + 1), component: 1,
            priority: hostPriority(preference: UInt16(clamping: 65_535 - index)), address: address, kind: .host)
    }

    /// RFC 8445 §5.1.2.1: type preference 126 for host, then the local preference, then 256 − component.
    static func hostPriority(preference: UInt16) -> UInt32 {
        126 << 24 | UInt32(preference) << 8 | 255
    }
}

extension ICECandidate {
    /// Parses the value of `a=candidate` (what follows the colon).
    ///
    /// `nil` for candidates that RFC 8839 §5.1 says to ignore when they cannot be used: TCP, a host name (`.local`
    /// included), an unknown type. Extension attributes after the type are ignored.
    public init?(attribute value: String) {
        // A candidate is short; a long one is not split at all.
        guard value.utf8.count <= 512 else { return nil }
        let fields = value.fields()
        guard fields.count >= 8, (1...32).contains(fields[0].utf8.count), let component = Int(digits: fields[1]),
            (1...256).contains(component), fields[2].equalsIgnoringCase("udp"),
            let priority = UInt32(digits: fields[3]),
            let ip = TransportAddress.IPAddress(String(fields[4])), let port = UInt16(digits: fields[5]),
            fields[6] == "typ", let kind = Kind(rawValue: String(fields[7]))
        else { return nil }
        self.init(
            foundation: String(fields[0]), component: component, priority: priority,
            address: TransportAddress(ip: ip, port: port), kind: kind)
    }

    /// The value of `a=candidate`.
    public var attribute: String {
        "\(foundation) \(component) udp \(priority) \(address.ip) \(address.port) typ \(kind.rawValue)"
    }
}
