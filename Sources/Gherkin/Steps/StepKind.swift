/// What a step definition is for.
///
/// Matching does not look at it (a definition binds to any keyword, as Gherkin has it); the mutation and the catalogue do.
public enum StepKind: String, Sendable, Hashable, CaseIterable {
    /// Puts the world in a state: `Étant donné`.
    case context
    /// Does what the scenario is about: `Quand`.
    case action
    /// Asserts what can be seen from outside: `Alors`.
    case outcome
}
