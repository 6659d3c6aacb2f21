internal import Logging

/// The database of a node: PostgreSQL if it is configured, otherwise a file in the data directory.
enum NodeDatabases {
    /// The embedded database in a data directory.
    private static let fileName = "roadwave.sqlite"

    /// Refuses a data directory without the embedded database, which would be created there.
    static func requireExisting(_ configuration: NodeConfiguration) throws(RoadWaveError) {
        try DataDirectory.requireExisting(configuration.dataDirectory, with: fileName)
    }

    /// Opens the database. No request is sent to PostgreSQL yet.
    /// - Parameter date: the date recorded for migrations.
    static func open(
        _ configuration: NodeConfiguration, date: @escaping @Sendable () -> WallDate,
        timeouts: PostgresTimeouts = PostgresTimeouts(), logger: Logger
    ) throws(RoadWaveError) -> any NodeDatabase {
        if let address = configuration.postgres {
            // Real time, even in a node with a manual clock, since the server uses real time.
            let clock = NodeClock(ContinuousClock())
            return PostgresDatabase(
                client: PostgresClient(address: address, timeouts: timeouts) { clock.now }, date: date, logger: logger)
        }
        do throws(DatabaseFailure) {
            return try SQLiteDatabase(path: "\(configuration.dataDirectory)/\(fileName)")
        } catch {
            throw failure(configuration, error)
        }
    }

    /// Why a node cannot use its database.
    /// - Parameter key: the setting of the database, if it is not that of nodes.
    static func failure(
        _ configuration: NodeConfiguration, _ error: DatabaseFailure, of key: NodeConfiguration.Key? = nil
    ) -> RoadWaveError {
        guard configuration.postgres != nil else {
            return RoadWaveError(
                .storage, "cannot keep the catalogue in the directory \(configuration.dataDirectory)", cause: error)
        }
        return RoadWaveError(
            .configuration, "\((key ?? .postgresURL).rawValue) cannot be used", cause: error)
    }
}
