/// Reads the lines of one feature file by the grammar (`GrammarState`), builds the document and collects what is wrong.
struct Parser<Matcher: TokenMatcher> {
    private let bytes: [UInt8]
    private var scanner: LineScanner
    private var matcher: Matcher
    private var builder: DocumentBuilder
    private var listing: TokenListing?
    private let makeNearMissFinder: MakeNearMissFinder?
    private var nearMissFinder: (any NearMissFinder)?
    private var state = GrammarState.start
    /// Whether the steps are those of a scenario, not of a background.
    private var isInScenario = false
    private var errors: [SyntaxError] = []
    private var messages: Set<String> = []

    /// A parser of the bytes from `offset` on. With a finder, lines that were meant as keywords are errors.
    init(
        _ bytes: [UInt8], from offset: Int, matcher: Matcher, ids: IDCounter, listing: TokenListing? = nil,
        nearMisses: MakeNearMissFinder? = nil
    ) {
        self.bytes = bytes
        self.matcher = matcher
        self.listing = listing
        makeNearMissFinder = nearMisses
        scanner = LineScanner(bytes, from: offset)
        builder = DocumentBuilder(ids: ids)
    }

    /// Reads the whole file.
    mutating func parse() throws(SyntaxErrors) -> ParsedFile {
        do {
            while state != .end {
                var token = scanner.next()
                try consume(&token)
                if token.isEndOfFile {
                    break
                }
            }
        } catch {
            // What is wrong so far is told.
        }
        guard errors.isEmpty else {
            throw SyntaxErrors(errors: errors)
        }
        return ParsedFile(document: builder.document, listing: listing, ids: builder.ids)
    }

    // MARK: One line

    private mutating func consume(_ token: inout Token) throws(Abandonment) {
        let expected = Expectations.all.types(after: state, scenario: isInScenario)
        for type in expected {
            guard try match(type, &token) else {
                continue
            }
            if type == .other, try refuses(token) {
                return
            }
            try advance(type, token)
            return
        }
        if try refuses(token) {
            return
        }
        let line = token.line
        let names = expected.map { "#" + $0.name }
        if token.isEndOfFile {
            let location = Location(line: line.number)
            try report(SyntaxError(location: location, kind: .unexpectedEndOfFile(expected: names)))
        } else {
            let text = bytes.trimmedText(line.textStart, line.end)
            let location = Location(line: line.number, column: token.column ?? (line.indent + 1))
            try report(SyntaxError(location: location, kind: .unexpectedLine(text: text, expected: names)))
        }
    }

    private mutating func match(_ type: TokenType, _ token: inout Token) throws(Abandonment) -> Bool {
        if token.isEndOfFile {
            if type == .endOfFile {
                token.match(.endOfFile)
            }
            return type == .endOfFile
        }
        do {
            return try matcher.match(type, &token)
        } catch {
            try report(error)
            return false
        }
    }

    /// Whether the finder takes a line that is no line of Gherkin for a misspelt one. The reading then goes on as if it were
    /// well spelt, so that one mistake is one error.
    private mutating func refuses(_ token: Token) throws(Abandonment) -> Bool {
        guard let makeNearMissFinder, !token.isEndOfFile, !token.line.isBlank, !isInDocString else {
            return false
        }
        let finder = nearMissFinder ?? makeNearMissFinder(matcher.language)
        // Once the feature has begun, its language stays.
        nearMissFinder = state == .start ? nil : finder
        let place = UnmatchedLine(line: token.line, bytes: bytes, state: state)
        guard let found = finder.nearMiss(in: place) else {
            return false
        }
        if namesUnknownLanguage {
            // Its keywords were not to be known.
            throw Abandonment()
        }
        let location = Location(line: token.line.number, column: token.line.indent + 1)
        try report(SyntaxError(location: location, kind: .keyword(found.mistake)))
        if case .nameLanguage = found.mistake.remedy {
            // No keyword of the file is one in the wrong language.
            throw Abandonment()
        }
        let expected = Expectations.all.types(after: state, scenario: isInScenario)
        if let intended = found.intended, expected.contains(intended) {
            var meant = Token(line: token.line, isEndOfFile: false)
            meant.match(intended)
            try advance(intended, meant)
        }
        return true
    }

    private var namesUnknownLanguage: Bool {
        errors.contains { if case .unknownLanguage = $0.kind { true } else { false } }
    }

    /// Hands the line to the builder and moves to the state after it.
    private mutating func advance(_ type: TokenType, _ token: Token) throws(Abandonment) {
        switch type {
        case .endOfFile:
            builder.closeFeature()
            state = .end
        case .empty:
            break
        case .comment:
            // In Markdown the line below a table's head is matched as a comment and is none.
            if token.type == .comment {
                builder.comment(token)
            }
            beginDescription()
        case .language:
            state = .language
        case .tagLine:
            try tags(token)
        case .featureLine:
            builder.feature(token, language: matcher.language)
            state = .header
        case .ruleLine:
            builder.rule(token)
            state = .header
            isInScenario = false
        case .backgroundLine:
            builder.background(token)
            state = .background
        case .scenarioLine:
            builder.scenario(token)
            state = .scenario
            isInScenario = true
        case .examplesLine:
            builder.examples(token)
            state = .examples
        case .stepLine:
            builder.step(token)
            state = .step
        case .tableRow:
            row(token)
        case .docStringSeparator:
            delimiter(token)
        case .other where state.isDescription:
            beginDescription()
            builder.descriptionLine(token)
        case .other:
            builder.docStringLine(token)
        }
        listing?.append(token)
        for error in builder.takeErrors() {
            try report(error)
        }
    }

    // MARK: Lines that mean something else in each place

    private mutating func beginDescription() {
        switch state {
        case .header: state = .headerDescription
        case .background: state = .backgroundDescription
        case .scenario: state = .scenarioDescription
        case .examples: state = .examplesDescription
        default: break
        }
    }

    private var isInDocString: Bool {
        state == .docString || state == .docStringAfterTable
    }

    private mutating func row(_ token: Token) {
        switch state {
        case .examples, .examplesDescription: state = .examplesTable
        case .step: state = .table
        case .docStringEnd: state = .tableAfterDocString
        default: break
        }
        builder.row(token)
    }

    private mutating func delimiter(_ token: Token) {
        switch state {
        case .docString: state = .docStringEnd
        case .docStringAfterTable: state = .docStringAfterTableEnd
        case .table:
            state = .docStringAfterTable
            builder.docString(token)
        default:
            state = .docString
            builder.docString(token)
        }
    }

    /// Tags are those of the examples, the scenario or the rule that follows: only a look ahead tells.
    private mutating func tags(_ token: Token) throws(Abandonment) {
        switch state {
        case .start, .language, .featureTags:
            state = .featureTags
        case .ruleTags, .scenarioTags, .examplesTags:
            break
        default:
            if isInScenario, try isAhead(.examplesLine) {
                builder.closeExamples()
                state = .examplesTags
            } else if try isAhead(.scenarioLine) {
                builder.closeSection()
                state = .scenarioTags
            } else {
                builder.closeRule()
                state = .ruleTags
            }
        }
        builder.tags(token)
    }

    /// Whether a line of the type comes after the tags, with blank lines and comments between at most. The lines looked
    /// over are tags of that line, so no line is looked over twice.
    private mutating func isAhead(_ type: TokenType) throws(Abandonment) -> Bool {
        var ahead = scanner
        while true {
            var token = ahead.next()
            if try match(type, &token) {
                return true
            }
            var isPassedOver = false
            for type in [TokenType.empty, .comment, .tagLine] where !isPassedOver {
                isPassedOver = try match(type, &token)
            }
            guard isPassedOver else {
                return false
            }
        }
    }

    // MARK: What is wrong

    /// Ends the reading of a file of which the rest would tell nothing new.
    private struct Abandonment: Error {}

    /// Keeps an error, once: one line is tried several times. The eleventh ends the reading, as in the reference.
    private mutating func report(_ error: SyntaxError) throws(Abandonment) {
        guard messages.insert(error.message).inserted else {
            return
        }
        errors.append(error)
        if errors.count > 10 {
            throw Abandonment()
        }
    }
}
