/// A scenario of the plan: a pickle with, for each step and hook, what is to be run.
///
/// A value without closures: the definitions and hooks are named by their place in the library, so the plan can be
/// printed, sent and compared.
public struct TestCase: Sendable {
    /// The id, from the counter of the run.
    public let id: String
    /// The scenario.
    public let pickle: Pickle
    /// Where the scenario stands in its feature.
    public let origin: Origin
    /// What is run, in order: hooks before, steps, hooks after.
    public let steps: [TestStep]
    /// Whether no other scenario may run at the same time.
    public let exclusive: Bool

    /// Where a scenario stands in its feature.
    public struct Origin: Sendable, Hashable {
        /// The feature's keyword, as it was written.
        public let featureKeyword: String
        /// The feature's name.
        public let feature: String
        /// The rule's name; `nil` outside rules.
        public let rule: String?
        /// The scenario's keyword, as it was written.
        public let keyword: String
        /// The line of the scenario or of its row of examples.
        public let line: Int
        /// The lines that select this scenario in `PATH:LINE`: those of its feature, its rule, its tags, keyword and steps
        /// and, in an outline, its row and the head of its examples.
        public let selectingLines: Set<Int>
    }

    /// The steps that come from the feature file, without the hooks.
    public var pickleSteps: [TestStep] {
        steps.filter { $0.pickleStep != nil }
    }

    /// The steps of the scenario itself, without those of its backgrounds.
    public var ownSteps: [TestStep.PickledStep] {
        steps.compactMap(\.pickleStep).filter { !$0.isBackground }
    }

    /// Whether the first step of the scenario itself is undefined: nothing of it can run, whatever its backgrounds do.
    public var beginsUndefined: Bool {
        ownSteps.first?.resolution.isUndefined ?? false
    }
}
