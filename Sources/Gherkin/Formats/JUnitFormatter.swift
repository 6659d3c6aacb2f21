/// JUnit's XML, for continuous integration: a suite for each feature, a case for each scenario.
///
/// Written when the run has ended: the counts stand in the head of the document.
struct JUnitFormatter: ReportFormatter {
    private let output: ReportOutput
    private var suites: [Suite] = []
    private var running: [String: Case] = [:]
    private var strict = true

    private struct Suite {
        let name: String
        let uri: String
        var cases: [Case] = []
    }

    private struct Case {
        let name: String
        let className: String
        var duration = Duration.zero
        var status = StepStatus.passed
        var message = ""
        var steps: [String] = []
    }

    init(output: @escaping ReportOutput) {
        self.output = output
    }

    mutating func receive(_ event: RunEvent) {
        switch event {
        case .scenarioStarted(let attempt, _):
            let origin = attempt.testCase.origin
            running[attempt.id] = Case(name: attempt.testCase.pickle.name, className: origin.feature)
        case .stepFinished(let attempt, let step, let result, _):
            note(step, result, attempt)
        case .scenarioFinished(let attempt, let outcome, let willBeRetried, _):
            guard var ended = running.removeValue(forKey: attempt.id), !willBeRetried else { break }
            ended.status = outcome.status
            add(ended, attempt.testCase)
        case .runFinished(let summary, _):
            strict = summary.strict
            output(document)
        default:
            break
        }
    }

    private mutating func note(_ step: TestStep, _ result: StepResult, _ attempt: ScenarioAttempt) {
        let details = StepDetails(language: .english).lines(result, of: step, uri: attempt.testCase.pickle.uri)
        running[attempt.id]?.duration += result.duration
        if let step = step.pickleStep {
            running[attempt.id]?.steps.append("\(step.keyword)\(step.pickle.text) … \(result.status.rawValue)")
        }
        if result.status > .skipped || step.pickleStep != nil {
            running[attempt.id]?.steps += details.map { "    \($0)" }
        }
        if result.status > .skipped, running[attempt.id]?.message.isEmpty == true {
            running[attempt.id]?.message =
                result.failure?.description(in: .english) ?? step.pickleStep?.pickle.text ?? ""
        }
    }

    private mutating func add(_ ended: Case, _ testCase: TestCase) {
        if let index = suites.firstIndex(where: { $0.uri == testCase.pickle.uri }) {
            suites[index].cases.append(ended)
        } else {
            suites.append(Suite(name: testCase.origin.feature, uri: testCase.pickle.uri, cases: [ended]))
        }
    }

    // MARK: XML

    private var document: String {
        let suites = suites.map(element).joined()
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n\(suites)</testsuites>\n"
    }

    private func element(_ suite: Suite) -> String {
        let failures = suite.cases.filter { $0.status.isFailure(strict: strict) }.count
        let skipped = suite.cases.filter(isSkipped).count
        let time = seconds(suite.cases.reduce(.zero) { $0 + $1.duration })
        let head = """
            name="\(escaped(suite.name))" tests="\(suite.cases.count)" failures="\(failures)" errors="0" \
            skipped="\(skipped)" time="\(time)" file="\(escaped(suite.uri))"
            """
        return "  <testsuite \(head)>\n\(suite.cases.map(element).joined())  </testsuite>\n"
    }

    private func element(_ ended: Case) -> String {
        let head = """
            name="\(escaped(ended.name))" classname="\(escaped(ended.className))" time="\(seconds(ended.duration))"
            """
        var body = ""
        if ended.status.isFailure(strict: strict) {
            body += """
                      <failure type="\(ended.status.rawValue)" message="\(escaped(ended.message))"/>

                """
        } else if isSkipped(ended) {
            body += "      <skipped message=\"\(escaped(ended.status.rawValue.lowercased()))\"/>\n"
        }
        body += "      <system-out>\(escaped(ended.steps.joined(separator: "\n")))</system-out>\n"
        return "    <testcase \(head)>\n\(body)    </testcase>\n"
    }

    private func isSkipped(_ ended: Case) -> Bool {
        ended.status != .passed && !ended.status.isFailure(strict: strict)
    }

    private func seconds(_ duration: Duration) -> String {
        NumberFormat(language: .english).string(duration / .seconds(1))
    }

    /// Escapes markup, and leaves out the characters that XML 1.0 cannot hold (section 2.2).
    private func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "\n", "\t", "\r": result.append(scalar)
            case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
