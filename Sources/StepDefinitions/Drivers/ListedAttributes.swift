/// The attributes of a playlist's tag as a listener reads them (RFC 8216 §4.2), quotes removed.
struct ListedAttributes: Equatable, Sendable {
    private var values: [String: String] = [:]

    init(_ text: some StringProtocol) {
        for match in String(text).matches(of: /([A-Z0-9-]+)=("[^"]*"|[^,]*)/) {
            let value = match.2.hasPrefix("\"") ? match.2.dropFirst().dropLast() : match.2
            values[String(match.1)] = String(value)
        }
    }

    subscript(name: String) -> String? { values[name] }
}
