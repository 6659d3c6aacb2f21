extension String {
    /// The text with each occurrence of some bytes replaced, from left to right.
    ///
    /// By bytes because a `Character` may hold more than what is searched: a `>` with an accent behind it is one.
    func replacing(bytes wanted: some Collection<UInt8>, with replacement: String) -> String {
        guard let first = wanted.first, utf8.contains(first) else {
            return self
        }
        let text = Array(utf8)
        let wanted = Array(wanted)
        var result: [UInt8] = []
        var index = 0
        var copied = 0
        while index < text.count {
            if text[index] == first, text.matches(wanted, at: index, before: text.count) {
                result += text[copied..<index]
                result += replacement.utf8
                index += wanted.count
                copied = index
            } else {
                index += 1
            }
        }
        if copied == 0 {
            return self
        }
        result += text[copied...]
        return String(decoding: result, as: UTF8.self)
    }
}
