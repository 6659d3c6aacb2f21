internal import Logging

/// The database of a started node, and what is written to it behind the lives.
struct RunningDatabase: Sendable {
    let catalogue: LiveCatalogue
    let audit: AuditTrail
    let revocations: Revocations
    private let database: any NodeDatabase

    /// Opens the database that a configuration asks for, and brings its tables up to date.
    ///
    /// A PostgreSQL that is not there yet does not keep the node from starting: what is to be written waits for it.
    /// - Throws: code `configuration` when PostgreSQL refuses the node, which no waiting would change; code `storage` when
    ///   the embedded database cannot be used.
    static func open(
        _ configuration: NodeConfiguration, clock: NodeClock, metrics: CatalogueMetrics, logger: Logger
    ) async throws(RoadWaveError) -> RunningDatabase {
        let database = try NodeDatabases.open(configuration, date: { clock.date }, logger: logger)
        do throws(SQLError) {
            _ = try await database.migrate()
        } catch {
            guard configuration.postgres != nil, error.mayPass else {
                await database.close()
                throw NodeDatabases.failure(configuration, error)
            }
            logger.error("PostgreSQL is not there yet: lives are not listed", metadata: ["error": "\(error)"])
        }
        let running = RunningDatabase(
            catalogue: LiveCatalogue(store: database.catalogue, metrics: metrics, logger: logger),
            audit: AuditTrail(
                store: database.auditStore, backlog: AuditBacklog(dataDirectory: configuration.dataDirectory),
                metrics: metrics.outbox, logger: logger),
            revocations: Revocations(store: database.revocationStore, logger: logger), database: database)
        await running.revocations.refresh()
        running.catalogue.start()
        running.audit.start()
        return running
    }

    /// Whether the database answers. Lives begin and go on without it: a node that waits for it is no reason to send
    /// creators and listeners elsewhere, where they would find the same.
    var check: HealthCheck {
        HealthCheck(name: "database", isVital: false) {
            do throws(SQLError) {
                try await database.check()
                return nil
            } catch {
                return "the database does not work: \(error)"
            }
        }
    }

    /// Writes what waits, within a bound, and lets go of the database.
    func stop() async {
        async let listed: Void = catalogue.stop()
        await audit.stop()
        await listed
        await database.close()
    }
}
