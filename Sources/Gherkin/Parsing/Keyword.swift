/// A keyword of a language: the words of a title, without the colon, or the beginning of a step.
struct Keyword: Sendable, Hashable {
    /// The keyword as it is written.
    let text: String
    /// Its UTF-8 bytes: lines are compared byte by byte, so that `é` in one or in two code points are not the same.
    let bytes: [UInt8]
    /// What a step keyword says of the step; `nil` for a title.
    let kind: GherkinDocument.Step.KeywordType?

    private init(_ text: String, kind: GherkinDocument.Step.KeywordType?) {
        self.text = text
        self.kind = kind
        bytes = Array(text.utf8)
    }

    /// The keyword of a title: feature, rule, background, scenario, examples.
    static func title(_ text: String) -> Keyword {
        Keyword(text, kind: nil)
    }

    /// The step keywords of a language, the longest first, so that `Étant donné que ` wins over `Étant donné `.
    static func steps(of dialect: Dialect) -> [Keyword] {
        typealias Kind = GherkinDocument.Step.KeywordType
        let lists: [([String], Kind)] = [
            (dialect.given, .context), (dialect.when, .action), (dialect.then, .outcome),
            (dialect.and, .conjunction), (dialect.but, .conjunction),
        ]
        var kinds: [[UInt8]: [Kind]] = [:]
        var order: [String] = []
        for (keywords, kind) in lists {
            for keyword in keywords {
                let bytes = Array(keyword.utf8)
                if kinds[bytes] == nil {
                    order.append(keyword)
                }
                kinds[bytes, default: []].append(kind)
            }
        }
        let keywords = order.map { text in
            // A word that stands in several lists, `* ` above all, does not tell what the step is.
            let kinds = kinds[Array(text.utf8)] ?? []
            return Keyword(text, kind: kinds.count == 1 ? kinds[0] : .unknown)
        }
        return keywords.sorted { $0.text.unicodeScalars.count > $1.text.unicodeScalars.count }
    }

    /// The keyword, and its spellings that a text processor makes: with a typographic apostrophe, with a no-break space
    /// at its end. Only `ParsingMode.tolerant` knows these; the official parsers match none of them.
    var typographicVariants: [Keyword] {
        var spellings = [text]
        if text.unicodeScalars.contains("'") {
            spellings.append(String(text.map { $0 == "'" ? "\u{2019}" : $0 }))
        }
        if text.hasSuffix(" "), text != "* " {
            for space in ["\u{A0}", "\u{202F}"] {
                spellings += [text.dropLast() + space]
            }
        }
        return spellings.map { Keyword($0, kind: kind) }
    }
}
