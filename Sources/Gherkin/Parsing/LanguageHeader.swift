/// The comment that names the language of a feature file: `# language: fr`.
enum LanguageHeader {
    /// The language that the line names; `nil` when it is another comment.
    ///
    /// The reference wants letters of ASCII; people also write `français`, which is then an unknown language and no comment.
    static func code(of line: SourceLine, in bytes: [UInt8], mode: ParsingMode) -> String? {
        var index = line.textStart
        let end = bytes.trimmedEnd(line.textStart, line.end)
        for part in ["#", "language", ":"] {
            index = bytes.trimmedStart(index, end)
            let wanted = Array(part.utf8)
            guard bytes.matches(wanted, at: index, before: end) else {
                return nil
            }
            index += wanted.count
        }
        index = bytes.trimmedStart(index, end)
        guard index < end else {
            return nil
        }
        if bytes[index..<end].allSatisfy(isLetter) {
            return bytes.text(index, end)
        }
        let name = bytes.text(index, end)
        return mode == .tolerant && dialect(called: name) != nil ? name : nil
    }

    /// The language of a code. The reference wants the exact spelling; people also write `FR`, `fr-FR` and `fr_FR`.
    static func dialect(of code: String, mode: ParsingMode) -> Dialect? {
        if let dialect = Dialect.named(code) {
            return dialect
        }
        guard mode == .tolerant else {
            return nil
        }
        let wanted = code.lowercased().split(whereSeparator: { $0 == "_" || $0 == "-" })
        for length in stride(from: wanted.count, to: 0, by: -1) {
            let prefix = wanted.prefix(length).joined(separator: "-")
            if let dialect = Dialect.all.first(where: { $0.code.lowercased() == prefix }) {
                return dialect
            }
        }
        return nil
    }

    /// The language that people call by this name, its own or its English one: `français`, `French`.
    static func dialect(called name: String) -> Dialect? {
        let letters = FoldedText(name).letters
        return Dialect.all.first { dialect in
            [dialect.native, dialect.name].contains { FoldedText($0).letters == letters }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default:
            false
        }
    }
}
