/// A step that does what the scenario is about.
///
/// ```swift
/// When("a customer buys {int} loaves") { (world, count: Int) in
///     try await world.customer.buy(count)
/// }
/// ```
///
/// The values of its text are stimuli: the mutation lists them and leaves them alone.
public struct When<World: Sendable>: StepLibraryContent {
    /// The definition.
    public let elements: [LibraryElement<World>]

    /// A step that does what the scenario is about.
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
            kind: .action, pattern: pattern,
            options: StepOptions(proof: proof, timeout: timeout, exclusive: exclusive, sabotages: sabotages),
            sourceReference: SourceReference(uri: fileID, location: Location(line: line)),
            call: { (world: World, _: Check, argument: repeat each Argument) in
                try await body(world, repeat each argument)
            })
        elements = [.definition(definition)]
    }

    /// A step that does what the scenario is about and checks that it could.
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
            kind: .action, pattern: pattern,
            options: StepOptions(proof: proof, timeout: timeout, exclusive: exclusive, sabotages: sabotages),
            sourceReference: SourceReference(uri: fileID, location: Location(line: line)),
            call: body)
        elements = [.definition(definition)]
    }
}
