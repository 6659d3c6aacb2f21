/// The keywords of one spoken language.
public struct Dialect: Sendable, Hashable {
    /// The code in a `# language:` header: `fr`, `zh-CN`.
    public let code: String
    /// The language's English name.
    public let name: String
    /// The language's own name for itself.
    public let native: String

    // A list is one literal, its keywords parted by `|`: the table costs nothing until a language is used, and the
    // compiler reads it in no time. The order of the keywords is part of the language: the first that fits wins.
    private let featureList: String
    private let ruleList: String
    private let backgroundList: String
    private let scenarioList: String
    private let scenarioOutlineList: String
    private let examplesList: String
    private let givenList: String
    private let whenList: String
    private let thenList: String
    private let andList: String
    private let butList: String

    init(
        code: String, name: String, native: String, feature: String, rule: String, background: String,
        scenario: String, scenarioOutline: String, examples: String, given: String, when: String, then: String,
        and: String, but: String
    ) {
        self.code = code
        self.name = name
        self.native = native
        featureList = feature
        ruleList = rule
        backgroundList = background
        scenarioList = scenario
        scenarioOutlineList = scenarioOutline
        examplesList = examples
        givenList = given
        whenList = when
        thenList = then
        andList = and
        butList = but
    }

    /// The words before the colon of a feature.
    public var feature: [String] { Self.keywords(featureList) }
    /// The words before the colon of a rule.
    public var rule: [String] { Self.keywords(ruleList) }
    /// The words before the colon of a background.
    public var background: [String] { Self.keywords(backgroundList) }
    /// The words before the colon of a scenario.
    public var scenario: [String] { Self.keywords(scenarioList) }
    /// The words before the colon of a scenario outline.
    public var scenarioOutline: [String] { Self.keywords(scenarioOutlineList) }
    /// The words before the colon of examples.
    public var examples: [String] { Self.keywords(examplesList) }
    /// The beginnings of a context step, with the space that belongs to them.
    public var given: [String] { Self.keywords(givenList) }
    /// The beginnings of an action step, with the space that belongs to them.
    public var when: [String] { Self.keywords(whenList) }
    /// The beginnings of an outcome step, with the space that belongs to them.
    public var then: [String] { Self.keywords(thenList) }
    /// The beginnings of a step that goes on as the one before, with the space that belongs to them.
    public var and: [String] { Self.keywords(andList) }
    /// The beginnings of a step that contrasts with the one before, with the space that belongs to them.
    public var but: [String] { Self.keywords(butList) }

    private static func keywords(_ list: String) -> [String] {
        // By scalars: as Characters, a bar and a vowel sign that begins the next keyword would be one.
        list.unicodeScalars.split(separator: "|").map(String.init)
    }
}

extension Dialect {
    /// All languages, in the order of their codes.
    public static let all: [Dialect] =
        (english + romance + germanic + slavic + european + westAsian + eastAsian).sorted { $0.code < $1.code }

    /// English: the language of a file that names none.
    static let standard = english[0]

    /// The language of a code exactly as the Gherkin reference spells it; `nil` when there is none.
    public static func named(_ code: String) -> Dialect? {
        all.first { $0.code == code }
    }
}
