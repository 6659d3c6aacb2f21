package import Logging

/// Migrates the tables of a node's database without starting a node: before an update, or with rights that nodes do not
/// have.
package enum DatabaseMigration {
    /// The result of a migration.
    package struct Outcome: Hashable, Sendable {
        /// The address of the database, without a password.
        package var database: String
        /// The migrations that were applied, in order.
        package var applied: [String]
        /// The number of migrations that had been applied before.
        package var present: Int
    }

    /// Opens the database of a configuration and migrates it, for a process that is not a node.
    static func open(
        _ configuration: NodeConfiguration, clock: NodeClock, logger: Logger
    ) async throws(RoadWaveError) -> any NodeDatabase {
        if configuration.postgres == nil { try DataDirectory.make(configuration.dataDirectory) }
        let database = try NodeDatabases.open(configuration, date: { clock.date }, logger: logger)
        do throws(DatabaseFailure) {
            _ = try await database.migrate()
            return database
        } catch {
            await database.close()
            throw NodeDatabases.failure(configuration, error)
        }
    }

    /// Migrates the database of a configuration.
    /// - Throws: `RoadWaveError` with code `configuration` when PostgreSQL cannot be used, and `storage` when the data
    ///   directory cannot.
    package static func run(
        _ configuration: NodeConfiguration, logger: Logger
    ) async throws(RoadWaveError) -> Outcome {
        // The embedded database is created with its directory. A node may have the directory locked at the same time.
        if configuration.postgres == nil { try DataDirectory.make(configuration.dataDirectory) }
        let database = try NodeDatabases.open(configuration, date: { .now }, logger: logger)
        do throws(DatabaseFailure) {
            let report = try await database.migrate()
            await database.close()
            return Outcome(database: database.place, applied: report.applied, present: report.present)
        } catch {
            await database.close()
            throw NodeDatabases.failure(configuration, error)
        }
    }
}
