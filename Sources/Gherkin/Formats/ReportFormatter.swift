/// Turns the events of a run into a report.
public protocol ReportFormatter: Sendable {
    /// Takes the next event, and writes what it has to say.
    mutating func receive(_ event: RunEvent)
}

/// Where a report is written: called with each new piece of text.
public typealias ReportOutput = @Sendable (String) -> Void
