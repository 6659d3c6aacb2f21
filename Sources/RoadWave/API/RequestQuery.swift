/// The query of a request as `application/x-www-form-urlencoded`, decoded strictly.
struct RequestQuery {
    /// A WHIP request has five kinds of parameters; tags may repeat up to ten times.
    static let maximumParameters = 64
    /// Enough for every bounded text of a live, each byte percent-encoded.
    static let maximumBytes = 8192

    private var parameters: [(name: String, value: String)] = []

    /// Decodes the part of a URL after `?`.
    /// - Throws: `RequestQueryError` for a malformed escape, for bytes that are not UTF-8 and for too many parameters.
    init(_ text: String?) throws(RequestQueryError) {
        guard let text, !text.isEmpty else { return }
        guard text.utf8.count <= Self.maximumBytes else { throw .tooLong }
        for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
            guard parameters.count < Self.maximumParameters else { throw .tooMany }
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first.flatMap({ Self.decode($0) }),
                let value = Self.decode(parts.dropFirst().first ?? pair[pair.endIndex...])
            else { throw .notText }
            parameters.append((name, value))
        }
    }

    /// The value of a parameter that may appear once.
    /// - Throws: `RequestQueryError` if it appears twice.
    func value(_ name: String) throws(RequestQueryError) -> String? {
        let values = all(name)
        guard values.count <= 1 else { throw .repeated(name) }
        return values.first
    }

    /// Every value of a parameter, in order.
    func all(_ name: String) -> [String] { parameters.filter { $0.name == name }.map(\.value) }

    private static func decode(_ text: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"):
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap({ hexadecimal($0) }),
                    let low = rest.popFirst().flatMap({ hexadecimal($0) })
                else { return nil }
                bytes.append(high << 4 | low)
            default:
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
