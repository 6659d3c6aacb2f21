/// What a cache spares the storage: the requests for one live at each of them, in their own logs.
struct OriginLoad: Sendable {
    /// Requests that NGINX answered.
    let atCache: Int
    /// Segments that the storage gave.
    let segments: Int
    /// Playlists that the storage gave, the caches having none or another one.
    let newPlaylists: Int
    /// Playlists that the storage said are what the caches have already.
    let unchangedPlaylists: Int
    /// Requests that the storage answered, or that NGINX sent there: a storage that breaks down under them does not make
    /// them fewer.
    let atStorage: Int

    /// Counts from a moment on.
    ///
    /// - Parameter folder: what the paths of the live's media begin with.
    init(of infrastructure: ScenarioInfrastructure, since marks: LogMarks, below folder: String) throws {
        let cached = try infrastructure.regions.first.map { try CacheLog(of: $0) } ?? CacheLog("")
        let answered = cached.after(marks.cache).requests(below: folder)
        atCache = answered.count
        let reads = try StorageLog(of: infrastructure.storage).after(marks.storage)
            .reads(below: infrastructure.storedPath(folder))
        let playlists = reads.filter { $0.path.hasSuffix(".m3u8") }
        atStorage = max(reads.count, answered.count { !$0.storage.isEmpty })
        segments = reads.count { $0.path.hasSuffix(".ts") && $0.status == 200 }
        newPlaylists = playlists.count { $0.status == 200 }
        unchangedPlaylists = playlists.count { $0.status == 304 }
    }

    /// How much less the storage has to do, in percent; nothing without a request.
    var reduction: Double { atCache > 0 ? 100 * (1 - Double(atStorage) / Double(atCache)) : 0 }
}

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
