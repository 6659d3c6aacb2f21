/// The white space that the reference trims, in UTF-8: the Unicode property, and the four separators U+001C to U+001F.
enum WhiteSpace {
    /// The number of bytes of the white space that begins at `index`; 0 when there is none.
    @inline(__always)
    static func length(in bytes: [UInt8], at index: Int, before end: Int) -> Int {
        let first = bytes[index]
        if first < 0x80 {
            return isASCIISpace(first) ? 1 : 0
        }
        if first == 0xC2 {
            return end - index >= 2 && isSecondOfTwo(bytes[index + 1]) ? 2 : 0
        }
        if end - index >= 3 {
            return isSpace(first, bytes[index + 1], bytes[index + 2]) ? 3 : 0
        }
        return 0
    }

    /// The number of bytes of the white space that ends before `end`; 0 when there is none.
    @inline(__always)
    static func length(in bytes: [UInt8], endingAt end: Int, after start: Int) -> Int {
        let last = bytes[end - 1]
        if last < 0x80 {
            return isASCIISpace(last) ? 1 : 0
        }
        if end - start >= 2, bytes[end - 2] == 0xC2, isSecondOfTwo(last) {
            return 2
        }
        if end - start >= 3, isSpace(bytes[end - 3], bytes[end - 2], last) {
            return 3
        }
        return 0
    }

    @inline(__always)
    private static func isASCIISpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) || (byte >= 0x1C && byte <= 0x1F)
    }

    /// U+0085, U+00A0.
    @inline(__always)
    private static func isSecondOfTwo(_ byte: UInt8) -> Bool {
        byte == 0x85 || byte == 0xA0
    }

    /// U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000.
    private static func isSpace(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch (first, second) {
        case (0xE1, 0x9A): third == 0x80
        case (0xE2, 0x80): (third >= 0x80 && third <= 0x8A) || third == 0xA8 || third == 0xA9 || third == 0xAF
        case (0xE2, 0x81): third == 0x9F
        case (0xE3, 0x80): third == 0x80
        default: false
        }
    }
}
