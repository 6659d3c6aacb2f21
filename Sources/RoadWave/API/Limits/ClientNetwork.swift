internal import RoadWaveRTC

/// Where requests come from, as they are counted: an IPv4 address, or the /64 of an IPv6 address.
///
/// A /64 is what one subscriber gets: counted by address, one phone would have 2^64 of them (RFC 6177 §2).
struct ClientNetwork: Hashable, Sendable {
    /// Nil where a peer has no IP address.
    private let prefix: TransportAddress.IPAddress?

    init(_ address: TransportAddress.IPAddress) {
        prefix = address.prefix(64)
    }

    private init() {
        prefix = nil
    }

    /// Of peers without an IP address, which come over a Unix socket.
    static let local = ClientNetwork()
}
