/// A step that asserts what can be seen from outside.
///
/// ```swift
/// Alors(
///     "les segments ont une durée de {int} secondes chacun",
///     preuve: "ffprobe lit la durée de chaque segment obtenu par HTTP",
///     sabotages: [.init("segments de 3 s") { world in await world.configure("ROADWAVE_SEGMENT_SECONDS", "3") }]
/// ) { (world, check, expected: Int) in
///     for seconds in try await world.listener.segmentDurations() {
///         try check("durée du segment", seconds, .approximately(expected, tolerance: 0.022), unit: "s")
///     }
/// }
/// ```
public struct Alors<World: Sendable>: StepLibraryContent {
    /// The definition.
    public let elements: [LibraryElement<World>]

    /// A step that asserts what can be seen from outside.
    ///
    /// - Parameters:
    ///   - pattern: The cucumber expression that the text must match, without the keyword.
    ///   - preuve: What is asked, of which witness.
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
        _ pattern: String, preuve: String? = nil, timeout: Duration? = nil, exclusive: Bool = false,
        stimuli: [Stimulus] = [], mutation: MutantEvaluation = .inPlace, sabotages: [Sabotage<World>] = [],
        fileID: String = #fileID, line: Int = #line,
        _ body: @escaping @Sendable (World, Check, repeat each Argument) async throws -> Void
    ) {
        let definition = StepDefinition<World>(
            kind: .outcome, pattern: pattern,
            options: StepOptions(
                proof: preuve, timeout: timeout, exclusive: exclusive, stimuli: stimuli, mutation: mutation,
                sabotages: sabotages),
            sourceReference: SourceReference(uri: fileID, location: Location(line: line)),
            call: body)
        elements = [.definition(definition)]
    }
}
