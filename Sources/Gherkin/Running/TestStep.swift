/// A step or a hook of a planned scenario.
public struct TestStep: Sendable {
    /// The id, from the counter of the run.
    public let id: String
    /// What is run.
    public let content: Content

    /// What is run.
    public enum Content: Sendable {
        /// The hook at this place in the library.
        case hook(HookReference)
        /// A step of the feature file.
        case step(PickledStep)
    }

    /// A step of the feature file and what its text was resolved to.
    public struct PickledStep: Sendable {
        /// The step, parameters filled in.
        public let pickle: Pickle.Step
        /// The keyword as it was written, with the space that belongs to it.
        public let keyword: String
        /// The line of the step in its file.
        public let line: Int
        /// Whether it is a step of a background, which scenarios have in common.
        public let isBackground: Bool
        /// What the text was resolved to.
        public let resolution: Resolution
    }

    /// The step of the feature file; `nil` when this is a hook.
    public var pickleStep: PickledStep? {
        guard case .step(let step) = content else { return nil }
        return step
    }
}

/// A hook of the library.
public struct HookReference: Sendable, Hashable {
    /// The place among the library's hooks of this moment.
    public let index: Int
    /// When the hook runs.
    public let moment: HookMoment
    /// The id, from the counter of the run.
    public let id: String
    /// The hook's name; `nil` when it has none.
    public let name: String?
    /// Where the hook is defined.
    public let sourceReference: SourceReference
}

/// What the text of a step was resolved to when the run was planned.
public enum Resolution: Sendable {
    /// One definition fits.
    case defined(StepMatch)
    /// No definition fits.
    case undefined(Suggestion)
    /// Several definitions fit.
    case ambiguous([StepMatch])
    /// One definition fits the text, but not what stands below the step.
    case misfit(StepMatch, StepMisfit)

    /// Whether no definition fits.
    public var isUndefined: Bool {
        if case .undefined = self { true } else { false }
    }

    /// The definitions that fit the text.
    public var matches: [StepMatch] {
        switch self {
        case .defined(let match), .misfit(let match, _): [match]
        case .ambiguous(let matches): matches
        case .undefined: []
        }
    }
}

/// What could be written for a step that no definition fits.
public struct Suggestion: Sendable, Hashable {
    /// The id, from the counter of the run.
    public let id: String
    /// Definitions in Swift, the likeliest first.
    public let snippets: [String]
    /// The pattern of the nearest definition; `nil` when none is near.
    public let nearest: String?
}
