/// How one step or hook went, with all that it measured.
public struct StepResult: Sendable, Hashable {
    /// How it ended.
    public var status: StepStatus
    /// Whether its closure was run; a skipped step that was run asked to be skipped.
    public var wasRun = true
    /// How long it ran; zero when it did not.
    public var duration: Duration = .zero
    /// Why it failed; `nil` when it did not.
    public var failure: StepFailure?
    /// Why it is pending or skipped, in the words of the step; empty when it gave none.
    public var reason = ""
    /// The checks it made, in order.
    public var checks: [CheckRecord] = []
    /// The evidence it noted, in order.
    public var evidence: [String] = []
    /// What it attached, in order.
    public var attachments: [Attachment] = []
}

extension StepResult {
    /// A step that is passed over: something before it went wrong, or nothing is to be run.
    static let notRun = StepResult(status: .skipped, wasRun: false)
}
