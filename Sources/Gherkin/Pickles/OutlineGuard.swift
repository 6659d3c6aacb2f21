/// Refuses outlines whose text grows beyond reason when the values of their examples are filled in.
///
/// In the reference a value may hold a parameter of a later column: thirty columns that each hold the next one twice make
/// a thousand million texts of one. What the official data is compared with keeps that (`gherkin-run parse`); what is
/// read for people (`ParsingMode.tolerant`) passes here before its pickles are made.
struct OutlineGuard {
    /// The most text that the examples of one file may become, in UTF-8 bytes: twice what 10,000 scenarios of 8 steps of
    /// 100 letters need.
    static let maximumLength = 16_000_000

    private var length = 0

    /// - Throws: The row that is too much; what follows it is not looked at.
    static func check(_ document: GherkinDocument) throws(SyntaxErrors) {
        var outlines = OutlineGuard()
        for child in document.feature?.children ?? [] {
            switch child {
            case .background: break
            case .scenario(let scenario): try outlines.add(scenario)
            case .rule(let rule):
                for case .scenario(let scenario) in rule.children { try outlines.add(scenario) }
            }
        }
    }

    private mutating func add(_ scenario: GherkinDocument.Scenario) throws(SyntaxErrors) {
        guard !scenario.examples.isEmpty else { return }
        let texts = scenario.fillableTexts
        for examples in scenario.examples {
            guard let header = examples.tableHeader else { continue }
            for row in examples.tableBody {
                let values = ExampleValues(header: header, row: row, tags: [])
                for text in texts {
                    guard let added = values.filledLength(of: text, atMost: Self.maximumLength - length) else {
                        let kind = SyntaxError.Kind.examplesTooLong(limit: Self.maximumLength)
                        throw SyntaxErrors(errors: [SyntaxError(location: row.location, kind: kind)])
                    }
                    length += added
                }
            }
        }
    }
}

extension GherkinDocument.Scenario {
    /// The texts in which an outline's parameters are filled in.
    fileprivate var fillableTexts: [String] {
        [name]
            + steps.flatMap { step in
                [step.text, step.docString?.mediaType, step.docString?.content].compactMap(\.self)
                    + (step.dataTable?.rows.flatMap(\.cells).map(\.value) ?? [])
            }
    }
}
