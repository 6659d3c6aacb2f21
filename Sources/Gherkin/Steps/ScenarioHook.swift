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
