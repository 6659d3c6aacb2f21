/// The lines of a description or fragment, split and numbered within bounds.
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

    /// - Throws: ``SDPError`` `tooLarge`, or `malformedLine` for a line that is not `letter=value`.
    init(_ text: String) throws(SDPError) {
        guard text.utf8.count <= SessionDescription.maximumByteCount else {
            throw SDPError(.tooLarge, "more than \(SessionDescription.maximumByteCount) bytes.")
        }
        // `\r\n` is one Character in Swift, so a CRLF is found whole and never leaves a stray CR in a value.
        let split = text.split(
            maxSplits: SessionDescription.maximumLineCount, omittingEmptySubsequences: false,
            whereSeparator: \.isNewline)
        guard split.count <= SessionDescription.maximumLineCount else {
            throw SDPError(.tooLarge, "more than \(SessionDescription.maximumLineCount) lines.")
        }
        for (index, line) in split.enumerated() where !line.isEmpty {
            guard let type = line.first, type.isASCII, type.isLetter, line.dropFirst().first == "=" else {
                throw SDPError(.malformedLine, line: index + 1, "expected <letter>=<value>.")
            }
            lines.append(Line(type: type, value: line.dropFirst(2), number: index + 1))
        }
    }

    mutating func next() -> Line? {
        guard position < lines.count else { return nil }
        defer { position += 1 }
        return lines[position]
    }
}
