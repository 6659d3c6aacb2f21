internal import RoadWaveRTC

/// An address where creators may send their media: `IP`, or `IP:PORT` if a NAT or a relay maps the port. An IPv6
/// address with a port is in brackets.
public struct AdvertisedAddress: Hashable, Sendable, CustomStringConvertible {
    /// The values that ``list(_:)`` accepts, in words.
    public static let accepted =
        "expected at most \(maximumCount) numeric addresses, such as 192.0.2.7,[2001:db8::7]:9000"

    /// The most addresses of a node: one per family on four networks. A creator's application tries them all.
    public static let maximumCount = 8

    /// A numeric IPv4 or IPv6 address, without brackets.
    public let host: String
    /// A UDP port, 1...65535; nil for the port that the node is bound to.
    public let port: Int?

    /// An address from its parts, without validation.
    public init(host: String, port: Int? = nil) {
        self.host = host
        self.port = port
    }

    /// Parses `192.0.2.7`, `192.0.2.7:9000`, `2001:db8::7` or `[2001:db8::7]:9000`; nil for anything else, and for
    /// addresses that a peer cannot use.
    public init?(_ text: some StringProtocol) {
        if let host = NodeConfiguration.parseIP(String(text)) {
            self.host = host
            port = nil
        } else if let address = ListenAddress(text), !address.isUnspecified, address.port > 0 {
            host = address.host
            port = address.port
        } else {
            return nil
        }
    }

    /// Parses addresses separated by commas; nil if one is invalid, if there are none, or if there are too many.
    public static func list(_ text: String) -> [AdvertisedAddress]? {
        let addresses = text.split(separator: ",", omittingEmptySubsequences: false).map { AdvertisedAddress($0) }
        let parsed = addresses.compactMap(\.self)
        return parsed.count == addresses.count && parsed.count <= maximumCount ? parsed : nil
    }

    /// `IP` or `IP:PORT`, as it is parsed.
    public var description: String { port.map { ListenAddress(host: host, port: $0).description } ?? host }

    /// The address of a candidate.
    /// - Parameter bound: the port that the node is bound to.
    func transportAddress(bound: Int) -> TransportAddress? {
        guard let ip = TransportAddress.IPAddress(host), let port = UInt16(exactly: port ?? bound) else { return nil }
        return TransportAddress(ip: ip, port: port)
    }
}
