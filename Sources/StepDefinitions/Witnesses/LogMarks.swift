/// A moment in the logs of the first region's cache and of the storage: what is after it is counted.
struct LogMarks: Sendable {
    /// Lines of the cache's log before the moment.
    let cache: Int
    /// Lines of the storage's log before the moment.
    let storage: Int

    /// Now.
    init(of infrastructure: ScenarioInfrastructure) throws {
        cache = try infrastructure.regions.first.map { try CacheLog(of: $0).entries.count } ?? 0
        storage = try StorageLog(of: infrastructure.storage).entries.count
    }
}
