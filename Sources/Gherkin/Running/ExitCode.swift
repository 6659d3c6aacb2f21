/// How the command ends, for scripts: `gherkin-run`'s contract.
public enum ExitCode: Int32, Sendable, Hashable {
    /// All passed.
    case success = 0
    /// A scenario failed, or is undefined, pending or ambiguous; a mutant survived.
    case failure = 1
    /// Nothing was run, or the command was given what it cannot use.
    case unusable = 2
    /// A feature file does not parse.
    case unparsable = 3
}
