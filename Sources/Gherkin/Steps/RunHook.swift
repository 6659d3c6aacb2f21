/// What is run once, before the first scenario or after the last one.
public struct RunHook: Sendable {
    /// When it runs.
    public let moment: HookMoment
    /// The name, for reports; `nil` when it has none.
    public let name: String?
    /// How long it may take; `nil` for the limit of the run.
    public let timeout: Duration?
    /// Where it is defined.
    public let sourceReference: SourceReference
    let body: @Sendable (ReportContext) async throws -> Void
}
