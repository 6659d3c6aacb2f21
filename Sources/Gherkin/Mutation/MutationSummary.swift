/// How a specification fared.
public struct MutationSummary: Sendable, Hashable {
    /// The mutants that died.
    public private(set) var killed = 0
    /// The mutants that live.
    public private(set) var survivors = 0
    /// The values that are given and not asserted.
    public private(set) var listed = 0
    /// The scenarios that were mutated.
    public private(set) var scenarios = 0
    /// The scenarios that do not pass as they are written.
    public private(set) var failingScenarios = 0
    /// The scenarios with steps that are not defined.
    public private(set) var undefinedScenarios = 0

    mutating func note(_ event: MutationEvent) {
        switch event {
        case .scenarioStarted: scenarios += 1
        case .scenarioFails: failingScenarios += 1
        case .scenarioNotDefined: undefinedScenarios += 1
        case .nothingToLeaveOut: break
        case .mutant(let mutant):
            switch mutant.verdict {
            case .killed: killed += 1
            case .survived: survivors += 1
            case .listed: listed += 1
            }
        }
    }

    /// Whether every mutant died and every scenario could be mutated that has its definitions.
    public var succeeded: Bool { survivors == 0 && failingScenarios == 0 }
}
