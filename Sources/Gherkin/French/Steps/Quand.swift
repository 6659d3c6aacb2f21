/// ``When`` in French: a step that does what the scenario is about.
///
/// ```swift
/// Quand("le live dure {int} heure(s)") { (world, hours: Int) in
///     try await world.clock.advance(by: .seconds(hours * 3600))
/// }
/// ```
///
/// The values of its text are stimuli: the mutation lists them and leaves them alone.
public struct Quand<World: Sendable>: StepLibraryContent {
    /// The definition.
    public let elements: [LibraryElement<World>]

    /// A step that does what the scenario is about; the parameters are those of ``When``, with `preuve` for `proof`.
    public init<each Argument: StepArgument>(
        _ pattern: String, preuve: String? = nil, timeout: Duration? = nil, exclusive: Bool = false,
        sabotages: [Sabotage<World>] = [], fileID: String = #fileID, line: Int = #line,
        _ body: @escaping @Sendable (World, repeat each Argument) async throws -> Void
    ) {
        elements =
            When(
                pattern, proof: preuve, timeout: timeout, exclusive: exclusive, sabotages: sabotages, fileID: fileID,
                line: line, body
            ).elements
    }

    /// A step that does what the scenario is about and checks that it could; the parameters are those of ``When``, with
    /// `preuve` for `proof`.
    public init<each Argument: StepArgument>(
        _ pattern: String, preuve: String? = nil, timeout: Duration? = nil, exclusive: Bool = false,
        sabotages: [Sabotage<World>] = [], fileID: String = #fileID, line: Int = #line,
        _ body: @escaping @Sendable (World, Check, repeat each Argument) async throws -> Void
    ) {
        elements =
            When(
                pattern, proof: preuve, timeout: timeout, exclusive: exclusive, sabotages: sabotages, fileID: fileID,
                line: line, body
            ).elements
    }
}
