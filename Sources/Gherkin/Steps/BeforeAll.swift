/// A hook before the first scenario of the run; when it fails, no scenario is run.
public struct BeforeAll<World: Sendable>: StepLibraryContent {
    /// The hook.
    public let elements: [LibraryElement<World>]

    /// A hook before the first scenario of the run.
    ///
    /// - Parameters:
    ///   - name: A name for reports.
    ///   - timeout: How long it may take; `nil` for the limit of the run.
    ///   - fileID: Where it is defined.
    ///   - line: Where it is defined.
    ///   - body: What it does; what it is given takes attachments.
    public init(
        _ name: String? = nil, timeout: Duration? = nil, fileID: String = #fileID, line: Int = #line,
        _ body: @escaping @Sendable (ReportContext) async throws -> Void
    ) {
        elements = [
            .runHook(
                RunHook(
                    moment: .beforeRun, name: name, timeout: timeout,
                    sourceReference: SourceReference(uri: fileID, location: Location(line: line)), body: body))
        ]
    }
}

/// A hook after the last scenario of the run, whatever became of them; of several the last one runs first.
public struct AfterAll<World: Sendable>: StepLibraryContent {
    /// The hook.
    public let elements: [LibraryElement<World>]

    /// A hook after the last scenario of the run.
    ///
    /// - Parameters:
    ///   - name: A name for reports.
    ///   - timeout: How long it may take; `nil` for the limit of the run.
    ///   - fileID: Where it is defined.
    ///   - line: Where it is defined.
    ///   - body: What it does; what it is given takes attachments.
    public init(
        _ name: String? = nil, timeout: Duration? = nil, fileID: String = #fileID, line: Int = #line,
        _ body: @escaping @Sendable (ReportContext) async throws -> Void
    ) {
        elements = [
            .runHook(
                RunHook(
                    moment: .afterRun, name: name, timeout: timeout,
                    sourceReference: SourceReference(uri: fileID, location: Location(line: line)), body: body))
        ]
    }
}
