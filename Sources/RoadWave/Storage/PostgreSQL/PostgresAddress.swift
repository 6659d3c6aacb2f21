internal import CPostgreSQL
internal import Foundation

/// Where a PostgreSQL database is, and as whom the node speaks to it:
/// `postgres://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE[?sslmode=verify-full&…]`, with the parameters of libpq.
public struct PostgresAddress: Hashable, Sendable {
    /// The URL, with the password that it may hold.
    let url: String
    private let place: String

    /// What is accepted, in words.
    static let accepted =
        "expected postgres://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE, with ?sslmode=verify-full beyond a private network"

    /// Parses a URL; nil when it is none. What libpq says of such a text is not repeated: it may quote a password.
    public init?(parsing text: String) {
        guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://"), !text.utf8.contains(0) else {
            return nil
        }
        guard let options = PQconninfoParse(text, nil) else { return nil }
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
        let host = values["host"] ?? values["hostaddr"] ?? "localhost"
        let shown = host.contains(":") ? "[\(host)]" : host
        place =
            host.hasPrefix("/") ? "\(host) \(database)" : "\(shown)\(values["port"].map { ":\($0)" } ?? "")/\(database)"
    }
}

extension PostgresAddress: CustomStringConvertible {
    /// Where the database is: never as whom.
    public var description: String { "postgres://\(place)" }

    /// A text that may be a URL, without the user and the password that it may hold: what a message can repeat.
    static func withoutLogin(_ text: String) -> String {
        guard let at = text.lastIndex(of: "@") else { return text.contains("password") ? "…" : text }
        let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        let shown = start < at ? text[..<start] + "…" + text[at...] : text
        return shown.contains("password") ? "…" : shown
    }
}
