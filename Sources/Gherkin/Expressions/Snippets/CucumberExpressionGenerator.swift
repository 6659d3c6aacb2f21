/// Proposes cucumber expressions for the text of a step that no definition matches.
public struct CucumberExpressionGenerator: Sendable {
    /// The bound of the official library: types that match the same text multiply.
    static let maximumExpressions = 256
    /// How far into a text parameters are looked for, in scalars: each parameter begins a new search, and nobody reads a
    /// proposal for a longer sentence.
    static let searchedLength = 1_000

    private let reading: StepText.Reading
    private let candidates: [(parameterType: ParameterType, pattern: Pattern)]

    /// A generator that proposes the parameter types of a registry that are meant for snippets.
    public init(registry: ParameterTypeRegistry) {
        reading = registry.reading
        candidates = registry.parameterTypes.filter(\.useForSnippets).flatMap { parameterType in
            parameterType.regexps.compactMap { regexp in
                (try? Pattern(regexp)).map { (parameterType, $0) }
            }
        }
    }

    /// The expressions that match a text, the most likely first; at least one.
    public func expressions(for text: String) -> [GeneratedExpression] {
        expressions(for: StepText(text, reading: reading))
    }

    func expressions(for text: StepText) -> [GeneratedExpression] {
        var literals: [String] = []
        var choices: [[ParameterType]] = []
        var position = 0
        // A candidate without a match from here on has none further on either.
        var searches = candidates.map { Search(candidate: $0) }
        let searched = Self.searchedPart(of: text.scalars)
        while position < searched.count {
            for index in searches.indices { searches[index].advance(to: position, in: searched) }
            searches.removeAll { $0.found == nil }
            guard let best = searches.compactMap(\.found).min(by: Self.isBetter) else { break }
            choices.append(Self.parameterTypes(of: searches.filter { $0.found == best }))
            literals.append(Self.escaped(text.original(position..<best.lowerBound)))
            position = best.upperBound
        }
        literals.append(Self.escaped(text.original(position..<text.scalars.count)))
        return Self.combinations(of: choices).map { GeneratedExpression(literals: literals, parameterTypes: $0) }
    }

    /// The beginning of a long text, to the end of a word.
    private static func searchedPart(of scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard scalars.count > searchedLength else { return scalars }
        let beginning = scalars.prefix(searchedLength)
        return Array(beginning.prefix(upTo: beginning.lastIndex { $0.properties.isWhitespace } ?? searchedLength))
    }

    /// The leftmost match is best, of these the longest.
    private static func isBetter(_ lhs: Range<Int>, _ rhs: Range<Int>) -> Bool {
        lhs.lowerBound == rhs.lowerBound ? lhs.upperBound > rhs.upperBound : lhs.lowerBound < rhs.lowerBound
    }

    /// The parameter types of the matches, each once though several of its regexps may match.
    private static func parameterTypes(of searches: [Search]) -> [ParameterType] {
        var names: Set<String?> = []
        return searches.map(\.candidate.parameterType)
            .filter { names.insert($0.name).inserted }
            .sorted(by: ParameterType.precedes)
    }

    private static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if #"({/\"#.unicodeScalars.contains(scalar) { result.append("\\") }
            result.append(scalar)
        }
        return String(result)
    }

    /// One parameter type of each choice, in all ways, the first choices varying last.
    private static func combinations(of choices: [[ParameterType]]) -> [[ParameterType]] {
        var combinations: [[ParameterType]] = [[]]
        for choice in choices.reversed() {
            combinations = choice.flatMap { parameterType in combinations.map { [parameterType] + $0 } }
            combinations.removeLast(max(0, combinations.count - maximumExpressions))
        }
        return combinations
    }
}

/// The search of one regexp for whole words of a text.
private struct Search {
    let candidate: (parameterType: ParameterType, pattern: Pattern)
    /// The first match at or after the place asked for; nil when there is none.
    private(set) var found: Range<Int>?

    init(candidate: (parameterType: ParameterType, pattern: Pattern)) {
        self.candidate = candidate
    }

    mutating func advance(to position: Int, in text: [Unicode.Scalar]) {
        if let found, found.lowerBound >= position { return }
        var start = position
        found = nil
        while start < text.count, let slots = candidate.pattern.firstMatch(in: text, from: start) {
            let match = slots[0]..<slots[1]
            if !match.isEmpty, Self.isBoundary(match.lowerBound - 1, text), Self.isBoundary(match.upperBound, text) {
                found = match
                return
            }
            start = match.lowerBound + 1
        }
    }

    /// Whether a parameter may begin after, or end before, the scalar at this place.
    private static func isBoundary(_ index: Int, _ text: [Unicode.Scalar]) -> Bool {
        guard text.indices.contains(index) else { return true }
        return switch text[index].properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator, .connectorPunctuation, .dashPunctuation,
            .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation, .otherPunctuation,
            .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
            true
        default: false
        }
    }
}
