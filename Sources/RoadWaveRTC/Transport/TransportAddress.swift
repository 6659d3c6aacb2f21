/// Where a datagram comes from or goes to: an IP address and a UDP port.
///
/// The core's own value type, so that no socket structure crosses its border.
public struct TransportAddress: Hashable, Sendable {
    /// The IP address.
    public var ip: IPAddress
    /// The UDP port, in host byte order.
    public var port: UInt16

    /// Creates an address from its two parts.
    public init(ip: IPAddress, port: UInt16) {
        self.ip = ip
        self.port = port
    }

    /// Parses `192.0.2.1:5000` or `[2001:db8::1]:5000`; `nil` when the text is anything else.
    public init?(_ text: String) {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let portText = text[text.index(after: colon)...]
        guard portText.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let port = UInt16(portText)
        else { return nil }
        var host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = host.dropFirst().dropLast() }
        guard let ip = IPAddress(String(host)) else { return nil }
        if case .v6 = ip, !isBracketed { return nil }
        self.init(ip: ip, port: port)
    }
}

extension TransportAddress: CustomStringConvertible {
    /// `192.0.2.1:5000` or `[2001:db8::1]:5000`.
    public var description: String {
        switch ip {
        case .v4: "\(ip):\(port)"
        case .v6: "[\(ip)]:\(port)"
        }
    }
}
