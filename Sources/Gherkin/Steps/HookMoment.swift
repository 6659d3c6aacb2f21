/// When a hook runs; the raw values are those of the Cucumber messages.
public enum HookMoment: String, Sendable, Hashable, CaseIterable {
    /// Before the first scenario of the run.
    case beforeRun = "BEFORE_TEST_RUN"
    /// After the last scenario of the run.
    case afterRun = "AFTER_TEST_RUN"
    /// Before the steps of each scenario.
    case beforeScenario = "BEFORE_TEST_CASE"
    /// After the steps of each scenario, whatever became of them.
    case afterScenario = "AFTER_TEST_CASE"
}
