/// Reads the cells of a row of a table.
enum TableRowScanner {
    /// The cells between the bars, and their columns. What stands before the first and behind the last bar is left out.
    static func cells(of line: SourceLine, in bytes: [UInt8]) -> [Token.Item] {
        let end = bytes.trimmedEnd(line.textStart, line.end)
        var cells: [Token.Item] = []
        var cell: Cell?
        var column = line.indent
        var index = line.textStart
        while index < end {
            let byte = bytes[index]
            if byte & 0xC0 != 0x80 {
                column += 1
            }
            if byte == UInt8(ascii: "|") {
                if let cell {
                    cells.append(cell.item(in: bytes, before: index))
                }
                cell = Cell(start: index + 1, column: column + 1)
            } else if byte == UInt8(ascii: "\\") {
                cell?.isEscaped = true
                // The escaped code point, whatever it is, ends no cell.
                if index + 1 < end, bytes[index + 1] < 0x80 {
                    index += 1
                    column += 1
                }
            }
            index += 1
        }
        return cells
    }

    private struct Cell {
        let start: Int
        let column: Int
        var isEscaped = false

        func item(in bytes: [UInt8], before end: Int) -> Token.Item {
            let textEnd = bytes.trimmedEnd(start, end)
            let textStart = bytes.trimmedStart(start, textEnd)
            // The white space of an empty cell comes before its text, so the column is that of the bar behind it.
            let indent = bytes.codePointCount(start, textStart == textEnd ? end : textStart)
            let text = isEscaped ? unescaped(bytes[textStart..<textEnd]) : bytes.text(textStart, textEnd)
            return Token.Item(column: column + indent, text: text)
        }

        /// Resolves `\n`, `\|` and `\\`; another backslash stands for itself.
        private func unescaped(_ cell: ArraySlice<UInt8>) -> String {
            var text: [UInt8] = []
            text.reserveCapacity(cell.count)
            var index = cell.startIndex
            while index < cell.endIndex {
                let byte = cell[index]
                index += 1
                guard byte == UInt8(ascii: "\\"), index < cell.endIndex else {
                    text.append(byte)
                    continue
                }
                let escaped = cell[index]
                index += 1
                switch escaped {
                case UInt8(ascii: "n"): text.append(0x0A)
                case UInt8(ascii: "|"), UInt8(ascii: "\\"): text.append(escaped)
                default: text += [byte, escaped]
                }
            }
            return String(decoding: text, as: UTF8.self)
        }
    }
}
