/// Reads JSON from anybody: one value, within bounds.
///
/// It takes what I-JSON allows (RFC 7493): a name that is there twice, half of a surrogate pair and a number that no
/// double holds are refused, since two readers would make two things of them. Foundation's reader takes the first of
/// these, and does not say at which field it gave up.
/// See docs/decisions/api.md, « JSON bodies ».
struct JSONReader {
    /// No body of ours is deeper than 2; this leaves room for what later versions may add, and bounds the stack.
    static let maximumDepth = 16

    private let bytes: [UInt8]
    private var position = 0
    /// The names and numbers that lead to the value being read.
    private var path = JSONPath()

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The value that the bytes are.
    /// - Throws: `JSONError` with the field and the byte at which they are none.
    static func read(_ bytes: some Sequence<UInt8>) throws(JSONError) -> JSONValue {
        var reader = JSONReader(Array(bytes))
        reader.skipSpace()
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == reader.bytes.count else { throw reader.failure(.trailingBytes) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth < Self.maximumDepth else { throw failure(.tooDeep) }
        guard let byte = peek() else { throw failure(.unexpectedEnd) }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw failure(.unexpectedByte)
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        position += 1
        skipSpace()
        var members: [JSONName: JSONValue] = [:]
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            guard peek() == UInt8(ascii: "\"") else { throw failure(ofMissing: .unexpectedByte) }
            let name = JSONName(try string())
            path.append(name.text)
            guard members[name] == nil else { throw failure(.repeatedName) }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure(ofMissing: .unexpectedByte) }
            skipSpace()
            members[name] = try value(depth: depth + 1)
            path.removeLast()
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw failure(ofMissing: .unexpectedByte) }
            skipSpace()
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        position += 1
        skipSpace()
        var elements: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            path.append("\(elements.count)")
            elements.append(try value(depth: depth + 1))
            path.removeLast()
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw failure(ofMissing: .unexpectedByte) }
            skipSpace()
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let expected = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes[position...].starts(with: expected) else { throw failure(.unexpectedByte) }
        position += expected.count
        return value
    }

    /// A number of the grammar, which is stricter than what `Double` takes (RFC 8259 §6).
    private mutating func number() throws(JSONError) -> Double {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        guard let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)), number.isFinite else {
            throw failure(.numberOutOfRange)
        }
        return number
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw failure(ofMissing: .unexpectedByte) }
    }

    // MARK: Strings

    private mutating func string() throws(JSONError) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw failure(.invalidText) }
                return string
            case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
            case 0x00...0x1F: throw failure(.invalidText)
            default: text.append(byte)
            }
        }
        throw failure(.unexpectedEnd)
    }

    /// What stands behind a backslash, as UTF-8 (RFC 8259 §7).
    private mutating func escape() throws(JSONError) -> [UInt8] {
        guard let byte = next() else { throw failure(.unexpectedEnd) }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(try scalar()).utf8)
        default: throw failure(.unexpectedByte)
        }
    }

    /// The character of `\uXXXX`, or of a pair of them.
    private mutating func scalar() throws(JSONError) -> Character {
        let unit = try hexadecimal()
        // RFC 7493 §2.1: half of a pair is no character.
        guard (0xD800...0xDFFF).contains(unit) else { return Character(Unicode.Scalar(unit) ?? "\u{FFFD}") }
        guard unit < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw failure(.loneSurrogate) }
        let low = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw failure(.loneSurrogate) }
        return Character(scalar)
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next() else { throw failure(.unexpectedEnd) }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw failure(.unexpectedByte) }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    // MARK: Bytes

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func next() -> UInt8? {
        guard let byte = peek() else { return nil }
        position += 1
        return byte
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek(), [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private func failure(_ reason: JSONError.Syntax) -> JSONError {
        JSONError(path: path, reason: .malformed(reason, byte: position))
    }

    /// The failure of a byte that is another than expected, or not there.
    private func failure(ofMissing reason: JSONError.Syntax) -> JSONError {
        failure(peek() == nil ? .unexpectedEnd : reason)
    }
}
