/// A message of a run: the envelope of the Cucumber messages (version 34), an object with one field named after it.
enum RunMessage: JSONWritable {
    case meta(RunMeta)
    case gherkin(GherkinEvent)
    case parameterType(DeclaredParameterType)
    case declaration(LibraryDeclaration)
    case testRunStarted(id: String, Timestamp)
    case testRunHookStarted(RunHookExecution, Timestamp)
    case testRunHookFinished(RunHookExecution, StepResult, Timestamp)
    case testCase(TestCase, runID: String)
    case testCaseStarted(ScenarioAttempt, Timestamp)
    case testStepStarted(ScenarioAttempt, TestStep, Timestamp)
    case suggestion(Suggestion, pickleStepID: String)
    case attachment(Attachment, AttachmentOwner, Timestamp)
    case testStepFinished(ScenarioAttempt, TestStep, StepResult, Timestamp)
    case testCaseFinished(ScenarioAttempt, willBeRetried: Bool, Timestamp)
    case testRunFinished(RunSummary, Timestamp)

    /// What an attachment belongs to.
    enum AttachmentOwner {
        case step(ScenarioAttempt, TestStep)
        case runHook(RunHookExecution)
    }

    func write(to writer: inout JSONWriter) {
        if case .gherkin(let event) = self {
            return event.write(to: &writer)
        }
        writer.object { envelope in
            envelope.key(name)
            envelope.object(writeFields)
        }
    }

    /// The field of the envelope.
    private var name: StaticString {
        switch self {
        case .meta: "meta"
        case .gherkin: ""
        case .parameterType: "parameterType"
        case .declaration(.definition): "stepDefinition"
        case .declaration(.hook): "hook"
        case .testRunStarted: "testRunStarted"
        case .testRunHookStarted: "testRunHookStarted"
        case .testRunHookFinished: "testRunHookFinished"
        case .testCase: "testCase"
        case .testCaseStarted: "testCaseStarted"
        case .testStepStarted: "testStepStarted"
        case .suggestion: "suggestion"
        case .attachment: "attachment"
        case .testStepFinished: "testStepFinished"
        case .testCaseFinished: "testCaseFinished"
        case .testRunFinished: "testRunFinished"
        }
    }

    private func writeFields(_ writer: inout JSONWriter) {
        switch self {
        case .meta(let meta): meta.writeFields(&writer)
        case .gherkin: break
        case .parameterType(let type): type.writeFields(&writer)
        case .declaration(.definition(let definition)): definition.writeFields(&writer)
        case .declaration(.hook(let hook, let tags)): hook.writeFields(&writer, tags: tags)
        case .testRunStarted(let id, let time):
            writer.field("id", id)
            writer.field("timestamp", time)
        case .testRunHookStarted(let execution, let time):
            writer.field("id", execution.id)
            writer.field("testRunStartedId", execution.runID)
            writer.field("hookId", execution.hook.id)
            writer.field("timestamp", time)
        case .testRunHookFinished(let execution, let result, let time):
            writer.field("testRunHookStartedId", execution.id)
            writer.field("result", result)
            writer.field("timestamp", time)
        case .testCase(let testCase, let runID):
            writer.field("id", testCase.id)
            writer.field("pickleId", testCase.pickle.id)
            writer.field("testSteps", testCase.steps)
            writer.field("testRunStartedId", runID)
        case .testRunFinished(let summary, let time):
            writer.field("success", summary.succeeded)
            writer.field("timestamp", time)
            writer.field("testRunStartedId", summary.id)
        case .suggestion(let suggestion, let pickleStepID):
            writer.field("id", suggestion.id)
            writer.field("pickleStepId", pickleStepID)
            writer.field("snippets", suggestion.snippets.map(MessageSnippet.init))
        case .testCaseStarted, .testStepStarted, .attachment, .testStepFinished, .testCaseFinished:
            writeScenarioFields(&writer)
        }
    }

    private func writeScenarioFields(_ writer: inout JSONWriter) {
        switch self {
        case .testCaseStarted(let attempt, let time):
            writer.field("attempt", attempt.number)
            writer.field("id", attempt.id)
            writer.field("testCaseId", attempt.testCase.id)
            writer.optional("workerId", attempt.worker.map(String.init))
            writer.field("timestamp", time)
        case .testStepStarted(let attempt, let step, let time):
            writer.field("testCaseStartedId", attempt.id)
            writer.field("testStepId", step.id)
            writer.field("timestamp", time)
        case .testStepFinished(let attempt, let step, let result, let time):
            writer.field("testCaseStartedId", attempt.id)
            writer.field("testStepId", step.id)
            writer.field("testStepResult", result)
            writer.field("timestamp", time)
        case .testCaseFinished(let attempt, let willBeRetried, let time):
            writer.field("testCaseStartedId", attempt.id)
            writer.field("timestamp", time)
            writer.field("willBeRetried", willBeRetried)
        case .attachment(let attachment, let owner, let time):
            attachment.writeFields(&writer)
            switch owner {
            case .step(let attempt, let step):
                writer.field("testCaseStartedId", attempt.id)
                writer.field("testStepId", step.id)
            case .runHook(let execution):
                writer.field("testRunHookStartedId", execution.id)
            }
            writer.field("timestamp", time)
        default:
            break
        }
    }
}

/// A snippet as the messages write it.
private struct MessageSnippet: JSONWritable {
    let code: String

    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("language", "swift")
            $0.field("code", code)
        }
    }
}
