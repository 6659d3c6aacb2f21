/// The short report for people: a character for each step, then what went wrong.
struct ProgressFormatter: ReportFormatter {
    private let style: TerminalStyle
    private let output: ReportOutput
    private var closing: ClosingReport
    private var column = 0

    init(language: ReportLanguage, style: TerminalStyle, output: @escaping ReportOutput) {
        self.style = style
        self.output = output
        closing = ClosingReport(language: language, style: style)
    }

    mutating func receive(_ event: RunEvent) {
        closing.note(event)
        switch event {
        case .stepFinished(_, let step, let result, _):
            // Hooks are told only when something went wrong in them.
            guard step.pickleStep != nil || result.status > .skipped else { break }
            output(style.paint(result.status.letter, as: result.status))
            column += 1
            if column % 80 == 0 { output("\n") }
        case .runFinished(let summary, _):
            output("\n\n" + closing.text(summary))
        default:
            break
        }
    }
}
