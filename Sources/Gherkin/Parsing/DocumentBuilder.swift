/// Builds the document from the lines that the parser accepts.
///
/// A node gets its id when it ends, after all its parts: so the ids are those of the reference. What is open is kept in
/// one place per level: the feature, the rule, the background or the scenario, the examples, the step.
struct DocumentBuilder {
    private(set) var ids: IDCounter
    private var comments: [GherkinDocument.Comment] = []
    private var feature: GherkinDocument.Feature?
    private var rule: GherkinDocument.Rule?
    private var background: GherkinDocument.Background?
    private var scenario: GherkinDocument.Scenario?
    /// The steps of the open background or scenario, apart from it so that they grow in place.
    private var steps: [GherkinDocument.Step] = []
    /// Whether the last of the steps is open.
    private var isInStep = false
    private var examples: GherkinDocument.Examples?
    /// The rows of the open table, of a step or of examples.
    private var rows: [GherkinDocument.TableRow] = []
    private var docStringLines: [String] = []
    /// The lines of prose below the innermost open title.
    private var descriptionLines: [String] = []
    /// The tags above the next title, and those of the open nodes, which get their ids only when these end.
    private var pendingTags: [Token] = []
    private var featureTags: [Token] = []
    private var ruleTags: [Token] = []
    private var scenarioTags: [Token] = []
    private var examplesTags: [Token] = []
    private var errors: [SyntaxError] = []

    init(ids: IDCounter) {
        self.ids = ids
    }

    /// The document, once the feature is closed.
    var document: GherkinDocument {
        GherkinDocument(feature: feature, comments: comments)
    }

    /// What was found wrong since the last call.
    mutating func takeErrors() -> [SyntaxError] {
        defer { errors.removeAll() }
        return errors
    }
}

// MARK: Lines

extension DocumentBuilder {
    mutating func comment(_ token: Token) {
        comments.append(GherkinDocument.Comment(location: token.location, text: token.text))
    }

    mutating func tags(_ token: Token) {
        pendingTags.append(token)
    }

    mutating func feature(_ token: Token, language: String) {
        featureTags = takePendingTags()
        feature = GherkinDocument.Feature(
            location: token.location, tags: [], language: language, keyword: token.keyword ?? "", name: token.text,
            description: "", children: [])
    }

    mutating func rule(_ token: Token) {
        closeRule()
        ruleTags = takePendingTags()
        rule = GherkinDocument.Rule(
            location: token.location, tags: [], keyword: token.keyword ?? "", name: token.text, description: "",
            children: [], id: "")
    }

    mutating func background(_ token: Token) {
        closeSection()
        background = GherkinDocument.Background(
            location: token.location, keyword: token.keyword ?? "", name: token.text, description: "", steps: [], id: ""
        )
    }

    mutating func scenario(_ token: Token) {
        closeSection()
        scenarioTags = takePendingTags()
        scenario = GherkinDocument.Scenario(
            location: token.location, tags: [], keyword: token.keyword ?? "", name: token.text, description: "",
            steps: [], examples: [], id: "")
    }

    mutating func examples(_ token: Token) {
        closeExamples()
        examplesTags = takePendingTags()
        examples = GherkinDocument.Examples(
            location: token.location, tags: [], keyword: token.keyword ?? "", name: token.text, description: "",
            tableHeader: nil, tableBody: [], id: "")
    }

    mutating func step(_ token: Token) {
        closeStep()
        steps.append(
            GherkinDocument.Step(
                location: token.location, keyword: token.keyword ?? "", keywordType: token.keywordKind ?? .unknown,
                text: token.text, id: ""))
        isInStep = true
    }

    mutating func row(_ token: Token) {
        let line = token.line.number
        let cells = token.items.map {
            GherkinDocument.TableCell(location: Location(line: line, column: $0.column), value: $0.text)
        }
        rows.append(GherkinDocument.TableRow(location: token.location, cells: cells, id: ids.next()))
    }

    /// Opens a text block.
    mutating func docString(_ token: Token) {
        closeTable()
        docStringLines = []
        if isInStep {
            steps[steps.count - 1].docString = GherkinDocument.DocString(
                location: token.location, mediaType: token.text.isEmpty ? nil : token.text, content: "",
                delimiter: token.keyword ?? "")
        }
    }

    mutating func docStringLine(_ token: Token) {
        docStringLines.append(token.text)
    }

    mutating func descriptionLine(_ token: Token) {
        descriptionLines.append(token.text)
    }

    private mutating func takePendingTags() -> [Token] {
        defer { pendingTags = [] }
        return pendingTags
    }
}

// MARK: Ends

extension DocumentBuilder {
    mutating func closeFeature() {
        closeRule()
        let tags = identified(featureTags)
        feature?.tags = tags
    }

    mutating func closeRule() {
        closeSection()
        guard var closed = rule else {
            return
        }
        rule = nil
        closed.tags = identified(ruleTags)
        closed.id = ids.next()
        feature?.children.append(.rule(closed))
    }

    /// Closes the background or the scenario.
    mutating func closeSection() {
        closeExamples()
        if var closed = background {
            background = nil
            closed.steps = takeSteps()
            closed.id = ids.next()
            if rule == nil {
                feature?.children.append(.background(closed))
            } else {
                rule?.children.append(.background(closed))
            }
        }
        if var closed = scenario {
            scenario = nil
            closed.steps = takeSteps()
            closed.tags = identified(scenarioTags)
            closed.id = ids.next()
            if rule == nil {
                feature?.children.append(.scenario(closed))
            } else {
                rule?.children.append(.scenario(closed))
            }
        }
    }

    /// Closes the examples and, below the innermost open title, everything else.
    mutating func closeExamples() {
        closeStep()
        closeDescription()
        guard examples != nil else {
            return
        }
        closeTable()
        guard var closed = examples else {
            return
        }
        examples = nil
        closed.tags = identified(examplesTags)
        closed.id = ids.next()
        scenario?.examples.append(closed)
    }

    private mutating func closeStep() {
        guard isInStep else {
            return
        }
        closeTable()
        isInStep = false
        let last = steps.count - 1
        if steps[last].docString != nil {
            steps[last].docString?.content = docStringLines.joined(separator: "\n")
        }
        steps[last].id = ids.next()
    }

    private mutating func closeTable() {
        guard let first = rows.first else {
            return
        }
        if let wrong = rows.first(where: { $0.cells.count != first.cells.count }) {
            errors.append(SyntaxError(location: wrong.location, kind: .inconsistentCellCount))
        }
        if isInStep {
            steps[steps.count - 1].dataTable = GherkinDocument.DataTable(location: first.location, rows: rows)
        } else {
            examples?.tableHeader = first
            examples?.tableBody = Array(rows.dropFirst())
        }
        rows = []
    }

    /// Gives the prose to the title above it, without the empty lines at its end.
    private mutating func closeDescription() {
        guard let last = descriptionLines.lastIndex(where: { !$0.isEmpty }) else {
            descriptionLines = []
            return
        }
        let text = descriptionLines[...last].joined(separator: "\n")
        descriptionLines = []
        if examples != nil {
            examples?.description = text
        } else if scenario != nil {
            scenario?.description = text
        } else if background != nil {
            background?.description = text
        } else if rule != nil {
            rule?.description = text
        } else {
            feature?.description = text
        }
    }

    private mutating func takeSteps() -> [GherkinDocument.Step] {
        defer { steps = [] }
        return steps
    }

    private mutating func identified(_ lines: [Token]) -> [GherkinDocument.Tag] {
        var tags: [GherkinDocument.Tag] = []
        for line in lines {
            for tag in line.items {
                let location = Location(line: line.line.number, column: tag.column)
                tags.append(GherkinDocument.Tag(location: location, name: tag.text, id: ids.next()))
            }
        }
        return tags
    }
}
