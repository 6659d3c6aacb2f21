/// ``Then`` in French: a step that asserts what can be seen from outside.
///
/// ```swift
/// Alors(
///     "les segments ont une durée de {int} secondes chacun",
///     preuve: "ffprobe lit la durée de chaque segment obtenu par HTTP",
///     sabotages: [.init("segments de 3 s") { world in await world.configure("SEGMENT_SECONDS", "3") }]
/// ) { (world, check, expected: Int) in
///     for seconds in try await world.listener.segmentDurations() {
///         try check("durée du segment", seconds, .approximately(expected, tolerance: 0.022), unit: "s")
///     }
/// }
/// ```
public struct Alors<World: Sendable>: StepLibraryContent {
    /// The definition.
    public let elements: [LibraryElement<World>]

    /// A step that asserts what can be seen from outside; the parameters are those of ``Then``, with `preuve` for
    /// `proof`.
    public init<each Argument: StepArgument>(
        _ pattern: String, preuve: String? = nil, timeout: Duration? = nil, exclusive: Bool = false,
        stimuli: [Stimulus] = [], mutation: MutantEvaluation = .inPlace, sabotages: [Sabotage<World>] = [],
        fileID: String = #fileID, line: Int = #line,
        _ body: @escaping @Sendable (World, Check, repeat each Argument) async throws -> Void
    ) {
        elements =
            Then(
                pattern, proof: preuve, timeout: timeout, exclusive: exclusive, stimuli: stimuli, mutation: mutation,
                sabotages: sabotages, fileID: fileID, line: line, body
            ).elements
    }
}
