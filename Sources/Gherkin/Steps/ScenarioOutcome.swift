/// How a scenario went, as the hooks after it are told.
public struct ScenarioOutcome: Sendable, Hashable {
    /// The worst status of the steps and hooks so far.
    public let status: StepStatus
    /// The failure of the first step that failed; `nil` when none did.
    public let failure: StepFailure?

    /// Whether nothing stands in the way of a green scenario.
    public var succeeded: Bool { status == .passed || status == .skipped }
}
