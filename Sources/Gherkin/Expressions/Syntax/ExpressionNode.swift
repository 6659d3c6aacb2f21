/// A node of the syntax tree of a cucumber expression; offsets count Unicode scalars of the source.
struct ExpressionNode: Hashable, Sendable {
    enum Kind: String, Sendable {
        case text = "TEXT_NODE"
        case optional = "OPTIONAL_NODE"
        case alternation = "ALTERNATION_NODE"
        case alternative = "ALTERNATIVE_NODE"
        case parameter = "PARAMETER_NODE"
        case expression = "EXPRESSION_NODE"
    }

    let kind: Kind
    let start: Int
    let end: Int
    /// The text of a text node, without escapes; empty for the others.
    let token: String
    /// The parts; empty for a text node.
    let nodes: [ExpressionNode]

    init(_ kind: Kind, start: Int, end: Int, nodes: [ExpressionNode]) {
        self.kind = kind
        self.start = start
        self.end = end
        self.token = ""
        self.nodes = nodes
    }

    init(text token: ExpressionToken) {
        kind = .text
        start = token.start
        end = token.end
        self.token = token.text
        nodes = []
    }

    /// The text of the node and of its parts, without escapes.
    var text: String { kind == .text ? token : nodes.map(\.text).joined() }
}
