internal import RoadWaveRTC

/// The network that requests are counted for: an IPv4 address, or the /64 of an IPv6 address.
///
/// One subscriber gets a /64. If single IPv6 addresses were counted, one phone would have 2^64 of them (RFC 6177 §2).
struct ClientNetwork: Hashable, Sendable {
    /// Nil if a peer has no IP address.
    private let prefix: TransportAddress.IPAddress?

    init(_ address: TransportAddress.IPAddress) {
        prefix = address.prefix(64)
    }

    private init() {
        prefix = nil
    }

    /// For peers without an IP address, which connect over a Unix socket.
    static let local = ClientNetwork()
}
