/// A step that asserts what can be seen from outside.
///
/// ```swift
/// Then(
///     "{int} loaves are left",
///     proof: "the shop window, counted",
///     sabotages: [.init("a thief takes a loaf", at: .beforeStep) { world in await world.shop.lose(1) }]
/// ) { (world, check, expected: Int) in
///     try check("loaves in the window", await world.window.count, .equals(expected))
/// }
/// ```
public struct Then<World: Sendable>: StepLibraryContent {
    /// The definition.
    public let elements: [LibraryElement<World>]

    /// A step that asserts what can be seen from outside.
    ///
    /// - Parameters:
    ///   - pattern: The cucumber expression that the text must match, without the keyword.
    ///   - proof: What is asked, of which witness.
    ///   - timeout: How long it may take; `nil` for the limit of the run.
    ///   - exclusive: Whether the scenarios with this step run alone.
    ///   - stimuli: The values of the text that are given and not asserted.
    ///   - mutation: Whether mutants of the text are evaluated in the same world, or each in one of its own.
    ///   - sabotages: The ways to make the world wrong under which the step must fail; without one it proves nothing.
    ///   - fileID: Where it is defined.
    ///   - line: Where it is defined.
    ///   - body: What it asserts, with the check to assert with, one argument for each parameter of the pattern and one
    ///     for what stands below the step.
    public init<each Argument: StepArgument>(
        _ pattern: String, proof: String? = nil, timeout: Duration? = nil, exclusive: Bool = false,
        stimuli: [Stimulus] = [], mutation: MutantEvaluation = .inPlace, sabotages: [Sabotage<World>] = [],
        fileID: String = #fileID, line: Int = #line,
        _ body: @escaping @Sendable (World, Check, repeat each Argument) async throws -> Void
    ) {
        let definition = StepDefinition<World>(
            kind: .outcome, pattern: pattern,
            options: StepOptions(
                proof: proof, timeout: timeout, exclusive: exclusive, stimuli: stimuli, mutation: mutation,
                sabotages: sabotages),
            sourceReference: SourceReference(uri: fileID, location: Location(line: line)),
            call: body)
        elements = [.definition(definition)]
    }
}
