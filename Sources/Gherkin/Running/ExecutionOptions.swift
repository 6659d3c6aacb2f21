/// How a plan is executed.
public struct ExecutionOptions: Sendable {
    /// How many scenarios may run at the same time, at least 1.
    public var parallel = 1
    /// How often a failed scenario is tried again.
    public var retries = 0
    /// Whether no further scenario is started after a failed one.
    public var failFast = false
    /// Whether nothing is run: definitions are looked for, and that is all.
    public var dryRun = false
    /// Whether undefined and pending scenarios count as failures.
    public var strict = true
    /// How long a step or a hook may take that has no limit of its own.
    public var stepTimeout: Duration = .seconds(30)
    /// How long a cancelled step may take to end before it is left behind.
    public var cancellationGrace: Duration = .seconds(5)

    /// The options of a run without options on the command line.
    public init() {}

    /// Whether a scenario is still to be written, and the run accepts that: nothing of it is run.
    ///
    /// A strict run does as Cucumber does: hooks and backgrounds run, though all that follows is undefined.
    public func leavesUnwritten(_ testCase: TestCase) -> Bool {
        !strict && testCase.beginsUndefined
    }
}
