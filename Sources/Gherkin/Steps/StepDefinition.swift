/// What a step of the text does: a pattern, and a typed closure that takes what the pattern finds.
///
/// It is written with ``EtantDonne``, ``Quand`` or ``Alors``.
public struct StepDefinition<World: Sendable>: Sendable {
    /// What the step is for.
    public let kind: StepKind
    /// The pattern as written: a cucumber expression, or a regular expression.
    public let pattern: String
    /// How long the step may take; `nil` for the limit of the run.
    public let timeout: Duration?
    /// Whether the scenarios with this step run alone.
    public let exclusive: Bool
    /// What the step asks, of which witness; `nil` when it does not tell.
    public let proof: String?
    /// The ways to make the world wrong under which the step must fail.
    public let sabotages: [Sabotage<World>]
    /// The values of the text that are given and not asserted.
    public let stimuli: [Stimulus]
    /// How the mutation of the text evaluates a mutant of this step.
    public let mutation: MutantEvaluation
    /// Where it is defined.
    public let sourceReference: SourceReference

    /// The types of the closure's arguments, the world and the check left out.
    let argumentTypes: [any StepArgument.Type]
    /// Reads the arguments; what it returns runs the closure with them.
    let bind: @Sendable (StepInput) throws -> StepBody<World>
}

/// A step's closure with its arguments.
typealias StepBody<World: Sendable> = @Sendable (World, Check) async throws -> Void

/// How the mutation of the text evaluates a mutant of an assertion.
public enum MutantEvaluation: Sendable, Hashable {
    /// In the same world, after the true step: the step only observes.
    case inPlace
    /// In a world of its own, after all steps before it: the step changes the world.
    case freshWorld
}

extension StepDefinition {
    /// What `EtantDonne`, `Quand` and `Alors` have in common: `call` is the closure.
    init<each Argument: StepArgument>(
        kind: StepKind, pattern: String, options: StepOptions<World>, sourceReference: SourceReference,
        call: @escaping @Sendable (World, Check, repeat each Argument) async throws -> Void
    ) {
        var types: [any StepArgument.Type] = []
        for type in repeat (each Argument).self { types.append(type) }
        self.init(
            kind: kind, pattern: pattern, timeout: options.timeout, exclusive: options.exclusive, proof: options.proof,
            sabotages: options.sabotages, stimuli: options.stimuli, mutation: options.mutation,
            sourceReference: sourceReference, argumentTypes: types,
            bind: { input in
                var reader = StepInputReader(input)
                let arguments = (repeat try reader.read((each Argument).self))
                return { world, check in try await call(world, check, repeat each arguments) }
            })
    }
}

/// What a definition declares besides its pattern and its closure.
struct StepOptions<World: Sendable>: Sendable {
    var proof: String?
    var timeout: Duration?
    var exclusive = false
    var stimuli: [Stimulus] = []
    var mutation = MutantEvaluation.inPlace
    var sabotages: [Sabotage<World>] = []
}
