internal import Foundation
internal import RoadWaveClient
internal import RoadWaveTestServices

/// Who listens in a scenario of distribution, beside the listener that every scenario has.
struct DistributionScene: Sendable {
    /// Who follows the live through the cache of which region, from the second one on.
    var distantListeners: [Int: Listener] = [:]
    /// The many listeners of the live, while they listen.
    var audience: Task<ListeningReport, Never>?
    /// Where the logs of the cache and of the storage stood when the many listeners came.
    var marks: LogMarks?
}

/// A live as the regions get it: from the storage, through the caches, to few listeners or to many.
extension RoadWaveWorld {
    /// The longest that a sample may take from the creator to the listed segment of every region:
    /// `ROADWAVE_DISTRIBUTION_SECONDS`, or the 2 s of a segment, which waits for its end, the second for which a cache
    /// may keep a playlist, and one for all the rest: encoding, storage, network, and the listener's own asking.
    static var distributionBound: Duration {
        .seconds(ProcessInfo.processInfo.environment["ROADWAVE_DISTRIBUTION_SECONDS"].flatMap(Double.init) ?? 4)
    }

    /// The path of the live's master playlist, the same in the storage and in every cache.
    func masterPath() async throws -> String { "\(try await liveFolder())master.m3u8" }

    /// `/lives/{id}/`: what all paths of the live's media begin with.
    func liveFolder() async throws -> String {
        guard let id = try await creator?.liveID() else { throw DriverError("aucun live n'a commencé") }
        return "/lives/\(id)/"
    }

    /// The playlist that the node gives to a listener who joins the live.
    func joinedAddress() async throws -> String {
        guard let id = try await creator?.liveID() else { return "aucun live" }
        let answer = await HTTPWitness().request(
            try runningServer().http + "/lives/\(id)/listeners", method: "POST",
            headers: ["Authorization": "Bearer auditeur-de-la-specification"])
        return answer?.json["playlist_url"] as? String ?? "aucune adresse : \(answer?.text ?? "rien")"
    }

    /// The path of the media playlist that a plain player takes, the first one: as the storage itself gives it.
    func mediaPath() async throws -> String {
        let master = try await masterPath()
        let answer = await HTTPWitness().request(try runningInfrastructure().storedURL(master))
        guard let answer, answer.status == 200,
            let uri = answer.text.split(whereSeparator: \.isNewline).first(where: { !$0.hasPrefix("#") })
        else { throw DriverError("le stockage n'a pas de manifest du live") }
        return "\(try await liveFolder())\(uri)"
    }

    /// The renditions that the master playlist lists, by their names, as the storage itself gives it.
    func renditionNames() async throws -> [String] {
        let answer = await HTTPWitness().request(try runningInfrastructure().storedURL(try await masterPath()))
        return (ListedMaster(answer?.text ?? "")?.variants ?? []).compactMap {
            $0.uri.split(separator: "/").first.map(String.init)
        }
    }

    /// The path of a segment of the rendition that a plain player takes.
    func segmentPath(_ sequence: Int) async throws -> String {
        let playlist = try await mediaPath()
        return playlist.prefix(through: playlist.lastIndex(of: "/") ?? playlist.startIndex) + "\(sequence).ts"
    }

    /// Waits until the log of the storage says that the live's master playlist was put, which is written last: its bound
    /// is the time limit of the step.
    func waitUntilStored() async throws {
        let infrastructure = try runningInfrastructure()
        let end = "/\(infrastructure.bucket)\(try await masterPath())"
        while try !StorageLog(of: infrastructure.storage).entries.contains(where: {
            $0.method == "PUT" && $0.path.hasSuffix(end) && (200..<300).contains($0.status)
        }) {
            // why: the pause between two looks at a condition.
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Waits until the address that the node gives to listeners answers with a playlist.
    func waitUntilListed() async throws {
        while true {
            if let address = try await liveState()?["playlist_url"] as? String,
                await HTTPWitness().request(address)?.status == 200
            {
                return
            }
            // why: the pause between two looks at a condition, whose bound is the time limit of the step.
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// The last segment that the listener heard disappears from the storage.
    func eraseSegment() async throws {
        let infrastructure = try runningInfrastructure()
        guard let sequence = try await heard().segments.last?.sequence else { return }
        try await infrastructure.storage.erase(
            String(try await segmentPath(sequence).dropFirst()), in: infrastructure.bucket)
    }

    /// Another one writes a playlist of the live, for a segment that is not there: three more than there are segments.
    func writePlaylistTooEarly() async throws {
        let infrastructure = try runningInfrastructure()
        let key = String(try await mediaPath().dropFirst())
        for _ in 0..<3 { try await infrastructure.storage.write("#EXTM3U", to: key, in: infrastructure.bucket) }
    }

    /// A listener in each region follows the live until a segment ends after `second` of the voice: the first one from
    /// the address that the node gives, the others from the cache of their region.
    func listenInEveryRegion(untilSecond second: Double) async throws {
        var listeners: [Int: Listener] = [:]
        for region in 1..<ScenarioInfrastructure.regionCount {
            let folder = folder(ofRegion: region)
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            listeners[region] = Listener(
                masterURL: try await base(ofRegion: region) + masterPath(), folder: folder)
        }
        distribution.distantListeners = listeners
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.listen(untilSecond: second) }
            for listener in listeners.values {
                group.addTask { [creator] in
                    try await listener.follow { segments in
                        if segments.reduce(0, { $0 + $1.announcedDuration }) >= second { return true }
                        return await creator?.hasFinished ?? true
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// What the listener of each region heard, the first region first.
    func heardInEveryRegion() async throws -> [HeardLive] {
        var heard = [try await self.heard()]
        for region in 1..<ScenarioInfrastructure.regionCount {
            guard let listener = distribution.distantListeners[region] else {
                heard.append(HeardLive(sightings: [], segments: [], refusals: [], creator: creator))
                continue
            }
            heard.append(
                HeardLive(
                    sightings: await listener.sightings, segments: await listener.segments,
                    refusals: await listener.refusals, creator: creator))
        }
        return heard
    }

    /// A folder for what is heard in a region: the witnesses leave files there.
    nonisolated func folder(ofRegion region: Int) -> String {
        region == 0 ? folder : "\(folder)/segments-\(region + 1)"
    }

    /// Many listeners begin to listen at the address that the node gives, for `duration`; from now on requests count.
    func gatherAudience(of size: Int, for duration: Duration) async throws {
        guard let address = try await liveState()?["playlist_url"] as? String else { return }
        distribution.marks = try LogMarks(of: runningInfrastructure())
        let audience = Audience(size: size, masterURL: address)
        // Within one segment: each player has its own moment to ask.
        let task = Task { await audience.listen(for: duration, arrivingWithin: .seconds(2)) }
        distribution.audience = task
        atEnd {
            // A report that nobody waited for.
            task.cancel()
            _ = await task.value
        }
    }

    /// What became of the many listeners, once they are done; nothing when none came.
    func audienceReport() async -> ListeningReport { await distribution.audience?.value ?? ListeningReport() }
}
