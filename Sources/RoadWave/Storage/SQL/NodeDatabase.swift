/// The database of a node: a file of its own, or one that nodes share.
protocol NodeDatabase: Sendable {
    /// Where it is, without a password.
    var place: String { get }
    /// The table `lives`.
    var catalogue: any Catalogue { get }
    /// The table `audit_events`.
    var auditStore: any AuditStore { get }
    /// The table `revocations`.
    var revocationStore: any RevocationStore { get }

    /// Brings the tables up to date.
    func migrate() async throws(SQLError) -> MigrationReport

    /// Asks for an answer, whatever it is.
    func check() async throws(SQLError)

    /// Lets go of it, once no more calls are made.
    func close() async
}
