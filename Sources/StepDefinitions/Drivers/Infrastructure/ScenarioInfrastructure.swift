internal import Foundation
internal import RoadWaveTestServices

/// What stands behind and before the node of a scenario: a bucket of the shared object storage, a database of the shared
/// server, and a cache in each of two regions.
struct ScenarioInfrastructure: Sendable {
    /// The storage that all scenarios of the run share.
    let storage: S3Server
    /// The bucket of this scenario.
    let bucket: String
    /// The URL of this scenario's PostgreSQL database.
    let database: String
    /// The caches; the first one is where the node sends listeners.
    let regions: [NGINXServer]

    /// How many regions there are.
    static let regionCount = 2

    /// Makes the bucket and the database, and starts the caches.
    /// - Parameter alterations: what a sabotage changes in the configuration of which cache.
    static func start(
        in folder: String, alterations: [Int: CacheAlteration] = [:]
    ) async throws -> ScenarioInfrastructure {
        let storage = try await S3Server.shared.server()
        let bucket = "scenario-\(UUID().uuidString.lowercased())"
        try await storage.makeBucket(bucket)
        let database = try await PostgresServer.shared.server().makeDatabase()
        var regions: [NGINXServer] = []
        do {
            for region in 0..<regionCount {
                let place = "\(folder)/region-\(region + 1)"
                try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
                regions.append(
                    try await NGINXServer.start(
                        in: place, storage: storage.endpoint, prefix: "\(storage.publicPrefix)/\(bucket)",
                        configuration: try alterations[region]?.write(in: place)))
            }
        } catch {
            for region in regions { await region.stop() }
            throw error
        }
        return ScenarioInfrastructure(storage: storage, bucket: bucket, database: database, regions: regions)
    }

    /// The settings with which a node uses the database, stores its media in the bucket, and sends listeners to the first cache.
    var settings: [String: String] {
        var settings = storage.settings(bucket: bucket)
        settings["ROADWAVE_POSTGRES_URL"] = database
        settings["ROADWAVE_MEDIA_BASE_URL"] = regions.first?.http
        return settings
    }

    /// Where anyone may read an object from the storage itself, as the caches do: `path` is `/lives/…`.
    func storedURL(_ path: String) -> String { storage.endpoint + storedPath(path) }

    /// The same without the storage's address, as its log says it.
    func storedPath(_ path: String) -> String { "\(storage.publicPrefix)/\(bucket)\(path)" }

    /// Stops the caches; the storage and the server of databases go on for the other scenarios.
    func stop() async {
        for region in regions { await region.stop() }
    }
}
