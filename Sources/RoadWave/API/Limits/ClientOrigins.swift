internal import RoadWaveRTC

/// Tells where requests come from, through the proxies that are trusted to say.
///
/// `X-Forwarded-For` grows to the right: each proxy adds who called it. From the right, entries are believed for as long
/// as the proxy that added them is one of ours; the first that is not is the client, whatever stands to the left of it.
struct ClientOrigins: Sendable {
    /// How many proxies may stand in a row: more entries are a client's invention.
    static let maximumHops = 16

    let trustedProxies: [AddressBlock]

    /// Whether a peer is a proxy of ours.
    func isTrusted(_ address: TransportAddress.IPAddress) -> Bool { trustedProxies.contains { $0.contains(address) } }

    /// Who sent a request that came from `peer`.
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

    /// The address of one entry, which some proxies write with the port.
    private static func address(_ entry: Substring) -> TransportAddress.IPAddress? {
        let text = entry.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
        if text.hasPrefix("[") { return .init(String(text.dropFirst().prefix { $0 != "]" }))?.unmapped }
        if let address = TransportAddress.IPAddress(String(text)) { return address.unmapped }
        return .init(String(text.prefix { $0 != ":" }))
    }
}
