/// What a cache spares the storage: the requests for one live at each of them, in their own logs.
struct OriginLoad: Sendable {
    /// Requests that NGINX answered.
    let atCache: Int
    /// Requests that the storage answered.
    let atStorage: Int

    /// Counts from a moment on.
    ///
    /// - Parameter folder: what the paths of the live's media begin with.
    init(of infrastructure: ScenarioInfrastructure, since marks: LogMarks, below folder: String) throws {
        let cached = try infrastructure.regions.first.map { try CacheLog(of: $0) } ?? CacheLog("")
        atCache = cached.after(marks.cache).requests(below: folder).count
        atStorage = try StorageLog(of: infrastructure.storage).after(marks.storage)
            .reads(below: infrastructure.storedPath(folder)).count
    }

    /// How much less the storage has to do, in percent; nothing without a request.
    var reduction: Double { atCache > 0 ? 100 * (1 - Double(atStorage) / Double(atCache)) : 0 }
}
