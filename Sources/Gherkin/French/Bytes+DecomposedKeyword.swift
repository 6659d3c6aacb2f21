extension [UInt8] {
    /// Where a keyword ends whose accents are written apart from their letters (NFD, as some file systems and editors save
    /// text); `nil` when the text does not begin with it. Only for people: see `ParsingMode.tolerant`.
    func end(ofDecomposed keyword: Keyword, from start: Int, before end: Int) -> Int? {
        // A letter takes at most three code points of up to three bytes more than its composed form does.
        let longest = Swift.min(end, start + keyword.bytes.count * 4)
        // U+0300 to U+036F, the combining marks: without one of them, the bytes have told already.
        guard keyword.bytes.contains(where: { $0 >= 0x80 }),
            self[start..<longest].contains(where: { $0 == 0xCC || $0 == 0xCD })
        else {
            return nil
        }
        // `hasPrefix` takes the two spellings of a letter for the same, which is what is wanted here.
        let text = text(start, longest)
        guard text.hasPrefix(keyword.text) else {
            return nil
        }
        return start + text.prefix(keyword.text.count).utf8.count
    }
}
