/// How a text that is not in UTF-8 seems to be written.
public enum TextEncoding: String, Sendable, Hashable {
    /// A byte a letter: ISO 8859-1, or what Windows made of it.
    case latin1 = "Latin-1"
    /// Two bytes a letter.
    case utf16 = "UTF-16"
}

extension TextEncoding {
    /// What is wrong with a file that is not in UTF-8, with the place of the first letter that shows it; `nil` for UTF-8.
    static func error(in bytes: [UInt8]) -> SyntaxError? {
        // UTF-16 begins with its byte order mark or, as a feature file begins with a letter or a sign of ASCII, has a
        // zero among its first bytes. No text has one.
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.prefix(4).contains(0) {
            return SyntaxError(location: Location(line: 1), kind: .otherEncoding(.utf16))
        }
        guard String(validating: bytes, as: UTF8.self) == nil else {
            return nil
        }
        return SyntaxError(location: firstInvalid(in: bytes), kind: .otherEncoding(.latin1))
    }

    private static func firstInvalid(in bytes: [UInt8]) -> Location {
        var iterator = bytes.dropFirst(ByteOrderMark.length(in: bytes)).makeIterator()
        var decoder = UTF8()
        var line = 1
        var column = 1
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            column = scalar == "\n" ? 1 : column + 1
            line += scalar == "\n" ? 1 : 0
        }
        return Location(line: line, column: column)
    }
}

/// The three bytes that some editors write before the text (U+FEFF in UTF-8).
enum ByteOrderMark {
    /// The number of bytes of the mark; 0 when there is none.
    static func length(in bytes: [UInt8]) -> Int {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }
}
