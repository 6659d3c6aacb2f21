/// Cuts the bytes of a feature file into lines at its line feeds.
struct LineScanner {
    let bytes: [UInt8]
    private var offset: Int
    private var number = 0

    /// A scanner of the bytes from `offset` on.
    init(_ bytes: [UInt8], from offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    /// The next line as a token that nothing is known of yet; at the end of the file, again and again, its end.
    mutating func next() -> Token {
        guard offset < bytes.count else {
            number += 1
            return Token(
                line: SourceLine(number: number, start: offset, end: offset, in: bytes), isEndOfFile: true)
        }
        number += 1
        let start = offset
        var end = start
        while end < bytes.count, bytes[end] != 0x0A {
            end += 1
        }
        offset = min(end + 1, bytes.count)
        return Token(line: SourceLine(number: number, start: start, end: end, in: bytes), isEndOfFile: false)
    }
}
