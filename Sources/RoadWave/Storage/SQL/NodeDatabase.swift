/// The database of a node: a file of its own, or a server that nodes share.
protocol NodeDatabase: Sendable {
    /// The address, without a password.
    var place: String { get }
    /// The table `lives`.
    var catalogue: any Catalogue { get }
    /// The table `audit_events`.
    var auditStore: any AuditStore { get }
    /// The table `revocations`.
    var revocationStore: any RevocationStore { get }
    /// The tables `live_counters` and `live_voters`.
    var audienceRecords: any AudienceRecords { get }
    /// The tables `replay_jobs` and `contents`.
    var replayJobs: any ReplayJobs { get }
    /// The same tables, as sweeps read them.
    var retention: any RetentionStore { get }
    /// The tables `media_logs` and `media_usage`.
    var usage: any UsageStore { get }

    /// All tables, for the exports and the erasures of users.
    var personalRecords: any PersonalRecords { get }

    /// Brings the tables up to date.
    func migrate() async throws(DatabaseFailure) -> MigrationReport

    /// Gives the role of the nodes its rights: it can read the audit trail and add to it, and change the other tables.
    func grant(toRuntime role: String) async throws(DatabaseFailure)

    /// Removes the remains of deleted rows from the files of an embedded database. It fails while another process uses
    /// them.
    func scrub() async throws(DatabaseFailure)

    /// Checks that the database answers.
    func check() async throws(DatabaseFailure)

    /// Closes the database, once no more calls are made.
    func close() async
}
