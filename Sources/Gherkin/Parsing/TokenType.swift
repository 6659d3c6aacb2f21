/// What a line of a feature file is.
enum TokenType: UInt8, CaseIterable, Sendable {
    case endOfFile
    case empty
    case comment
    case tagLine
    case featureLine
    case ruleLine
    case backgroundLine
    case scenarioLine
    case examplesLine
    case stepLine
    case docStringSeparator
    case tableRow
    case language
    case other

    /// The place of the type among all types.
    var index: Int { Int(rawValue) }

    /// The name in the reference's token listings and, behind a `#`, in its error messages.
    var name: String {
        switch self {
        case .endOfFile: "EOF"
        case .empty: "Empty"
        case .comment: "Comment"
        case .tagLine: "TagLine"
        case .featureLine: "FeatureLine"
        case .ruleLine: "RuleLine"
        case .backgroundLine: "BackgroundLine"
        case .scenarioLine: "ScenarioLine"
        case .examplesLine: "ExamplesLine"
        case .stepLine: "StepLine"
        case .docStringSeparator: "DocStringSeparator"
        case .tableRow: "TableRow"
        case .language: "Language"
        case .other: "Other"
        }
    }
}

/// Tells what a line is, in one notation of Gherkin.
protocol TokenMatcher {
    /// The code of the language whose keywords are matched.
    var language: String { get }

    /// Whether the line is of the given type; if so, the token says what is in it.
    mutating func match(_ type: TokenType, _ token: inout Token) throws(SyntaxError) -> Bool
}
