/// The reports that a run can write.
public enum ReportFormat: String, Sendable, Hashable, CaseIterable {
    /// For people: each step with what it measured.
    case pretty
    /// For people in a hurry: a character for each step.
    case progress
    /// For tools: Cucumber messages, a JSON object a line.
    case message
    /// For continuous integration: JUnit's XML.
    case junit

    /// A formatter of this format.
    ///
    /// - Parameters:
    ///   - language: The language in which it speaks to people.
    ///   - colours: Whether it may use the colours of a terminal.
    ///   - output: Where it writes.
    func formatter(language: ReportLanguage, colours: Bool, output: @escaping ReportOutput) -> any ReportFormatter {
        switch self {
        case .pretty: PrettyFormatter(language: language, style: TerminalStyle(colours: colours), output: output)
        case .progress: ProgressFormatter(language: language, style: TerminalStyle(colours: colours), output: output)
        case .message: MessageFormatter(output: output)
        case .junit: JUnitFormatter(output: output)
        }
    }
}

/// Turns the events of a run into a report.
public protocol ReportFormatter: Sendable {
    /// Takes the next event, and writes what it has to say.
    mutating func receive(_ event: RunEvent)
}

/// Where a report is written: called with each new piece of text.
public typealias ReportOutput = @Sendable (String) -> Void
