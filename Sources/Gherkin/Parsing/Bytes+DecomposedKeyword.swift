/// Accents written apart from their letters (NFD, as some file systems and editors save text). Only for people: see
/// `ParsingMode.tolerant`.
extension [UInt8] {
    /// No keyword of any language, written so, is longer than this many bytes.
    private static let longestKeyword = 512

    /// Whether a combining mark (U+0300 to U+036F) stands where a keyword may be: without one, nothing is decomposed.
    func hasCombiningMark(from start: Int, before end: Int) -> Bool {
        self[start..<Swift.min(end, start + Self.longestKeyword)].contains { $0 == 0xCC || $0 == 0xCD }
    }

    /// Where a keyword ends whose accents are apart from their letters; `nil` when the text does not begin with it.
    func end(ofDecomposed keyword: Keyword, from start: Int, before end: Int) -> Int? {
        // `hasPrefix` takes the two spellings of a letter for the same, which is what is wanted here.
        let text = text(start, Swift.min(end, start + Self.longestKeyword))
        guard text.hasPrefix(keyword.text) else {
            return nil
        }
        return start + text.prefix(keyword.text.count).utf8.count
    }
}
