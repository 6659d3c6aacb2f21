/// The three bytes that some editors write before the text (U+FEFF in UTF-8).
enum ByteOrderMark {
    /// The number of bytes of the mark; 0 when there is none.
    static func length(in bytes: [UInt8]) -> Int {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }
}
