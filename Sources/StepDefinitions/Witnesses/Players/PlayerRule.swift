/// One thing that a player needs of what it is served.
struct PlayerRule: Sendable {
    /// Short, for reports and tests: `hold-back`.
    let id: String
    /// Where the rule comes from: an item, a section, a method.
    let source: String
    /// What breaks it, for people, a line each; empty when nothing does.
    let violations: @Sendable (ServedLive) -> [String]

    init(_ id: String, _ source: String, violations: @escaping @Sendable (ServedLive) -> [String]) {
        self.id = id
        self.source = source
        self.violations = violations
    }

    /// A rule on each variant by itself.
    init(eachVariant id: String, _ source: String, violations: @escaping @Sendable (ServedVariant) -> [String]) {
        self.init(id, source) { live in
            live.variants.flatMap { variant in violations(variant).map { "\(variant.name) : \($0)" } }
        }
    }
}

/// A rule that what was served breaks.
struct PlayerViolation: Sendable, CustomStringConvertible {
    let rule: String
    let source: String
    let detail: String

    /// For people: what is wrong, and who says so.
    var description: String { "\(rule) : \(detail) [\(source)]" }
}
