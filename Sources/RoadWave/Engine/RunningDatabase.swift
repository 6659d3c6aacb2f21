internal import Logging

/// The database of a started node, and the stores that write to it asynchronously.
struct RunningDatabase: Sendable {
    let catalogue: LiveCatalogue
    let audit: AuditTrail
    let audience: AudienceArchive
    let revocations: Revocations
    var replayJobs: any ReplayJobs { database.replayJobs }
    var retention: any RetentionStore { database.retention }
    var auditStore: any AuditStore { database.auditStore }
    var usage: any UsageStore { database.usage }
    private let database: any NodeDatabase

    /// Opens the database of a configuration, and migrates its tables.
    ///
    /// The node starts even if PostgreSQL is not reachable yet; writes wait for it.
    /// - Throws: code `configuration` when PostgreSQL refuses the node, since a retry would not help; code `storage`
    ///   when the embedded database cannot be used.
    static func open(
        _ configuration: NodeConfiguration, clock: NodeClock, metrics: CatalogueMetrics, logger: Logger
    ) async throws(RoadWaveError) -> RunningDatabase {
        let database = try NodeDatabases.open(configuration, date: { clock.date }, logger: logger)
        do throws(DatabaseFailure) {
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
            audience: AudienceArchive(records: database.audienceRecords, metrics: metrics.outbox, logger: logger),
            revocations: Revocations(store: database.revocationStore, logger: logger), database: database)
        await running.revocations.refresh()
        running.catalogue.start()
        running.audit.start()
        running.audience.start()
        return running
    }

    /// Whether the database answers. Lives begin and continue without it. The node stays ready, since creators and
    /// listeners would find the same problem on every other node.
    var check: HealthCheck {
        HealthCheck(name: "database", isVital: false) {
            do throws(DatabaseFailure) {
                try await database.check()
                return nil
            } catch {
                return "the database does not work: \(error)"
            }
        }
    }

    /// Writes the waiting records within a time limit, and closes the database.
    func stop() async {
        async let listed: Void = catalogue.stop()
        async let counted: Void = audience.stop()
        await audit.stop()
        await listed
        await counted
        await database.close()
    }
}
