/// The attribute list of a tag: `BANDWIDTH=64000,CODECS="mp4a.40.2"` (RFC 8216 §4.2).
struct AttributeList {
    private let values: [String: String]

    /// The attributes in `text`, without quotes; nil if it is malformed or has a duplicate name.
    init?(_ text: Substring) {
        var values: [String: String] = [:]
        var rest = text
        while !rest.isEmpty {
            guard let equals = rest.firstIndex(of: "="), equals > rest.startIndex else { return nil }
            let name = rest[..<equals]
            rest = rest[equals...].dropFirst()
            let value: Substring
            if rest.first == "\"" {
                rest = rest.dropFirst()
                guard let quote = rest.firstIndex(of: "\"") else { return nil }
                value = rest[..<quote]
                rest = rest[quote...].dropFirst()
            } else {
                value = rest.prefix { $0 != "," }
                rest = rest.dropFirst(value.count)
            }
            guard values.updateValue(String(value), forKey: String(name)) == nil else { return nil }
            if rest.first == "," {
                rest = rest.dropFirst()
            } else if !rest.isEmpty {
                return nil
            }
        }
        self.values = values
    }

    subscript(name: String) -> String? { values[name] }
}
