internal import RoadWaveRTC

/// Finds the client of a request through the trusted proxies.
///
/// `X-Forwarded-For` grows to the right: each proxy appends the address of its caller. Entries are read from the right,
/// and an entry is believed if a trusted proxy added it. The first address that is not a trusted proxy is the client;
/// the entries to its left are ignored.
struct ClientOrigins: Sendable {
    /// The most proxies in a row: a client invented further entries.
    static let maximumHops = 16

    let trustedProxies: [AddressBlock]

    /// Whether a peer is a trusted proxy.
    func isTrusted(_ address: TransportAddress.IPAddress) -> Bool { trustedProxies.contains { $0.contains(address) } }

    /// The client of a request that came from `peer`.
    /// - Parameter forwarded: the `X-Forwarded-For` headers, in order.
    func client(
        of peer: TransportAddress.IPAddress, forwarded headers: [String]
    ) -> TransportAddress.IPAddress {
        var client = peer
        let entries = headers.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
        for entry in entries.reversed().prefix(Self.maximumHops) {
            guard isTrusted(client), let next = Self.address(entry) else { return client }
            client = next
        }
        return client
    }

    /// The address in an entry; some proxies append the port.
    private static func address(_ entry: Substring) -> TransportAddress.IPAddress? {
        let text = entry.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
        if text.hasPrefix("[") { return .init(String(text.dropFirst().prefix { $0 != "]" }))?.unmapped }
        if let address = TransportAddress.IPAddress(String(text)) { return address.unmapped }
        return .init(String(text.prefix { $0 != ":" }))
    }
}
