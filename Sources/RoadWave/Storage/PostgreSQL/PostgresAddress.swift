internal import CPostgreSQL
internal import Foundation

/// Where a PostgreSQL database is, and as whom the node speaks to it:
/// `postgres://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE[?sslmode=verify-full&…]`, with the parameters of libpq.
public struct PostgresAddress: Hashable, Sendable {
    /// The URL, with the password that it may hold.
    let url: String
    private let place: String
    /// What no message repeats.
    private let secrets: [String]

    /// What is accepted, in words.
    static let accepted =
        "expected postgres://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE, with ?sslmode=verify-full beyond a private network; "
        + "in names and passwords, %XX stands for each of / @ : ? # %"

    /// Parses a URL; nil when it is none. What libpq says of such a text is not repeated: it may quote a password.
    public init?(parsing text: String) {
        guard Self.hasOneReading(text), let options = PQconninfoParse(text, nil) else { return nil }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        // Without a name libpq takes that of the user, which few mean.
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
    /// Where the database is: never as whom.
    public var description: String { "postgres://\(place)" }

    /// What libpq or the server says, without a secret of the URL.
    func withoutSecrets(_ message: String) -> String {
        secrets.reduce(message) { $0.replacing($1, with: "…") }
    }
}

extension PostgresAddress {
    /// Whether a URL can be read in one way only (RFC 3986 §3).
    ///
    /// libpq reads what it finds: of a password with a slash it makes a host, a port and the name of a database, which it
    /// then looks up and tells of. Here a delimiter that is not one has to be percent-encoded.
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

    /// What stands before a delimiter, and behind it.
    private static func split(_ text: Substring, at delimiter: Character) -> (Substring, Substring) {
        guard let place = text.firstIndex(of: delimiter) else { return (text, "") }
        return (text[..<place], text[text.index(after: place)...])
    }

    /// A name, an address, or the encoded path of a socket, with a port or without; nothing for the standard one.
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

    /// Whether two digits follow each percent sign, and none of them says U+0000.
    private static func isDecodable(_ text: Substring) -> Bool {
        text.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy { part in
            let digits = part.prefix(2)
            return digits.count == 2 && digits.allSatisfy(\.isHexDigit) && digits != "00"
        }
    }
}
