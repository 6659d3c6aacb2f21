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
        /// The role of the nodes, which was given its rights; nil if the nodes own the tables.
        package var runtimeRole: String?
    }

    /// Opens the database of a configuration and migrates it, for a process that is not a node.
    static func open(
        _ configuration: NodeConfiguration, clock: NodeClock, timeouts: PostgresTimeouts = PostgresTimeouts(),
        logger: Logger
    ) async throws(RoadWaveError) -> any NodeDatabase {
        if configuration.postgres == nil { try DataDirectory.make(configuration.dataDirectory) }
        let database = try NodeDatabases.open(
            configuration, date: { clock.date }, timeouts: timeouts, logger: logger)
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
        let role = try await runtimeRole(configuration, logger: logger)
        var settings = configuration
        settings.postgres = configuration.postgresOwner ?? configuration.postgres
        let database = try NodeDatabases.open(settings, date: { .now }, logger: logger)
        do throws(DatabaseFailure) {
            let report = try await database.migrate()
            _ = try await database.auditStore.prepare(keptDays: configuration.auditKeptDays)
            if let role { try await database.grant(toRuntime: role) }
            await database.close()
            return Outcome(
                database: database.place, applied: report.applied, present: report.present, runtimeRole: role)
        } catch {
            await database.close()
            throw NodeDatabases.failure(
                settings, error, of: configuration.postgresOwner == nil ? nil : .postgresOwnerURL)
        }
    }

    /// The role with which nodes use the database; nil without an owner's URL.
    private static func runtimeRole(
        _ configuration: NodeConfiguration, logger: Logger
    ) async throws(RoadWaveError) -> String? {
        guard let owner = configuration.postgresOwner else { return nil }
        guard let runtime = configuration.postgres else {
            throw RoadWaveError(
                .configuration,
                "\(NodeConfiguration.Key.postgresOwnerURL.rawValue) needs \(NodeConfiguration.Key.postgresURL.rawValue) "
                    + "beside it: the nodes' own login")
        }
        let roles = try await role(of: runtime, .postgresURL)
        guard try await role(of: owner, .postgresOwnerURL) != roles else {
            throw RoadWaveError(
                .configuration,
                "\(NodeConfiguration.Key.postgresOwnerURL.rawValue) has the login of "
                    + "\(NodeConfiguration.Key.postgresURL.rawValue): nodes that own the audit trail can change it")
        }
        return roles
    }

    private static func role(
        of address: PostgresAddress, _ key: NodeConfiguration.Key
    ) async throws(RoadWaveError) -> String {
        let clock = NodeClock(ContinuousClock())
        let client = PostgresClient(address: address, connections: 1) { clock.now }
        do throws(DatabaseFailure) {
            let rows = try await client.query("SELECT current_user::text AS role")
            await client.close()
            return try rows.first?.text("role") ?? ""
        } catch {
            await client.close()
            throw RoadWaveError(.configuration, "\(key.rawValue) cannot be used", cause: error)
        }
    }
}
