extension String {
    /// Where some bytes occur, from left to right and not over one another: offsets in the UTF-8 bytes.
    ///
    /// By bytes because a `Character` may hold more than what is searched: a `>` with an accent behind it is one.
    func occurrences(of wanted: [UInt8]) -> [Int] {
        guard let first = wanted.first, utf8.contains(first) else {
            return []
        }
        return Self.occurrences(of: wanted, in: Array(utf8))
    }

    /// The text with each occurrence of some bytes replaced.
    func replacing(bytes wanted: [UInt8], with replacement: String) -> String {
        guard let first = wanted.first, utf8.contains(first) else {
            return self
        }
        let text = Array(utf8)
        let occurrences = Self.occurrences(of: wanted, in: text)
        guard !occurrences.isEmpty else {
            return self
        }
        var result: [UInt8] = []
        var copied = 0
        for index in occurrences {
            result += text[copied..<index]
            result += replacement.utf8
            copied = index + wanted.count
        }
        result += text[copied...]
        return String(decoding: result, as: UTF8.self)
    }

    private static func occurrences(of wanted: [UInt8], in text: [UInt8]) -> [Int] {
        var found: [Int] = []
        var index = 0
        while index < text.count {
            if text[index] == wanted[0], text.matches(wanted, at: index, before: text.count) {
                found.append(index)
                index += wanted.count
            } else {
                index += 1
            }
        }
        return found
    }
}
