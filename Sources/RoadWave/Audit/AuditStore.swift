/// Where the audit trail is kept: the table `audit_events`. Its contract suite runs on every implementation.
protocol AuditStore: Sendable {
    /// Keeps entries, all or none. One that is there already stays as it is: a batch can be written again after a lost
    /// answer.
    func append(_ entries: [AuditEntry]) async throws(SQLError)

    /// The last events, of a live or of all, the newest first.
    func events(of live: LiveID?, limit: Int) async throws(SQLError) -> [AuditEvent]
}
