/// Writes JSON text into bytes, without building a tree first: the messages of a long run are many.
///
///     var writer = JSONWriter()
///     writer.object { object in
///         object.field("line", 3)
///         object.field("name", "minimal")
///         object.optional("column", nil as Int?)          // left out
///     }
public struct JSONWriter: Sendable {
    /// The text so far, in UTF-8.
    public private(set) var bytes: [UInt8] = []
    /// Whether the next value of the innermost object or array needs a comma before it.
    private var needsComma = false

    /// A writer of an empty text.
    public init() {}

    /// The text so far.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Empties the writer and keeps its room, for the next message.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    /// Ends a line: messages are written one a line (NDJSON).
    public mutating func endLine() {
        bytes.append(0x0A)
        needsComma = false
    }
}

/// A value that has a JSON form.
public protocol JSONWritable {
    /// Writes exactly one JSON value.
    func write(to writer: inout JSONWriter)
}

// MARK: Values

extension JSONWriter {
    /// Writes an object; `body` writes its fields.
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        enclosed(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    /// Writes an array; `body` writes its values.
    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        enclosed(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    /// Writes a text.
    public mutating func value(_ text: String) {
        beginValue()
        string(text)
    }

    /// Writes a whole number.
    public mutating func value(_ number: Int) {
        beginValue()
        bytes += String(number).utf8
    }

    /// Writes `true` or `false`.
    public mutating func value(_ flag: Bool) {
        beginValue()
        bytes += (flag ? "true" : "false").utf8
    }

    /// Writes a value that has a JSON form of its own.
    public mutating func value(_ value: some JSONWritable) {
        value.write(to: &self)
    }

    private mutating func enclosed(_ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void) {
        beginValue()
        bytes.append(open)
        needsComma = false
        body(&self)
        bytes.append(close)
        needsComma = true
    }

    private mutating func beginValue() {
        if needsComma {
            bytes.append(UInt8(ascii: ","))
        }
        needsComma = true
    }
}

// MARK: Fields of an object

extension JSONWriter {
    /// Writes the name of a field; its value has to follow.
    public mutating func key(_ name: StaticString) {
        if needsComma {
            bytes.append(UInt8(ascii: ","))
        }
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes += $0 }
        bytes += [UInt8(ascii: "\""), UInt8(ascii: ":")]
        needsComma = false
    }

    /// Writes a field.
    public mutating func field(_ name: StaticString, _ text: String) {
        key(name)
        value(text)
    }

    /// Writes a field.
    public mutating func field(_ name: StaticString, _ number: Int) {
        key(name)
        value(number)
    }

    /// Writes a field.
    public mutating func field(_ name: StaticString, _ flag: Bool) {
        key(name)
        value(flag)
    }

    /// Writes a field.
    public mutating func field(_ name: StaticString, _ value: some JSONWritable) {
        key(name)
        value.write(to: &self)
    }

    /// Writes a field that is an array.
    public mutating func field(_ name: StaticString, _ values: [some JSONWritable]) {
        key(name)
        array { writer in
            for value in values {
                value.write(to: &writer)
            }
        }
    }

    /// Writes a field that is an array of texts.
    public mutating func field(_ name: StaticString, _ texts: [String]) {
        key(name)
        array { writer in
            for text in texts {
                writer.value(text)
            }
        }
    }

    /// Writes a field, or leaves it out.
    public mutating func optional(_ name: StaticString, _ text: String?) {
        if let text {
            field(name, text)
        }
    }

    /// Writes a field, or leaves it out.
    public mutating func optional(_ name: StaticString, _ number: Int?) {
        if let number {
            field(name, number)
        }
    }

    /// Writes a field, or leaves it out.
    public mutating func optional(_ name: StaticString, _ value: (some JSONWritable)?) {
        if let value {
            field(name, value)
        }
    }
}

// MARK: Texts

extension JSONWriter {
    /// RFC 8259 §7: quotation mark, backslash and control characters are escaped; all else stands as it is.
    private mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var copied = 0
            for index in utf8.indices {
                let byte = utf8[index]
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                    continue
                }
                bytes += utf8[copied..<index]
                escape(byte)
                copied = index + 1
            }
            bytes += utf8[copied...]
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        let short: UInt8? =
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
            case 0x08: UInt8(ascii: "b")
            case 0x09: UInt8(ascii: "t")
            case 0x0A: UInt8(ascii: "n")
            case 0x0C: UInt8(ascii: "f")
            case 0x0D: UInt8(ascii: "r")
            default: nil
            }
        bytes.append(UInt8(ascii: "\\"))
        if let short {
            bytes.append(short)
        } else {
            let digits = Array("0123456789abcdef".utf8)
            bytes += "u00".utf8
            bytes += [digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
        }
    }
}
