/// One line of a feature file: a part of its bytes.
struct SourceLine {
    /// The number of the line, from 1.
    let number: Int
    /// Where the line begins in the bytes.
    let start: Int
    /// Where the line ends: its line feed, not part of it, or the end of the file.
    let end: Int
    /// Where the first byte is that is not white space; `end` in a blank line.
    let textStart: Int
    /// The white space before the text, in code points.
    let indent: Int

    init(number: Int, start: Int, end: Int, in bytes: [UInt8]) {
        self.number = number
        self.start = start
        self.end = end
        var index = start
        var indent = 0
        while index < end {
            let length = WhiteSpace.length(in: bytes, at: index, before: end)
            if length == 0 {
                break
            }
            index += length
            indent += 1
        }
        textStart = index
        // The line feed that ends a blank line is white space too; nothing of a blank line is ever indented.
        self.indent = indent
    }

    /// Whether the line is all white space.
    var isBlank: Bool { textStart == end }
}

extension [UInt8] {
    /// The end of the part once trailing white space is cut.
    func trimmedEnd(_ start: Int, _ end: Int) -> Int {
        var end = end
        while end > start {
            let length = WhiteSpace.length(in: self, endingAt: end, after: start)
            if length == 0 {
                break
            }
            end -= length
        }
        return end
    }

    /// The beginning of the part once leading white space is cut.
    func trimmedStart(_ start: Int, _ end: Int) -> Int {
        var start = start
        while start < end {
            let length = WhiteSpace.length(in: self, at: start, before: end)
            if length == 0 {
                break
            }
            start += length
        }
        return start
    }

    /// The text of the part, white space cut at both ends.
    func trimmedText(_ start: Int, _ end: Int) -> String {
        let first = trimmedStart(start, end)
        return text(first, trimmedEnd(first, end))
    }

    /// The text of the part, carriage returns cut at its end.
    func lineText(_ start: Int, _ end: Int) -> String {
        var end = end
        while end > start, self[end - 1] == 0x0D {
            end -= 1
        }
        return text(start, end)
    }

    /// The text of the line without so many code points of its indent; without any indent when it has less.
    func lineText(of line: SourceLine, withoutIndent indent: Int) -> String {
        guard indent <= line.indent else {
            return lineText(line.textStart, line.end)
        }
        var start = line.start
        for _ in 0..<indent {
            start += WhiteSpace.length(in: self, at: start, before: line.end)
        }
        return lineText(start, line.end)
    }

    /// The text of the part.
    func text(_ start: Int, _ end: Int) -> String {
        // A file need not be valid UTF-8: what is not becomes U+FFFD.
        String(decoding: self[start..<end], as: UTF8.self)
    }

    /// Whether the given bytes stand at `index`.
    @inline(__always)
    func matches(_ other: [UInt8], at index: Int, before end: Int) -> Bool {
        guard end - index >= other.count else {
            return false
        }
        for offset in other.indices where self[index + offset] != other[offset] {
            return false
        }
        return true
    }

    /// The number of code points in the part.
    func codePointCount(_ start: Int, _ end: Int) -> Int {
        var count = 0
        for index in start..<end where self[index] & 0xC0 != 0x80 {
            count += 1
        }
        return count
    }
}
