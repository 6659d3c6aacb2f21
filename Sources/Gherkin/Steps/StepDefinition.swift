/// What a step of the text does: a pattern, and a typed closure that takes what the pattern finds.
///
/// It is written with ``Given``, ``When`` or ``Then``, or in French with `EtantDonne`, `Quand` or `Alors`.
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
    /// What `Given`, `When` and `Then` have in common: `call` is the closure.
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

/// What a step definition is for.
///
/// Matching does not look at it (a definition binds to any keyword, as Gherkin has it); the mutation and the catalogue do.
public enum StepKind: String, Sendable, Hashable, CaseIterable {
    /// Puts the world in a state: `Given`.
    case context
    /// Does what the scenario is about: `When`.
    case action
    /// Asserts what can be seen from outside: `Then`.
    case outcome
}

/// A value in the text of an assertion that is not asserted but given: an example, an amount that the step itself sends.
///
/// The mutation of the text lists it instead of moving it.
public enum Stimulus: Sendable, Hashable {
    /// The parameter at this place among the closure's arguments, counted from 0.
    case parameter(Int)
    /// The cells of the column with this name: « valeur exemple ».
    case column(String)
    /// These words of the text, which are a name and not a value: « 4G ».
    case literal(String)
    /// The text block below the step.
    case docString
}
