/// A hook before the steps of each scenario.
///
/// When it fails, the other hooks before the scenario and the steps are skipped; the hooks after it run all the same.
public struct Before<World: Sendable>: StepLibraryContent {
    /// The hook.
    public let elements: [LibraryElement<World>]

    /// A hook before the steps of each scenario.
    ///
    /// - Parameters:
    ///   - name: A name for reports.
    ///   - tags: Which scenarios it is for, a tag expression; `nil` for all of them.
    ///   - timeout: How long it may take; `nil` for the limit of the run.
    ///   - fileID: Where it is defined.
    ///   - line: Where it is defined.
    ///   - body: What it does.
    public init(
        _ name: String? = nil, tags: String? = nil, timeout: Duration? = nil, fileID: String = #fileID,
        line: Int = #line, _ body: @escaping @Sendable (World) async throws -> Void
    ) {
        elements = [
            .scenarioHook(
                ScenarioHook(
                    moment: .beforeScenario, name: name, tags: tags, timeout: timeout,
                    sourceReference: SourceReference(uri: fileID, location: Location(line: line)),
                    body: { world, _ in try await body(world) }))
        ]
    }
}

/// A hook after the steps of each scenario, whatever became of them; of several the last one runs first.
public struct After<World: Sendable>: StepLibraryContent {
    /// The hook.
    public let elements: [LibraryElement<World>]

    /// A hook after the steps of each scenario, which is told how they went.
    ///
    /// - Parameters:
    ///   - name: A name for reports.
    ///   - tags: Which scenarios it is for, a tag expression; `nil` for all of them.
    ///   - timeout: How long it may take; `nil` for the limit of the run.
    ///   - fileID: Where it is defined.
    ///   - line: Where it is defined.
    ///   - body: What it does.
    public init(
        _ name: String? = nil, tags: String? = nil, timeout: Duration? = nil, fileID: String = #fileID,
        line: Int = #line, _ body: @escaping @Sendable (World, ScenarioOutcome) async throws -> Void
    ) {
        elements = [
            .scenarioHook(
                ScenarioHook(
                    moment: .afterScenario, name: name, tags: tags, timeout: timeout,
                    sourceReference: SourceReference(uri: fileID, location: Location(line: line)), body: body))
        ]
    }
}
