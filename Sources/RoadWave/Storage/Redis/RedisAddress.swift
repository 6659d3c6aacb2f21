internal import Foundation
internal import RoadWaveRTC

/// The address of a Redis server, and the node's login: `redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE]`, or
/// `unix:///PATH` for a socket of this machine.
public struct RedisAddress: Hashable, Sendable {
    /// How the server is reached.
    public enum Endpoint: Hashable, Sendable {
        /// Over TCP, without encryption. An IPv6 host has no brackets here.
        case tcp(host: String, port: Int)
        /// Over a socket of this machine.
        case unix(path: String)
    }

    /// How the server is reached.
    public var endpoint: Endpoint
    /// The user of the server's access list; nil for its default user.
    public var user: String?
    /// The password; nil if the server asks for none.
    public var password: String?
    /// The number of the logical database.
    public var database: Int

    /// The port of Redis.
    private static let standardPort = 6_379

    /// An address from its parts, without a check.
    public init(endpoint: Endpoint, user: String? = nil, password: String? = nil, database: Int = 0) {
        self.endpoint = endpoint
        self.user = user
        self.password = password
        self.database = database
    }

    /// Parses a URL. Users and passwords may be percent-encoded; the characters `/`, `@`, `:`, `?`, `#` and `%` must
    /// be.
    /// - Throws: ``RedisAddressError``.
    public init(parsing text: String) throws(RedisAddressError) {
        guard !text.hasPrefix("rediss://") else { throw .encrypted }
        if text.hasPrefix("unix://") {
            let path = String(text.dropFirst("unix://".count))
            // The size of `sockaddr_un`, with the final zero.
            guard path.hasPrefix("/"), (2...107).contains(path.utf8.count) else { throw .malformed }
            self.init(endpoint: .unix(path: path))
            return
        }
        guard text.hasPrefix("redis://") else { throw .malformed }
        let parts = text.dropFirst("redis://".count).split(
            separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let database = parts.count == 2 && !parts[1].isEmpty ? Int(digits: parts[1]) : 0
        guard let database, let authority = parts.first else { throw .malformed }
        let sides = authority.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let place = sides.last, let endpoint = Self.endpoint(place) else { throw .malformed }
        self.init(endpoint: endpoint, database: database)
        guard sides.count == 2, let login = sides.first else { return }
        let words = login.split(separator: ":", omittingEmptySubsequences: false)
        guard words.count == 2, !login.contains(where: { "?#".contains($0) }),
            let user = words[0].removingPercentEncoding,
            let password = words[1].removingPercentEncoding, !password.isEmpty,
            !user.utf8.contains(0), !password.utf8.contains(0)
        else { throw .malformed }
        self.user = user.isEmpty ? nil : user
        self.password = password
    }

    /// `HOST`, `HOST:PORT` or `[IPV6]:PORT`.
    private static func endpoint(_ text: Substring) -> Endpoint? {
        var host = text
        var port: Int? = standardPort
        if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
            host = text[..<colon]
            port = UInt16(digits: text[text.index(after: colon)...]).map(Int.init)
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        // RFC 1035 §2.3.4: a name has at most 253 bytes. Characters that no name or address has would only fail later.
        guard let port, port > 0, (1...253).contains(host.utf8.count),
            host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || ".:-_".contains($0)) })
        else { return nil }
        return .tcp(host: String(host), port: port)
    }
}

extension RedisAddress: CustomStringConvertible {
    /// The address without the login.
    public var description: String {
        switch endpoint {
        case .tcp(let host, let port):
            "redis://\(host.contains(":") ? "[\(host)]" : host):\(port)\(database == 0 ? "" : "/\(database)")"
        case .unix(let path): "unix://\(path)"
        }
    }
}

/// Why a text is not the address of a Redis server.
public enum RedisAddressError: Error, Hashable, CustomStringConvertible {
    /// It asks for TLS.
    case encrypted
    /// It has another form.
    case malformed

    /// A description of the accepted form.
    public var description: String {
        switch self {
        case .encrypted:
            "TLS to Redis is not supported: expected redis:// on a private network, or unix:// to a local TLS tunnel"
        case .malformed:
            "expected redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE] or unix:///PATH; in users and passwords, %XX stands "
                + "for each of / @ : ? # %"
        }
    }
}
