/// Writes a definition in Swift for a step that has none, with the parameters that its text seems to have.
struct SnippetWriter {
    private let generator: CucumberExpressionGenerator
    private let keywords: SnippetKeywords

    init(registry: ParameterTypeRegistry, keywords: SnippetKeywords) {
        self.keywords = keywords
        generator = CucumberExpressionGenerator(registry: registry)
    }

    /// The definitions that would fit, the likeliest first; at least one.
    func snippets(for step: Pickle.Step) -> [String] {
        generator.expressions(for: step.text).map { snippet($0, for: step) }
    }

    private func snippet(_ expression: GeneratedExpression, for step: Pickle.Step) -> String {
        var arguments = zip(expression.parameterNames, expression.parameterTypes).map { name, type in
            "\(identifier(name)): \(type.valueType)"
        }
        if step.argument?.dataTable != nil { arguments.append("table: DataTable") }
        if step.argument?.docString != nil { arguments.append("docString: DocString") }
        let keyword = keyword(step.type)
        let actors = step.type == .outcome ? ["world", "check"] : ["world"]
        let parameters = (actors + arguments).joined(separator: ", ")
        return """
            \(keyword)(\(literal(expression.source))) { \(arguments.isEmpty ? parameters : "(\(parameters))") in
                throw PendingStep()
            }
            """
    }

    private func keyword(_ kind: Pickle.Step.Kind?) -> String {
        switch kind {
        case .action: keywords.action
        case .outcome: keywords.outcome
        case .context, .unknown, nil: keywords.context
        }
    }

    /// A Swift string literal; raw when the text has quotes or backslashes, so that it stays readable.
    private func literal(_ text: String) -> String {
        guard text.contains("\"") || text.contains("\\") else { return "\"\(text)\"" }
        var fence = "#"
        while text.contains("\"\(fence)") || text.contains("\\\(fence)") { fence += "#" }
        return "\(fence)\"\(text)\"\(fence)"
    }

    /// The name of a parameter type as a Swift argument; `value` where it has none.
    private func identifier(_ name: String) -> String {
        let letters = name.filter { $0.isLetter || $0.isNumber }
        guard let first = letters.first, first.isLetter else { return "value\(letters)" }
        return letters
    }
}

/// The names of the builders that snippets propose.
public struct SnippetKeywords: Sendable {
    /// Builds a definition that puts the world in a state.
    let context: String
    /// Builds a definition that does what the scenario is about.
    let action: String
    /// Builds a definition that asserts.
    let outcome: String

    /// ``Given``, ``When`` and ``Then``.
    public static let english = SnippetKeywords(context: "Given", action: "When", outcome: "Then")
}
