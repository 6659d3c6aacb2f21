package import Logging

/// Brings the tables of a node's database up to date, without a node: before an update, or with the rights that nodes are
/// not given.
package enum DatabaseMigration {
    /// What was done.
    package struct Outcome: Hashable, Sendable {
        /// Where the database is, without a password.
        package var database: String
        /// The migrations that were applied now, in order.
        package var applied: [String]
        /// How many were there before.
        package var present: Int
    }

    /// Migrates the database that a configuration asks for.
    /// - Throws: `RoadWaveError` with code `configuration` when PostgreSQL cannot be used, and `storage` when the data
    ///   directory cannot.
    package static func run(
        _ configuration: NodeConfiguration, logger: Logger
    ) async throws(RoadWaveError) -> Outcome {
        // The embedded database is made with its directory, which a node may hold at the same time.
        if configuration.postgres == nil { try DataDirectory.make(configuration.dataDirectory) }
        let database = try NodeDatabases.open(configuration, date: { .now }, logger: logger)
        do throws(SQLError) {
            let report = try await database.migrate()
            await database.close()
            return Outcome(database: database.place, applied: report.applied, present: report.present)
        } catch {
            await database.close()
            throw NodeDatabases.failure(configuration, error)
        }
    }
}
