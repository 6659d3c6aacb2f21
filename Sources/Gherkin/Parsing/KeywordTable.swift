/// The keywords of one language, laid out for matching the bytes of a line.
struct KeywordTable: Sendable {
    /// The code of the language, as the document reports it.
    let code: String
    private let byType: [[Keyword]]
    /// For each type the keywords that begin with each byte: nearly every line is told apart by this one look.
    private let byFirstByte: [[Keyword]]

    init(_ dialect: Dialect, mode: ParsingMode) {
        code = dialect.code
        var lists = [[Keyword]](repeating: [], count: TokenType.allCases.count)
        lists[TokenType.featureLine.index] = dialect.feature.map(Keyword.title)
        lists[TokenType.ruleLine.index] = dialect.rule.map(Keyword.title)
        lists[TokenType.backgroundLine.index] = dialect.background.map(Keyword.title)
        lists[TokenType.scenarioLine.index] = (dialect.scenario + dialect.scenarioOutline).map(Keyword.title)
        lists[TokenType.examplesLine.index] = dialect.examples.map(Keyword.title)
        lists[TokenType.stepLine.index] = Keyword.steps(of: dialect)
        if mode == .tolerant {
            lists = lists.map { $0.flatMap(\.typographicVariants) }
        }
        var groups = [[Keyword]](repeating: [], count: lists.count * 256)
        for type in TokenType.allCases {
            for keyword in lists[type.index] {
                if let first = keyword.bytes.first {
                    groups[type.index * 256 + Int(first)].append(keyword)
                }
            }
        }
        byType = lists
        byFirstByte = groups
    }

    /// The keywords of a kind of line, in the order in which they are tried.
    func keywords(of type: TokenType) -> [Keyword] {
        byType[type.index]
    }

    /// Those of them that begin with the byte.
    func keywords(of type: TokenType, beginningWith byte: UInt8) -> [Keyword] {
        byFirstByte[type.index * 256 + Int(byte)]
    }

    /// What the kind of a word is when it is a step keyword too: in a Markdown heading the official parsers report it.
    func stepKind(of title: Keyword) -> GherkinDocument.Step.KeywordType? {
        byType[TokenType.stepLine.index].first { $0.bytes == title.bytes }?.kind
    }

    /// The first keyword of a kind of line that stands in the bytes from `start` on, and where it ends.
    func match(
        _ type: TokenType, in bytes: [UInt8], from start: Int, before end: Int, mode: ParsingMode,
        where isWanted: (Keyword, Int) -> Bool = { _, _ in true }
    ) -> (keyword: Keyword, end: Int)? {
        guard start < end else {
            return nil
        }
        for keyword in keywords(of: type, beginningWith: bytes[start])
        where bytes.matches(keyword.bytes, at: start, before: end) {
            let keywordEnd = start + keyword.bytes.count
            if isWanted(keyword, keywordEnd) {
                return (keyword, keywordEnd)
            }
        }
        // Here the modes part: to the reference, a letter and its accent in two code points are another letter.
        guard mode == .tolerant, bytes.hasCombiningMark(from: start, before: end) else {
            return nil
        }
        for keyword in keywords(of: type) {
            if let keywordEnd = bytes.end(ofDecomposed: keyword, from: start, before: end),
                isWanted(keyword, keywordEnd)
            {
                return (keyword, keywordEnd)
            }
        }
        return nil
    }
}
