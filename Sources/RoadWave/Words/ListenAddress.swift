internal import NIOCore
internal import RoadWaveRTC

/// An address to listen on, or the address of a listening socket: `HOST:PORT`, an IPv6 host in brackets.
///
/// Port 0 asks the system for a free port.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// A numeric IPv4 or IPv6 address, without brackets.
    public var host: String
    /// A TCP or UDP port, 0...65535.
    public var port: Int

    /// An address from its parts, without a check.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Parses `127.0.0.1:8080`, `[::1]:0` or `localhost:8080`; nil for other texts.
    ///
    /// Only numeric addresses and `localhost` are accepted. A name may resolve to several addresses, and chance would
    /// decide whether the node is reachable from outside.
    public init?(_ text: some StringProtocol) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(digits: text[text.index(after: colon)...])
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            return nil
        }
        if host == "localhost" { host = "127.0.0.1" }
        guard let parsed = try? SocketAddress(ipAddress: host, port: Int(port)), let canonical = parsed.ipAddress else {
            return nil
        }
        self.init(host: canonical, port: Int(port))
    }

    /// The address of a bound socket; nil for a Unix socket.
    init?(_ address: SocketAddress?) {
        guard let address, let host = address.ipAddress, let port = address.port else { return nil }
        self.init(host: host, port: port)
    }

    /// True when only programs of this machine can reach the address.
    public var isLoopback: Bool {
        host.hasPrefix("127.") || host == "::1" || host.hasPrefix("::ffff:127.")
    }

    /// True for `0.0.0.0` and `::`, which listen on every interface and are no address for a peer.
    public var isUnspecified: Bool { host == "0.0.0.0" || host == "::" }

    /// `HOST:PORT`, as in a URL.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The address as a SwiftNIO value.
    func socketAddress() throws(RoadWaveError) -> SocketAddress {
        do {
            return try SocketAddress(ipAddress: host, port: port)
        } catch {
            throw RoadWaveError(.configuration, "\(self) is not a numeric address and a port", cause: error)
        }
    }
}
