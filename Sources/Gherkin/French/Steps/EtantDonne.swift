extension SnippetKeywords {
    /// ``EtantDonne``, ``Quand`` and ``Alors``.
    public static let french = SnippetKeywords(context: "EtantDonne", action: "Quand", outcome: "Alors")
}

/// ``Given`` in French: a step that puts the world in a state.
///
/// ```swift
/// EtantDonne("un live a {int} auditeurs simultanés") { (world, count: Int) in
///     try await world.audience.join(count)
/// }
/// ```
///
/// A state that must be seen before anything starts is checked like an outcome: `{ world, check in … }`.
public struct EtantDonne<World: Sendable>: StepLibraryContent {
    /// The definition.
    public let elements: [LibraryElement<World>]

    /// A step that puts the world in a state; the parameters are those of ``Given``, with `preuve` for `proof`.
    public init<each Argument: StepArgument>(
        _ pattern: String, preuve: String? = nil, timeout: Duration? = nil, exclusive: Bool = false,
        sabotages: [Sabotage<World>] = [], fileID: String = #fileID, line: Int = #line,
        _ body: @escaping @Sendable (World, repeat each Argument) async throws -> Void
    ) {
        elements =
            Given(
                pattern, proof: preuve, timeout: timeout, exclusive: exclusive, sabotages: sabotages, fileID: fileID,
                line: line, body
            ).elements
    }

    /// A step that puts the world in a state and checks that it is so; the parameters are those of ``Given``, with
    /// `preuve` for `proof`.
    public init<each Argument: StepArgument>(
        _ pattern: String, preuve: String? = nil, timeout: Duration? = nil, exclusive: Bool = false,
        sabotages: [Sabotage<World>] = [], fileID: String = #fileID, line: Int = #line,
        _ body: @escaping @Sendable (World, Check, repeat each Argument) async throws -> Void
    ) {
        elements =
            Given(
                pattern, proof: preuve, timeout: timeout, exclusive: exclusive, sabotages: sabotages, fileID: fileID,
                line: line, body
            ).elements
    }
}
