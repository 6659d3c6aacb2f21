/// What a world is told of the scenario that it is made for.
public struct ScenarioContext: Sendable {
    /// The scenario's name, parameters filled in.
    public let name: String
    /// The feature file, as it was given on the command line.
    public let uri: String
    /// The line of the scenario or of its row of examples.
    public let line: Int
    /// The names of the tags, `@` included.
    public let tags: [String]
    /// 0 at the first attempt, then one more at each retry.
    public let attempt: Int
    /// Where to leave attachments for the report.
    public let report: ReportContext
}

/// How a scenario went, as the hooks after it are told.
public struct ScenarioOutcome: Sendable, Hashable {
    /// The worst status of the steps and hooks so far.
    public let status: StepStatus
    /// The failure of the first step that failed; `nil` when none did.
    public let failure: StepFailure?

    /// Whether nothing stands in the way of a green scenario.
    public var succeeded: Bool { status == .passed || status == .skipped }
}
