/// A parameter of a statement. It is never part of the statement's text.
enum PostgresValue: Hashable, Sendable {
    case null
    case text(String)
    case integer(Int64)
    /// A `text[]`.
    case texts([String])

    init(_ text: String?) { self = text.map { .text($0) } ?? .null }

    /// The text format of the value, with a final zero; nil for null.
    /// - Throws: code `unreadable` for U+0000, which no text of PostgreSQL can contain.
    func encoded() throws(DatabaseFailure) -> [CChar]? {
        let text: String
        switch self {
        case .null: return nil
        case .text(let value): text = value
        case .integer(let value): text = String(value)
        case .texts(let values): text = Self.array(values)
        }
        let bytes = Array(text.utf8)
        guard !bytes.contains(0) else {
            throw DatabaseFailure(.unreadable, "PostgreSQL knows no U+0000, which a text holds")
        }
        return bytes.map { CChar(bitPattern: $0) } + [0]
    }

    /// The literal of an array: every element in quotes, with a `\` before each `"` and `\`.
    private static func array(_ values: [String]) -> String {
        "{\(values.map { "\"\(escaped($0, ["\"", "\\"]))\"" }.joined(separator: ","))}"
    }

    /// A text with a `\` before each of some scalars. It works on scalars and not on characters: PostgreSQL knows only
    /// scalars, and a quote with an accent is another character.
    static func escaped(_ text: String, _ special: Set<Unicode.Scalar>) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if special.contains(scalar) { escaped.append("\\") }
            escaped.append(scalar)
        }
        return String(escaped)
    }
}
