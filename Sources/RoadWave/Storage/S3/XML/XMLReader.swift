/// Reads a small XML document (XML 1.0, fifth edition) into its elements: the part of the language that storages use.
///
/// It is strict, makes no requests, and takes time linear in the size of the document. It knows only the five entities
/// of §4.6 and character references (§4.1).
struct XMLReader {
    /// The limits of a document. A page of a listing has 1,000 keys of at most 1,024 bytes, each up to three times as
    /// long when encoded, and about ten elements for each key.
    struct Limits {
        var bytes = 8 << 20
        var depth = 16
        var elements = 32_768
    }

    private let bytes: [UInt8]
    private let limits: Limits
    private var position = 0
    /// The open elements, the root first.
    private var open: [XMLElement] = []
    private var root: XMLElement?
    private var elementCount = 0

    private init(_ bytes: [UInt8], limits: Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The root element of the document in `bytes`, which is UTF-8.
    static func read(_ bytes: [UInt8], limits: Limits = Limits()) throws(XMLError) -> XMLElement {
        guard bytes.count <= limits.bytes else { throw .tooLarge }
        var reader = XMLReader(bytes, limits: limits)
        return try reader.document()
    }

    private mutating func document() throws(XMLError) -> XMLElement {
        _ = skip("\u{FEFF}")
        while position < bytes.count {
            if bytes[position] != UInt8(ascii: "<") {
                try characterData()
            } else if skip("<!--") {
                try skipPast("-->")
            } else if skip("<![CDATA[") {
                try literalData()
            } else if skip("<!") {
                throw .documentType(offset: position)
            } else if skip("<?") {
                try skipPast("?>")
            } else if skip("</") {
                try endTag()
            } else {
                position += 1
                try startTag()
            }
        }
        guard open.isEmpty, let root else { throw .truncated }
        return root
    }

    // MARK: Tags

    private mutating func startTag() throws(XMLError) {
        // There is one root, and nothing after it.
        guard root == nil else { throw .malformed(offset: position) }
        elementCount += 1
        guard open.count < limits.depth, elementCount <= limits.elements else { throw .tooLarge }
        let element = XMLElement(name: try name())
        while true {
            let hadSpace = skipSpace()
            if skip("/>") {
                close(element)
                return
            }
            if skip(">") {
                open.append(element)
                return
            }
            guard hadSpace else { throw failure }
            try attribute()
        }
    }

    private mutating func attribute() throws(XMLError) {
        _ = try name()
        skipSpace()
        guard skip("=") else { throw failure }
        skipSpace()
        if skip("\"") {
            try skipPast("\"")
        } else if skip("'") {
            try skipPast("'")
        } else {
            throw failure
        }
    }

    private mutating func endTag() throws(XMLError) {
        let start = position
        let name = try name()
        skipSpace()
        guard skip(">") else { throw failure }
        guard let element = open.popLast(), element.name == name else { throw .malformed(offset: start) }
        close(element)
    }

    private mutating func close(_ element: XMLElement) {
        if open.isEmpty {
            root = element
        } else {
            open[open.count - 1].children.append(element)
        }
    }

    /// A name without its prefix (Namespaces in XML 1.0 §3).
    private mutating func name() throws(XMLError) -> String {
        let start = position
        while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
        guard position > start else { throw failure }
        let qualified = String(decoding: bytes[start..<position], as: UTF8.self)
        return qualified.split(separator: ":").last.map(String.init) ?? qualified
    }

    // MARK: Text

    private mutating func characterData() throws(XMLError) {
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
            if bytes[position] == UInt8(ascii: "&") {
                text += try reference()
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        try append(text)
    }

    private mutating func literalData() throws(XMLError) {
        let start = position
        try skipPast("]]>")
        try append(Array(bytes[start..<(position - 3)]))
    }

    private mutating func append(_ text: [UInt8]) throws(XMLError) {
        guard text.allSatisfy({ $0 >= 0x20 || Self.isSpace($0) }) else { throw failure }
        let decoded = String(decoding: text, as: UTF8.self)
        guard decoded.unicodeScalars.allSatisfy(Self.isAllowed) else { throw failure }
        guard !open.isEmpty else {
            // Some storages send spaces to keep the connection open while they work, even before the declaration.
            guard text.allSatisfy(Self.isSpace) else { throw failure }
            return
        }
        open[open.count - 1].text += decoded
    }

    /// The text of a reference such as `&lt;` or `&#x41;`.
    private mutating func reference() throws(XMLError) -> [UInt8] {
        let start = position
        // The longest reference is `&#x10FFFF;`.
        guard let end = bytes[start...].prefix(10).firstIndex(of: UInt8(ascii: ";")) else {
            throw .malformed(offset: start)
        }
        let text = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
        position = end + 1
        switch text {
        case "lt": return [UInt8(ascii: "<")]
        case "gt": return [UInt8(ascii: ">")]
        case "amp": return [UInt8(ascii: "&")]
        case "quot": return [UInt8(ascii: "\"")]
        case "apos": return [UInt8(ascii: "'")]
        default:
            guard let scalar = Self.character(text) else { throw .malformed(offset: start) }
            return Array(String(scalar).utf8)
        }
    }

    /// The character with the number of `#65` or `#x41`; nil for other texts, and for characters that no document may
    /// contain (§2.2).
    private static func character(_ text: String) -> Unicode.Scalar? {
        guard text.hasPrefix("#") else { return nil }
        let isHexadecimal = text.hasPrefix("#x")
        let digits = text.dropFirst(isHexadecimal ? 2 : 1)
        // The initializer also accepts a sign.
        guard digits.first != "+", let code = UInt32(digits, radix: isHexadecimal ? 16 : 10),
            let scalar = Unicode.Scalar(code), isAllowed(scalar)
        else { return nil }
        return scalar
    }

    /// Whether a document may contain the character (§2.2).
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: true
        case 0xFFFE, 0xFFFF: false
        default: scalar.value >= 0x20
        }
    }

    // MARK: Bytes

    /// Skips `text` if it is next.
    private mutating func skip(_ text: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    /// Skips everything up to and including the next `text`.
    private mutating func skipPast(_ text: StaticString) throws(XMLError) {
        while position < bytes.count {
            if skip(text) { return }
            position += 1
        }
        throw .truncated
    }

    @discardableResult
    private mutating func skipSpace() -> Bool {
        let start = position
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
        return position > start
    }

    private var failure: XMLError { position < bytes.count ? .malformed(offset: position) : .truncated }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    /// The ASCII characters of §2.3; every other byte counts as part of a letter.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: ":"), 0x80...0xFF:
            true
        default: false
        }
    }
}
