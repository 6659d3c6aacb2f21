/// A step that puts the world in a state.
///
/// ```swift
/// Given("the shop has {int} loaves") { (world, count: Int) in
///     await world.shop.bake(count)
/// }
/// ```
///
/// A state that must be seen before anything starts is checked like an outcome: `{ world, check in … }`.
public struct Given<World: Sendable>: StepLibraryContent {
    /// The definition.
    public let elements: [LibraryElement<World>]

    /// A step that puts the world in a state.
    ///
    /// - Parameters:
    ///   - pattern: The cucumber expression that the text must match, without the keyword.
    ///   - proof: What is asked, of which witness.
    ///   - timeout: How long it may take; `nil` for the limit of the run.
    ///   - exclusive: Whether the scenarios with this step run alone.
    ///   - sabotages: The ways to make the world wrong under which the step must fail.
    ///   - fileID: Where it is defined.
    ///   - line: Where it is defined.
    ///   - body: What it does, with one argument for each parameter of the pattern and one for what stands below the
    ///     step.
    public init<each Argument: StepArgument>(
        _ pattern: String, proof: String? = nil, timeout: Duration? = nil, exclusive: Bool = false,
        sabotages: [Sabotage<World>] = [], fileID: String = #fileID, line: Int = #line,
        _ body: @escaping @Sendable (World, repeat each Argument) async throws -> Void
    ) {
        let definition = StepDefinition<World>(
            kind: .context, pattern: pattern,
            options: StepOptions(proof: proof, timeout: timeout, exclusive: exclusive, sabotages: sabotages),
            sourceReference: SourceReference(uri: fileID, location: Location(line: line)),
            call: { (world: World, _: Check, argument: repeat each Argument) in
                try await body(world, repeat each argument)
            })
        elements = [.definition(definition)]
    }

    /// A step that puts the world in a state and checks that it is so.
    ///
    /// - Parameters:
    ///   - pattern: The cucumber expression that the text must match, without the keyword.
    ///   - proof: What is asked, of which witness.
    ///   - timeout: How long it may take; `nil` for the limit of the run.
    ///   - exclusive: Whether the scenarios with this step run alone.
    ///   - sabotages: The ways to make the world wrong under which the step must fail.
    ///   - fileID: Where it is defined.
    ///   - line: Where it is defined.
    ///   - body: What it does, with the check to assert with, one argument for each parameter of the pattern and one
    ///     for what stands below the step.
    public init<each Argument: StepArgument>(
        _ pattern: String, proof: String? = nil, timeout: Duration? = nil, exclusive: Bool = false,
        sabotages: [Sabotage<World>] = [], fileID: String = #fileID, line: Int = #line,
        _ body: @escaping @Sendable (World, Check, repeat each Argument) async throws -> Void
    ) {
        let definition = StepDefinition<World>(
            kind: .context, pattern: pattern,
            options: StepOptions(proof: proof, timeout: timeout, exclusive: exclusive, sabotages: sabotages),
            sourceReference: SourceReference(uri: fileID, location: Location(line: line)),
            call: body)
        elements = [.definition(definition)]
    }
}
