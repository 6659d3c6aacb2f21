/// The store of the audit trail: the table `audit_events`. Every implementation passes its contract suite.
protocol AuditStore: Sendable {
    /// Stores entries, all or none. An entry that is already stored stays as it is: a batch can be written again after
    /// a lost answer.
    func append(_ entries: [AuditEntry]) async throws(SQLError)

    /// The last events, of one live or of all lives, newest first.
    func events(of live: LiveID?, limit: Int) async throws(SQLError) -> [AuditEvent]
}
