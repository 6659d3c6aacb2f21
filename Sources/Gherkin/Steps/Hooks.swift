/// What is run before or after the steps of each scenario, in its world.
public struct ScenarioHook<World: Sendable>: Sendable {
    /// When it runs.
    public let moment: HookMoment
    /// The name, for reports; `nil` when it has none.
    public let name: String?
    /// Which scenarios it is for, a tag expression; `nil` for all of them.
    public let tags: String?
    /// How long it may take; `nil` for the limit of the run.
    public let timeout: Duration?
    /// Where it is defined.
    public let sourceReference: SourceReference
    let body: @Sendable (World, ScenarioOutcome) async throws -> Void
}

/// What is run once, before the first scenario or after the last one.
public struct RunHook: Sendable {
    /// When it runs.
    public let moment: HookMoment
    /// The name, for reports; `nil` when it has none.
    public let name: String?
    /// How long it may take; `nil` for the limit of the run.
    public let timeout: Duration?
    /// Where it is defined.
    public let sourceReference: SourceReference
    let body: @Sendable (ReportContext) async throws -> Void
}

/// When a hook runs; the raw values are those of the Cucumber messages.
public enum HookMoment: String, Sendable, Hashable, CaseIterable {
    /// Before the first scenario of the run.
    case beforeRun = "BEFORE_TEST_RUN"
    /// After the last scenario of the run.
    case afterRun = "AFTER_TEST_RUN"
    /// Before the steps of each scenario.
    case beforeScenario = "BEFORE_TEST_CASE"
    /// After the steps of each scenario, whatever became of them.
    case afterScenario = "AFTER_TEST_CASE"
}
