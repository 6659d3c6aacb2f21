internal import Foundation
internal import RoadWaveTestServices

/// The servers around the node: the object storage, and the caches of the regions.
extension RoadWaveWorld {
    /// Settings that give a node the directory storage, and its own address to listeners: for scenarios of more lives
    /// than the storage of the run could take.
    static let embeddedStorage: [String: String?] = [
        "ROADWAVE_S3_ENDPOINT": nil, "ROADWAVE_S3_REGION": nil, "ROADWAVE_S3_BUCKET": nil, "ROADWAVE_S3_KEY": nil,
        "ROADWAVE_S3_SECRET": nil, "ROADWAVE_MEDIA_BASE_URL": nil,
    ]

    /// The bucket and the caches, which the background has started.
    func runningInfrastructure() throws -> ScenarioInfrastructure {
        guard let infrastructure else {
            throw DriverError("ni stockage ni cache : le contexte du scénario manque")
        }
        return infrastructure
    }

    /// Stops the cache of a region, as an outage would.
    func stopRegion(_ region: Int) async throws {
        try await runningInfrastructure().regions[region].stop()
    }

    /// Where the listeners of a region fetch media.
    func base(ofRegion region: Int) async throws -> String {
        if let cache = faultyCaches[region] { return await cache.base }
        return try runningInfrastructure().regions[region].http
    }

    /// What each cache answers about media of a live that does not exist, and whether it asked the storage for it.
    func probeRegions() async throws -> [(status: Int, storageStatus: String)] {
        var answers: [(status: Int, storageStatus: String)] = []
        for region in try runningInfrastructure().regions {
            let path = "/lives/\(UUID().uuidString.lowercased())/master.m3u8"
            let answer = await HTTPWitness().request(region.http + path, method: "HEAD")
            let logged = answer == nil ? nil : try await entry(of: path, in: region)
            answers.append((answer?.status ?? 0, logged?.storage ?? ""))
        }
        return answers
    }

    /// The log's line of a request that was answered: NGINX writes it a moment later. Nil after a second.
    private func entry(of path: String, in region: NGINXServer) async throws -> CacheLog.Entry? {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(1)
        while true {
            if let entry = try CacheLog(of: region).requests(for: path).last { return entry }
            guard clock.now < deadline else { return nil }
            // why: the pause between two looks at a condition, whose bound is above.
            try await clock.sleep(for: .milliseconds(10))
        }
    }
}
