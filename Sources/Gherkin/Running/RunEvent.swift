/// What happens in a run, in the order in which it happens; formatters turn it into reports.
///
/// Data flows one way: a plan, its execution, these events, the formatters. Nothing comes back from a formatter.
public enum RunEvent: Sendable {
    /// The run is about to start: this is what is planned, and how it is executed.
    case planned(Plan, ExecutionOptions)
    /// The run starts.
    case runStarted(id: String, at: Timestamp)
    /// A hook of the run starts.
    case runHookStarted(RunHookExecution, at: Timestamp)
    /// A hook of the run has ended.
    case runHookFinished(RunHookExecution, StepResult, at: Timestamp)
    /// The hooks before the run have passed: these scenarios follow.
    case scenariosAnnounced([TestCase])
    /// A scenario starts, or is tried again.
    case scenarioStarted(ScenarioAttempt, at: Timestamp)
    /// A step or a hook starts.
    case stepStarted(ScenarioAttempt, TestStep, at: Timestamp)
    /// A step or a hook has ended.
    case stepFinished(ScenarioAttempt, TestStep, StepResult, at: Timestamp)
    /// A scenario has ended.
    case scenarioFinished(ScenarioAttempt, ScenarioOutcome, willBeRetried: Bool, at: Timestamp)
    /// The run has ended.
    case runFinished(RunSummary, at: Timestamp)
}

/// One try at a scenario.
public struct ScenarioAttempt: Sendable {
    /// The id, from the counter of the run.
    public let id: String
    /// The scenario.
    public let testCase: TestCase
    /// 0 at the first try.
    public let number: Int
    /// Which of the places for parallel scenarios it runs in, from 0; `nil` when they run one after the other.
    public let worker: Int?
}

/// One execution of a hook of the run.
public struct RunHookExecution: Sendable, Hashable {
    /// The id, from the counter of the run.
    public let id: String
    /// The id of the run.
    public let runID: String
    /// The hook.
    public let hook: HookReference
}
