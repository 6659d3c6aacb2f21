/// Where in the grammar the parser stands: after which line.
///
/// The grammar, in the notation of the Gherkin reference:
///
///     GherkinDocument    := Feature?
///     Feature            := FeatureHeader Background? ScenarioDefinition* Rule*
///     FeatureHeader      := #Language? Tags? #FeatureLine DescriptionHelper
///     Rule               := Tags? #RuleLine DescriptionHelper Background? ScenarioDefinition*
///     Background         := #BackgroundLine DescriptionHelper Step*
///     ScenarioDefinition := Tags? #ScenarioLine DescriptionHelper Step* ExamplesDefinition*
///     ExamplesDefinition := Tags? #ExamplesLine DescriptionHelper #TableRow*
///     Step               := #StepLine (DataTable DocString? | DocString DataTable?)?
///     DataTable          := #TableRow+
///     DocString          := #DocStringSeparator #Other* #DocStringSeparator
///     Tags               := #TagLine+
///     DescriptionHelper  := #Empty* (#Other | #Comment)*
///
/// Blank lines and comments may stand between any two lines. A feature and a rule go on alike, so they share their
/// states; the states of a step are those of a background and, with examples to follow, of a scenario.
enum GrammarState: UInt8, CaseIterable {
    case start
    case language
    case featureTags
    case header
    case headerDescription
    case ruleTags
    case background
    case backgroundDescription
    case scenarioTags
    case scenario
    case scenarioDescription
    case examplesTags
    case examples
    case examplesDescription
    case examplesTable
    case step
    /// Inside the table that comes first below a step.
    case table
    /// Inside the text block that follows a table.
    case docStringAfterTable
    case docStringAfterTableEnd
    /// Inside the text block that comes first below a step.
    case docString
    case docStringEnd
    /// Inside the table that follows a text block.
    case tableAfterDocString
    case end
}

extension GrammarState {
    /// Whether a line that is none of the others is prose here.
    var isDescription: Bool {
        switch self {
        case .header, .headerDescription, .background, .backgroundDescription, .scenario, .scenarioDescription,
            .examples,
            .examplesDescription:
            true
        default:
            false
        }
    }

    /// The lines that may stand after this one, in the order in which they are tried; error messages list them so.
    fileprivate func expected(inScenario: Bool) -> [TokenType] {
        let rest: [TokenType] = [.comment, .empty]
        let definitions: [TokenType] = [.tagLine, .scenarioLine, .ruleLine]
        let afterScenario: [TokenType] = [.tagLine, .examplesLine, .scenarioLine, .ruleLine]
        let afterStep = [.stepLine] + (inScenario ? afterScenario : definitions) + rest
        switch self {
        case .start: return [.endOfFile, .language, .tagLine, .featureLine] + rest
        case .language, .featureTags: return [.tagLine, .featureLine] + rest
        case .header: return [.endOfFile, .empty, .comment, .backgroundLine] + definitions + [.other]
        case .headerDescription: return [.endOfFile, .comment, .backgroundLine] + definitions + [.other]
        case .ruleTags: return [.tagLine, .ruleLine] + rest
        case .background: return [.endOfFile, .empty, .comment, .stepLine] + definitions + [.other]
        case .backgroundDescription: return [.endOfFile, .comment, .stepLine] + definitions + [.other]
        case .scenarioTags: return [.tagLine, .scenarioLine] + rest
        case .scenario: return [.endOfFile, .empty, .comment, .stepLine] + afterScenario + [.other]
        case .scenarioDescription: return [.endOfFile, .comment, .stepLine] + afterScenario + [.other]
        case .examplesTags: return [.tagLine, .examplesLine] + rest
        case .examples: return [.endOfFile, .empty, .comment, .tableRow] + afterScenario + [.other]
        case .examplesDescription: return [.endOfFile, .comment, .tableRow] + afterScenario + [.other]
        case .examplesTable: return [.endOfFile, .tableRow] + afterScenario + rest
        case .step, .table: return [.endOfFile, .tableRow, .docStringSeparator] + afterStep
        case .docStringEnd, .tableAfterDocString: return [.endOfFile, .tableRow] + afterStep
        case .docStringAfterTableEnd: return [.endOfFile] + afterStep
        case .docString, .docStringAfterTable: return [.docStringSeparator, .other]
        case .end: return []
        }
    }
}

/// The lines that may follow in every state, worked out once.
struct Expectations: Sendable {
    static let all = Expectations()

    private let inBackground: [[TokenType]]
    private let inScenario: [[TokenType]]

    private init() {
        inBackground = GrammarState.allCases.map { $0.expected(inScenario: false) }
        inScenario = GrammarState.allCases.map { $0.expected(inScenario: true) }
    }

    /// The lines that may stand after a state; `scenario` tells whose steps they are.
    func types(after state: GrammarState, scenario: Bool) -> [TokenType] {
        (scenario ? inScenario : inBackground)[Int(state.rawValue)]
    }
}
