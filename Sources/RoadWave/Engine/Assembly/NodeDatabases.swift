internal import Logging

/// Which database a node uses: PostgreSQL where that is configured, else a file of its data directory.
enum NodeDatabases {
    /// Opens the database. PostgreSQL is not asked for anything yet.
    /// - Parameter date: what is noted as the date of migrations.
    static func open(
        _ configuration: NodeConfiguration, date: @escaping @Sendable () -> WallDate, logger: Logger
    ) throws(RoadWaveError) -> any NodeDatabase {
        if let address = configuration.postgres {
            // Real time even in a node whose clock is turned, since the server lives in it.
            let clock = NodeClock(ContinuousClock())
            return PostgresDatabase(
                client: PostgresClient(address: address) { clock.now }, date: date, logger: logger)
        }
        do throws(SQLError) {
            return try SQLiteDatabase(path: "\(configuration.dataDirectory)/roadwave.sqlite")
        } catch {
            throw failure(configuration, error)
        }
    }

    /// Why a node cannot use its database.
    static func failure(_ configuration: NodeConfiguration, _ error: SQLError) -> RoadWaveError {
        guard configuration.postgres != nil else {
            return RoadWaveError(
                .storage, "cannot keep the catalogue in the directory \(configuration.dataDirectory)", cause: error)
        }
        return RoadWaveError(
            .configuration, "\(NodeConfiguration.Key.postgresURL.rawValue) cannot be used", cause: error)
    }
}
