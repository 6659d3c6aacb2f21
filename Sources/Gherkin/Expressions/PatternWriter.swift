/// Writes the regular expression that stands for a cucumber expression, and refuses what has no meaning in one.
struct PatternWriter {
    let source: String
    let registry: ParameterTypeRegistry
    /// The parameter types met so far, from left to right.
    private(set) var parameterTypes: [ParameterType] = []

    init(source: String, registry: ParameterTypeRegistry) {
        self.source = source
        self.registry = registry
    }

    /// The regular expression of a whole expression.
    mutating func write(_ expression: ExpressionNode) throws(ExpressionError) -> String {
        "^\(try regexps(of: expression.nodes).joined())$"
    }

    private mutating func regexps(of nodes: [ExpressionNode]) throws(ExpressionError) -> [String] {
        var regexps: [String] = []
        for node in nodes { regexps.append(try regexp(of: node)) }
        return regexps
    }

    private mutating func regexp(of node: ExpressionNode) throws(ExpressionError) -> String {
        switch node.kind {
        case .text: Self.escaped(StepText(node.token, reading: registry.reading).scalars)
        case .optional: try optional(node)
        case .alternation: try alternation(node)
        case .parameter: try parameter(node)
        case .alternative, .expression: try regexps(of: node.nodes).joined()
        }
    }

    private mutating func optional(_ node: ExpressionNode) throws(ExpressionError) -> String {
        if let parameter = node.nodes.first(where: { $0.kind == .parameter }) {
            throw problem(
                at: parameter, "An optional may not contain a parameter type",
                solution: #"If you did not mean to use an parameter type you can use '\{' to escape the '{'"#)
        }
        if let inner = node.nodes.first(where: { $0.kind == .optional }) {
            throw problem(
                at: inner, "An optional may not contain an other optional",
                solution: """
                    If you did not mean to use an optional type you can use '\\(' to escape the '('. \
                    For more complicated expressions consider using a regular expression instead.
                    """)
        }
        guard node.hasText else {
            throw problem(
                at: node, "An optional must contain some text",
                solution: #"If you did not mean to use an optional you can use '\(' to escape the '('"#)
        }
        return "(?:\(try regexps(of: node.nodes).joined()))?"
    }

    private mutating func alternation(_ node: ExpressionNode) throws(ExpressionError) -> String {
        for alternative in node.nodes {
            guard !alternative.nodes.isEmpty else {
                throw problem(
                    at: alternative, "Alternative may not be empty",
                    solution: #"If you did not mean to use an alternative you can use '\/' to escape the '/'"#)
            }
            guard alternative.hasText else {
                throw problem(
                    at: alternative, "An alternative may not exclusively contain optionals",
                    solution: #"If you did not mean to use an optional you can use '\(' to escape the '('"#)
            }
        }
        return "(?:\(try regexps(of: node.nodes).joined(separator: "|")))"
    }

    private mutating func parameter(_ node: ExpressionNode) throws(ExpressionError) -> String {
        guard let type = registry[name: node.text] else {
            throw .pointing(
                at: node.start, to: node.end, in: source, code: .undefinedParameterType(name: node.text),
                problem: "Undefined parameter type '\(node.text)'",
                solution: "Please register a ParameterType for '\(node.text)'")
        }
        parameterTypes.append(type)
        return type.regexps.count == 1
            ? "(\(type.regexps[0]))"
            : "((?:\(type.regexps.joined(separator: ")|(?:"))))"
    }

    private func problem(at node: ExpressionNode, _ problem: String, solution: String) -> ExpressionError {
        .pointing(at: node.start, to: node.end, in: source, problem: problem, solution: solution)
    }

    private static func escaped(_ text: [Unicode.Scalar]) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text {
            if #"\^[({$.|?*+})]"#.unicodeScalars.contains(scalar) { result.append("\\") }
            result.append(scalar)
        }
        return String(result)
    }
}

extension ExpressionNode {
    fileprivate var hasText: Bool { nodes.contains { $0.kind == .text } }
}
