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
