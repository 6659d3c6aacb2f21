internal import CPostgreSQL
internal import Foundation

/// The address of a PostgreSQL database, and the node's login:
/// `postgres://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE[?sslmode=verify-full&…]`, with the parameters of libpq.
public struct PostgresAddress: Hashable, Sendable {
    /// The URL, including the password if it has one.
    let url: String
    private let place: String
    /// Texts that no message may contain.
    private let secrets: [String]

    /// A description of the accepted form.
    static let accepted =
        "expected postgres://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE, with ?sslmode=verify-full beyond a private network; "
        + "in names and passwords, %XX stands for each of / @ : ? # %"

    /// Parses a URL; nil if it is not valid. libpq's own message is not passed on: it may quote a password.
    public init?(parsing text: String) {
        guard Self.hasOneReading(text), let options = PQconninfoParse(text, nil) else { return nil }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        // Without a database name libpq would use the user's name, which is rarely meant.
        guard let database = values["dbname"], !database.isEmpty else { return nil }
        url = text
        secrets = ["password", "sslpassword"].compactMap { values[$0] }.filter { !$0.isEmpty }
        let host = values["host"] ?? values["hostaddr"] ?? "localhost"
        let shown = host.contains(":") ? "[\(host)]" : host
        place =
            host.hasPrefix("/") ? "\(host) \(database)" : "\(shown)\(values["port"].map { ":\($0)" } ?? "")/\(database)"
    }
}

extension PostgresAddress: CustomStringConvertible {
    /// The address without the login.
    public var description: String { "postgres://\(place)" }

    /// A message of libpq or the server, without the secrets of the URL.
    func withoutSecrets(_ message: String) -> String {
        secrets.reduce(message) { $0.replacing($1, with: "…") }
    }
}

extension PostgresAddress {
    /// Whether a URL can be read in one way only (RFC 3986 §3).
    ///
    /// libpq reads an ambiguous URL in its own way: from a password with a slash it takes a host, a port and a database
    /// name. It then looks up this host and quotes it in messages. So a delimiter in a name or password must be
    /// percent-encoded.
    private static func hasOneReading(_ text: String) -> Bool {
        guard let scheme = ["postgres://", "postgresql://"].first(where: text.hasPrefix) else { return false }
        let rest = text.dropFirst(scheme.count)
        guard !rest.contains("#"), rest.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), isDecodable(rest) else {
            return false
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let (path, query) = split(rest[authority.endIndex...], at: "?")
        let (login, hosts) = authority.contains("@") ? split(authority, at: "@") : ("", authority)
        guard !hosts.contains("@"), !path.contains("@"), !query.contains("@"), !path.dropFirst().contains("/"),
            login.count(where: { $0 == ":" }) <= 1
        else { return false }
        let parameters = query.split(separator: "&", omittingEmptySubsequences: false)
        return hosts.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(isHost)
            && (query.isEmpty || parameters.allSatisfy { $0.count(where: { $0 == "=" }) == 1 })
    }

    /// The texts before and after a delimiter.
    private static func split(_ text: Substring, at delimiter: Character) -> (Substring, Substring) {
        guard let place = text.firstIndex(of: delimiter) else { return (text, "") }
        return (text[..<place], text[text.index(after: place)...])
    }

    /// A name, an address, or the encoded path of a socket, with or without a port; an empty text means the default.
    private static func isHost(_ text: Substring) -> Bool {
        var host = text
        if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
            host = text[..<colon]
            guard UInt16(text[text.index(after: colon)...]) != nil else { return false }
        }
        if host.hasPrefix("[") {
            return host.hasSuffix("]") && host.dropFirst().dropLast().allSatisfy { $0.isHexDigit || ":.%".contains($0) }
        }
        return host.allSatisfy { $0.isLetter || $0.isNumber || ".-_%".contains($0) }
    }

    /// Whether two digits follow each percent sign, and none of them encodes U+0000.
    private static func isDecodable(_ text: Substring) -> Bool {
        text.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy { part in
            let digits = part.prefix(2)
            return digits.count == 2 && digits.allSatisfy(\.isHexDigit) && digits != "00"
        }
    }
}
