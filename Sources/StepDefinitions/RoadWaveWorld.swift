internal import Foundation
internal import Gherkin
internal import RoadWaveMedia
internal import RoadWaveTestServices

/// All that one scenario has: a node of its own, its creator, its listener, and a folder. New for each scenario.
/// See docs/decisions/runner.md, « Real time and turned clocks ».
public actor RoadWaveWorld {
    /// A folder of the scenario's own, removed at its end.
    nonisolated let folder: String

    /// `ROADWAVE_…` keys that differ from the defaults: what a sabotage changes before the node starts.
    private(set) var configuration: [String: String] = [:]
    /// `ROADWAVE_…` keys that the node is not given although its infrastructure has them.
    private(set) var withheld: Set<String> = []
    /// Options of `serve` beside its addresses.
    private(set) var serverOptions: [String] = []

    private(set) var server: ServerProcess?
    private(set) var voice: PCM?
    private(set) var creator: FFmpegCreator?
    private(set) var listener: Listener?
    /// Listeners of the renditions after the first, by the renditions' names.
    private(set) var otherListeners: [String: Listener] = [:]
    /// Who listens to the creator who is cut off for a while.
    private(set) var absenceListener: Listener?
    /// What became of a live that ended within a segment.
    private(set) var shortLive: ShortLive?
    /// What the creator's application sends.
    private(set) var kilobitsPerSecond = 0
    /// Caches that do their work badly, by the region before which they stand.
    private(set) var faultyCaches: [Int: FaultyCache] = [:]
    /// The bucket and the caches of the scenario.
    private(set) var infrastructure: ScenarioInfrastructure?
    /// What a sabotage changes in the configuration of the caches, by region.
    private(set) var cacheAlterations: [Int: CacheAlteration] = [:]
    /// Who listens in other regions, and the many.
    var distribution = DistributionScene()

    /// The full node's creators, and the demand of one more.
    var capacity = CapacityScene()

    /// The creator of a live that is recorded, and what can break around it.
    var recording = RecordingScene()

    /// The live whose replay is made, and what makes it.
    var replay = ReplayScene()

    /// Two replays of different ages, and what a sweep leaves of them.
    var retention = RetentionScene()

    /// The live whose recording is copied while it goes on.
    var backup = BackupScene()

    /// The live with all metadata, among a million others.
    var metadata = MetadataScene()
    /// The live whose events are in the audit trail.
    var audit = AuditScene()

    /// The lives that end together, and their queue.
    var scaling = WorkerScalingScene()

    /// The counted listeners, and the observations of the counters.
    var audience = AudienceScene()
    /// Two nodes, one of which dies with a live.
    var death = NodeDeathScene()
    /// The listeners of one rendition, and the import of the log of their traffic.
    var bandwidth = BandwidthScene()
    /// The monitored node, and the team on duty.
    var monitoring = MonitoringScene()

    /// The players that no one here wrote, and what they saw.
    var playback = PlaybackScene()

    /// The creator on a mobile network, and what was seen there.
    var latency = LatencyScene()

    private var stops: [@Sendable () async -> Void] = []

    /// A fault of the creator's microphone, for a sabotage.
    private(set) var microphoneFault: MicrophoneFault?
    /// Whether who claims to be a creator is one, for a sabotage.
    private var impostorIsHonest = false

    /// The world of a scenario, with nothing started.
    @Sendable static func make(_ context: ScenarioContext) throws -> RoadWaveWorld { try RoadWaveWorld() }

    private init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/roadwave-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    // MARK: What a sabotage changes

    func configure(_ key: String, _ value: String) { configuration[key] = value }

    func addServerOptions(_ options: String...) { serverOptions += options }

    func spoilMicrophone(_ fault: MicrophoneFault) { microphoneFault = fault }

    func makeImpostorHonest() { impostorIsHonest = true }

    /// Has the node not know a setting.
    func withhold(_ keys: String...) { withheld.formUnion(keys) }

    /// Has the caches of some regions configured otherwise; of all regions when none is named.
    func alterCaches(_ alteration: CacheAlteration, regions: [Int] = Array(0..<ScenarioInfrastructure.regionCount)) {
        for region in regions { cacheAlterations[region] = alteration }
    }

    /// Puts a cache that does its work badly between the listeners of a region and its true cache.
    func putFaultyCache(_ fault: FaultyCache.Fault, region: Int = 0) async throws {
        let cache = try await FaultyCache.start(fault)
        faultyCaches[region] = cache
        atEnd { await cache.stop() }
        if region == 0 { configuration["ROADWAVE_MEDIA_BASE_URL"] = await cache.base }
    }

    /// Stops the node, as an operator would.
    func stopServer() async { await server?.process.stop() }

    /// Kills the node, which can close nothing.
    func killServer() async { await server?.process.kill() }

    // MARK: What the steps ask

    /// The bucket and the caches of the scenario, started if they are not.
    func startInfrastructure() async throws {
        guard infrastructure == nil else { return }
        let started = try await ScenarioInfrastructure.start(in: folder, alterations: cacheAlterations)
        infrastructure = started
        atEnd { await started.stop() }
        for (region, cache) in faultyCaches { await cache.setOrigin(started.regions[region].http) }
    }

    /// The node of the scenario, started if it is not.
    func startServer() async throws {
        guard server == nil else { return }
        server = try await ServerProcess.start(
            data: folder + "/data", environment: environmentOfServer, arguments: serverOptions)
    }

    /// Stops the node and starts it anew with other settings; nil takes one away. What was not named stays.
    func restartServer(with settings: [String: String?]) async throws {
        await server?.process.stop()
        server = nil
        for (key, value) in settings {
            configuration[key] = value
            if value == nil { withheld.insert(key) } else { withheld.remove(key) }
        }
        try await startServer()
    }

    /// What the node is told: the addresses of its infrastructure, unless the scenario says otherwise.
    var environmentOfServer: [String: String] {
        (infrastructure?.settings ?? [:]).merging(configuration) { $1 }.filter { !withheld.contains($0.key) }
    }

    /// The node, which the background has started.
    func runningServer() throws -> ServerProcess {
        guard let server else { throw DriverError("aucun nœud n'est démarré : le contexte du scénario manque") }
        return server
    }

    /// The creator opens the application: the voice is ready, nothing is sent.
    func startVoice() async throws {
        voice = try await Speech.synthesise(in: folder)
    }

    /// The same with two microphones, and enough to say for longer than a playlist is.
    func startDialogue() async throws {
        voice = try await Speech.synthesiseDialogue(in: folder)
    }

    /// The creator's application connects, and speaks in real time until the end of the scenario.
    /// - Parameter waits: whether the voice waits for the connection.
    func publish(kilobitsPerSecond: Int, waits: Bool = false) async throws {
        guard let voice else { throw DriverError("aucun créateur n'a démarré") }
        self.kilobitsPerSecond = kilobitsPerSecond
        creator = try await FFmpegCreator.start(
            whip: try runningServer().http + "/whip?title=Sur%20la%20route", token: "createur-de-la-specification",
            bitrate: kilobitsPerSecond * 1_000, voice: voice, microphone: microphoneFault,
            waits: waits, python: PythonEnvironment())
    }

    /// Whether the creator's application says that it is connected; false when it never tried.
    func creatorIsConnected() async throws -> Bool {
        try await creator?.isConnected() ?? false
    }

    /// Somebody tries to connect with another certificate than the offer announced.
    /// - Returns: the states that `GET /lives/{id}` gave of that live, in the order of the alphabet, whether the node let the
    ///   impostor in, and the node's answer to the offer.
    func impersonate(for duration: Duration) async throws -> (states: [String], isConnected: Bool, answer: String) {
        let node = try runningServer().http
        let impostor = try await ImpostorCreator.start(at: node, isHonest: impostorIsHonest)
        let clock = ContinuousClock()
        let end = clock.now + duration
        var states: Set<String> = []
        while clock.now < end {
            let answer = await HTTPWitness().request(node + "/lives/\(impostor.liveID)")
            if let state = answer?.json["state"] as? String { states.insert(state) }
            // why: the pause between two looks; that nothing happens is only seen by waiting.
            try await clock.sleep(for: .milliseconds(100))
        }
        let isConnected = await impostor.isConnected
        await impostor.stop()
        return (states.sorted(), isConnected, impostor.answer)
    }

    /// The live's public state, as `GET /lives/{id}` gives it; nil when the creator never had one.
    func liveState() async throws -> [String: any Sendable]? {
        guard let creator, let id = try await creator.liveID() else { return nil }
        return await HTTPWitness().request(try runningServer().http + "/lives/\(id)")?.json
    }

    /// A listener follows the creator's live, from its public address, until a segment ends after `second` of the voice
    /// or the creator is silent; nothing when there is no live.
    func listen(untilSecond second: Double) async throws {
        guard let address = try await liveState()?["playlist_url"] as? String else { return }
        let base = try runningServer().http
        let segments = folder + "/segments"
        try FileManager.default.createDirectory(atPath: segments, withIntermediateDirectories: true)
        let listener = Listener(
            masterURL: URL(string: address, relativeTo: URL(string: base))?.absoluteString ?? address, folder: segments)
        self.listener = listener
        try await listener.follow { [creator] segments in
            let heard = segments.reduce(0) { $0 + $1.announcedDuration }
            if heard >= second { return true }
            return await creator?.hasFinished ?? true
        }
    }

    /// The same, and a listener of each other rendition, who leaves with the first.
    func listenToEveryRendition(untilSecond second: Double) async throws {
        guard let creator, try await creator.isConnected() else { return }
        try await waitUntilStored()
        for (index, name) in try await renditionNames().enumerated().dropFirst() {
            let segments = "\(folder)/\(name)"
            try FileManager.default.createDirectory(atPath: segments, withIntermediateDirectories: true)
            otherListeners[name] = Listener(
                masterURL: try await base(ofRegion: 0) + masterPath(), variant: index, folder: segments)
        }
        try await withThrowingTaskGroup(of: Void.self) { [otherListeners] group in
            for listener in otherListeners.values { group.addTask { try await listener.follow { _ in false } } }
            try await self.listen(untilSecond: second)
            group.cancelAll()
            while (try? await group.next()) != nil {}
        }
    }

    /// Another creator speaks, then is cut off from the network for longer than players wait, and speaks on; somebody listens
    /// all the time.
    func followAbsentCreator() async throws {
        guard let voice else { return }
        let network = try await openNetwork()
        let creator = try await SpeakingCreator.start(
            at: try runningServer().http, voice: voice.mixedDown(), token: "createur-dans-un-tunnel", through: network)
        atEnd { await creator.vanish() }
        let segments = folder + "/absence"
        try FileManager.default.createDirectory(atPath: segments, withIntermediateDirectories: true)
        let listener = Listener(
            masterURL: try await base(ofRegion: 0) + "/lives/\(creator.liveID)/master.m3u8", folder: segments)
        absenceListener = listener
        let listening = Task { try await listener.follow { _ in false } }
        // why: how long the creator is heard, is in the tunnel, and is heard again.
        try await Task.sleep(for: .seconds(8))
        await network.cut()
        try await Task.sleep(for: .seconds(12))
        await network.relieve()
        try await Task.sleep(for: .seconds(12))
        listening.cancel()
        _ = await listening.result
    }

    /// A creator says a few words and ends the live within a segment; somebody listens to the end.
    func followShortLive() async throws {
        guard let voice else { return }
        let creator = try await SpeakingCreator.start(
            at: try runningServer().http, voice: voice.channel(0), token: "createur-bref")
        atEnd { await creator.vanish() }
        let segments = folder + "/bref"
        try FileManager.default.createDirectory(atPath: segments, withIntermediateDirectories: true)
        let listener = Listener(
            masterURL: try await base(ofRegion: 0) + "/lives/\(creator.liveID)/master.m3u8", folder: segments)
        let listening = Task { try await listener.follow { _ in false } }
        atEnd { listening.cancel() }
        // Three segments and some 600 ms: 20 ms a packet.
        while await creator.sentPackets.count < 330 {
            // why: the pause between two looks at a condition, whose bound is the time limit of the step.
            try await Task.sleep(for: .milliseconds(20))
        }
        await creator.stop()
        try await listening.value
        let heard = HeardLive(
            sightings: await listener.sightings, segments: await listener.segments,
            refusals: await listener.refusals, creator: nil)
        let sound = try await heard.sound(in: segments, channels: 2)
        shortLive = ShortLive(
            sent: Double(await creator.sentPackets.count) / 50, listed: heard.announcedSeconds,
            fidelity: try Fidelity.measure(sound, with: voice.channel(0)))
    }

    /// What was heard of the creator who was cut off.
    func heardOfAbsentCreator() async -> HeardLive {
        HeardLive(
            sightings: await absenceListener?.sightings ?? [], segments: await absenceListener?.segments ?? [],
            refusals: await absenceListener?.refusals ?? [], creator: nil)
    }

    /// What was heard of each rendition after the first, by the renditions' names.
    func heardOfOtherRenditions() async -> [(rendition: String, heard: HeardLive)] {
        var heard: [(rendition: String, heard: HeardLive)] = []
        for (name, listener) in otherListeners.sorted(by: { $0.key < $1.key }) {
            heard.append(
                (
                    name,
                    HeardLive(
                        sightings: await listener.sightings, segments: await listener.segments,
                        refusals: await listener.refusals, creator: creator)
                ))
        }
        return heard
    }

    /// What the listener heard, for the witnesses.
    func heard() async throws -> HeardLive {
        guard let creator, let listener else {
            return HeardLive(sightings: [], segments: [], refusals: [], creator: nil)
        }
        return HeardLive(
            sightings: await listener.sightings, segments: await listener.segments,
            refusals: await listener.refusals, creator: creator)
    }

    /// Has something that was started stopped at the end of the scenario: the last started first, so that nothing
    /// loses what it depends on.
    func atEnd(_ stop: @escaping @Sendable () async -> Void) { stops.append(stop) }

    /// Stops everything, in the order that loses nothing, and removes the folder.
    func tearDown() async {
        await creator?.stop()
        await server?.process.stop()
        while let stop = stops.popLast() { await stop() }
        try? FileManager.default.removeItem(atPath: folder)
    }
}

/// A live that ended within a segment: what was said, what the playlist lists, in seconds, and what was heard.
struct ShortLive: Sendable {
    let sent: Double
    let listed: Double
    let fidelity: Fidelity
}
