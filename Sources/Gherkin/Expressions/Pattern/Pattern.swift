/// A compiled regular expression.
///
/// Our own, and not `Regex` or `NSRegularExpression`, for what a specification needs: time linear in text and
/// expression whatever either contains, offsets in Unicode scalars, the tree of the groups with their sources, a value
/// that is `Sendable`, and neither ICU nor Foundation in the memory of the process.
struct Pattern: Hashable, Sendable {
    /// The regular expression as written.
    let source: String
    /// The whole pattern as group 0, with its groups.
    let root: PatternGroup
    private let program: PatternProgram
    private let slotCount: Int
    /// What a text must begin with: most step definitions are told apart by it, before any matching.
    private let prefix: [Unicode.Scalar]

    init(_ source: String) throws(PatternError) {
        let (node, root) = try PatternParser.parse(source)
        self.source = source
        self.root = root
        program = try PatternCompiler.compile(.capture(0, node))
        slotCount = 2 * (root.captureCount + 1)
        prefix = Self.anchoredPrefix(of: node)
    }

    /// The places of the first match at or after `start`: slots 2n and 2n + 1 are the ends of group n, -1 without one.
    func firstMatch(in text: [Unicode.Scalar], from start: Int = 0) -> [Int]? {
        guard start <= text.count, hasPrefix(text) else { return nil }
        var matcher = PatternMatcher(program, text: text, slots: Array(repeating: -1, count: slotCount))
        for position in start...text.count where matcher.matches(from: position) {
            return matcher.slots
        }
        return nil
    }

    private func hasPrefix(_ text: [Unicode.Scalar]) -> Bool {
        guard text.count >= prefix.count else { return false }
        for index in prefix.indices where text[index] != prefix[index] { return false }
        return true
    }

    private static func anchoredPrefix(of node: PatternNode) -> [Unicode.Scalar] {
        guard case .sequence(let parts) = node, parts.first == .assertion(.start) else { return [] }
        var prefix: [Unicode.Scalar] = []
        for part in parts.dropFirst() {
            guard case .scalar(let scalar) = part else { break }
            prefix.append(scalar)
        }
        return prefix
    }
}

extension PatternGroup {
    /// How many groups there are within this one, at all levels.
    fileprivate var captureCount: Int { children.reduce(children.count) { $0 + $1.captureCount } }
}

/// Why a regular expression does not compile.
struct PatternError: Error, Hashable, Sendable {
    /// Where, in Unicode scalars from the start of the source.
    let offset: Int
    /// What is wrong there.
    let reason: String
}
