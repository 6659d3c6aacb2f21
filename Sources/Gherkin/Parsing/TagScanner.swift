/// Reads the tags of a line that begins with `@`.
enum TagScanner {
    /// The tags and their columns; what follows white space and a `#` is a comment.
    static func tags(of line: SourceLine, in bytes: [UInt8]) throws(SyntaxError) -> [Token.Item] {
        let end = bytes.trimmedEnd(line.textStart, commentStart(in: bytes, line.textStart, line.end))
        var tags: [Token.Item] = []
        var column = line.indent + 1
        var at = line.textStart
        while at < end {
            var next = at + 1
            while next < end, bytes[next] != UInt8(ascii: "@") {
                next += 1
            }
            let nameEnd = bytes.trimmedEnd(at + 1, next)
            let nameStart = bytes.trimmedStart(at + 1, nameEnd)
            guard !containsWhiteSpace(bytes, nameStart, nameEnd) else {
                throw SyntaxError(location: Location(line: line.number, column: column), kind: .whiteSpaceInTag)
            }
            tags.append(Token.Item(column: column, text: "@" + bytes.text(nameStart, nameEnd)))
            column += bytes.codePointCount(at, next)
            at = next
        }
        return tags
    }

    /// Where white space followed by a `#` begins; `end` when there is none.
    private static func commentStart(in bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
        for index in start..<end where bytes[index] == UInt8(ascii: "#") && index > start {
            let length = WhiteSpace.length(in: bytes, endingAt: index, after: start)
            if length > 0 {
                return index - length
            }
        }
        return end
    }

    private static func containsWhiteSpace(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
        (start..<end).contains { WhiteSpace.length(in: bytes, at: $0, before: end) > 0 }
    }
}
