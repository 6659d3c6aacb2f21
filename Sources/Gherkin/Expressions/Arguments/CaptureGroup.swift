/// What a capture group of an expression matched: the `Group` of Cucumber messages.
public struct CaptureGroup: Hashable, Sendable {
    /// The text, as written in the step; nil when the group took no part in the match.
    public let value: String?
    /// Where the text begins, in Unicode scalars of the step's text; nil when the group took no part in the match.
    public let start: Int?
    /// Where the text ends, in Unicode scalars of the step's text; nil when the group took no part in the match.
    public let end: Int?
    /// The groups within this one; empty when its regexp has none.
    public let children: [CaptureGroup]

    /// A group with all its parts.
    public init(value: String?, start: Int?, end: Int?, children: [CaptureGroup] = []) {
        self.value = value
        self.start = start
        self.end = end
        self.children = children
    }

    /// What a parameter type transforms: the values of the groups within this one, or its own if there are none.
    public var values: [String?] { children.isEmpty ? [value] : children.map(\.value) }
}

extension CaptureGroup {
    /// The group and those within it, from the slots that a pattern matched.
    init(_ group: PatternGroup, slots: [Int], in text: StepText) {
        let start = slots[2 * group.index]
        let end = slots[2 * group.index + 1]
        let isMatched = start >= 0 && end >= start
        self.init(
            value: isMatched ? text.original(start..<end) : nil,
            start: isMatched ? text.originalOffset(of: start) : nil,
            end: isMatched ? text.originalOffset(of: end) : nil,
            children: group.children.map { CaptureGroup($0, slots: slots, in: text) })
    }
}
