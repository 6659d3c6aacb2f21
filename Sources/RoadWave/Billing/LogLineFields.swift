/// Reads the members of one JSON object whose values are strings and numbers, such as a log line. The bytes come from
/// anyone's requests: anything else is refused, and nothing is copied.
///
/// A string is returned as it is, with its escapes: no value that a bill needs has one.
struct LogLineFields {
    /// A member, as it is in the line.
    struct Field: Equatable {
        let key: ArraySlice<UInt8>
        let value: ArraySlice<UInt8>
        /// Whether the value is in quotation marks.
        let isText: Bool
    }

    private var rest: ArraySlice<UInt8>
    private var isFirst = true

    /// - Returns: nil if the line does not begin as an object.
    init?(_ line: ArraySlice<UInt8>) {
        rest = line
        guard take(UInt8(ascii: "{")) else { return nil }
    }

    /// The next member; nil after the last one.
    /// - Throws: the fault of the line, once it is found.
    mutating func next() throws(RefusedLine) -> Field? {
        if take(UInt8(ascii: "}")) {
            guard rest.isEmpty else { throw .unreadable }
            return nil
        }
        guard isFirst || take(UInt8(ascii: ",")) else { throw .unreadable }
        isFirst = false
        let key = try string()
        guard take(UInt8(ascii: ":")), let first = rest.first else { throw .unreadable }
        if first == UInt8(ascii: "\"") { return Field(key: key, value: try string(), isText: true) }
        let number = rest.prefix { $0 == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard !number.isEmpty else { throw .unreadable }
        rest = rest[number.endIndex...]
        return Field(key: key, value: number, isText: false)
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func string() throws(RefusedLine) -> ArraySlice<UInt8> {
        guard take(UInt8(ascii: "\"")) else { throw .unreadable }
        var index = rest.startIndex
        while index < rest.endIndex {
            switch rest[index] {
            case UInt8(ascii: "\""):
                let text = rest[..<index]
                rest = rest[(index + 1)...]
                return text
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        throw .unreadable
    }
}
