/// The lines of a description or fragment, split and numbered within bounds, in one pass over the bytes.
///
/// It works on bytes, not on characters: a line ends at LF, whatever Unicode text surrounds it, and a combining mark
/// does not hide the separator before it.
///
/// See docs/decisions/webrtc.md, « Offers are read in one pass, and bounded rather than cancelled ».
struct SDPLines {
    struct Line {
        /// The letter before the equals sign.
        var type: Character
        var value: Substring
        /// Counted from 1.
        var number: Int
    }

    private var lines: [Line] = []
    private var position = 0

    /// - Throws: ``SDPError`` `tooLarge`, or `malformedLine` for a line that is not `letter=value`, or that contains
    ///   NUL or CR (forbidden by RFC 8866 §9).
    init(_ text: String) throws(SDPError) {
        guard text.utf8.count <= SessionDescription.maximumByteCount else {
            throw SDPError(.tooLarge, "more than \(SessionDescription.maximumByteCount) bytes.")
        }
        var rest = text.utf8[...]
        var number = 0
        while !rest.isEmpty {
            number += 1
            guard number <= SessionDescription.maximumLineCount else {
                throw SDPError(.tooLarge, "more than \(SessionDescription.maximumLineCount) lines.")
            }
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            var line = rest[..<end]
            rest = end < rest.endIndex ? rest[rest.index(after: end)...] : rest[end...]
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if !line.isEmpty { lines.append(try Self.line(line, number: number)) }
        }
    }

    private static func line(_ bytes: Substring.UTF8View, number: Int) throws(SDPError) -> Line {
        let head = bytes.prefix(2)
        guard let type = head.first.map({ Unicode.Scalar($0) }), type.properties.isAlphabetic, type.isASCII,
            head.count == 2, head.last == UInt8(ascii: "=")
        else { throw SDPError(.malformedLine, line: number, "expected <letter>=<value>.") }
        let value = bytes.dropFirst(2)
        guard value.allSatisfy({ $0 != 0 && $0 != UInt8(ascii: "\r") }) else {
            throw SDPError(.malformedLine, line: number, "a NUL or a lone CR.")
        }
        return Line(type: Character(type), value: Substring(value), number: number)
    }

    mutating func next() -> Line? {
        guard position < lines.count else { return nil }
        defer { position += 1 }
        return lines[position]
    }
}
