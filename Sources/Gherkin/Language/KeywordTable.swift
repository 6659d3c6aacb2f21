/// The keywords of one language, laid out for matching the bytes of a line.
struct KeywordTable: Sendable {
    /// The code of the language, as the document reports it.
    let code: String
    private let byType: [[Keyword]]
    /// The kinds of line that may begin with a byte, as a set of `TokenType.bit`: nearly every line of a feature is told
    /// apart by this one look.
    private let typesByFirstByte: [UInt16]

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
        var types = [UInt16](repeating: 0, count: 256)
        for type in TokenType.allCases {
            for keyword in lists[type.index] {
                if let first = keyword.bytes.first {
                    types[Int(first)] |= type.bit
                }
            }
        }
        byType = lists
        typesByFirstByte = types
    }

    /// The keywords of a kind of line, in the order in which they are tried.
    func keywords(of type: TokenType) -> [Keyword] {
        byType[type.index]
    }

    /// Whether a line of the kind may begin with the byte.
    func mayBegin(_ type: TokenType, with byte: UInt8) -> Bool {
        typesByFirstByte[Int(byte)] & type.bit != 0
    }

    /// What the kind of a word is when it is a step keyword too: in a Markdown heading the official parsers report it.
    func stepKind(of title: Keyword) -> GherkinDocument.Step.KeywordType? {
        byType[TokenType.stepLine.index].first { $0.bytes == title.bytes }?.kind
    }
}
