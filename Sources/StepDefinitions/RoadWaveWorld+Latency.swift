internal import Foundation
internal import RoadWaveClient
internal import RoadWaveMedia
internal import RoadWaveTestServices

/// A creator at the studio page, on a mobile network whose latency grows for a moment.
extension RoadWaveWorld {
    /// Settings of the scenario, in real time: one rendition, since the creator's side is what it is about, and a network
    /// that counts as good again after 4 s instead of 12.
    private static let latencySettings = ["ROADWAVE_RENDITIONS": "48k", "ROADWAVE_RECOVERY_SECONDS": "4"]

    /// How long a change of the page is waited for: some seconds of smoothed figures, and as many of patience.
    private static let changeLimit = Duration.seconds(20)

    /// How long a browser may stumble as it begins to capture, in seconds.
    /// See docs/decisions/runner.md, « A browser that stumbles as it begins ».
    static let browserStart = 2.0

    /// How soon a browser has to send a lost packet again: after one round trip of 80 ms and the 40 ms for which a node takes
    /// it for late only, and once more when the first request crossed a busy moment.
    static let timelyRepetition = 0.23

    func sabotageLatency(_ change: @Sendable (inout LatencyScene) -> Void) { change(&latency) }

    /// The creator is on the air, from a browser behind a 4G network.
    /// - Returns: whether the page says so.
    func broadcastOverMobileNetwork() async throws -> Bool {
        let network = try await MobileNetwork.open(congested: latency.congested)
        latency.network = network
        atEnd { await network.close() }
        // The loopback, but another port: one of the same machine where nobody listens.
        addServerOptions("--advertise", latency.advertisesElsewhere ? "127.0.0.1:9" : network.address)
        try await restartServer(with: Self.latencySettings.filter { configuration[$0.key] == nil }.mapValues { $0 })
        try await network.lead(to: try runningServer().udp)

        let voice = try await Speech.synthesiseAtLength(in: folder)
        latency.voice = voice
        let microphone = folder + "/micro.wav"
        try WAVFile.write(microphoneFault?.applied(to: voice) ?? voice, to: microphone)
        let studio = try await StudioCreator.open(at: try runningServer().http, microphone: microphone)
        latency.studio = studio
        atEnd { await studio.leave() }
        try await studio.leaveSoundAsItIs()
        guard try await studio.start(title: "Sur la route") else { return false }
        try await followStudio(studio)
        return true
    }

    /// What `GET /lives/{id}` says of the state of the studio's live; nil without one.
    func studioLiveState() async throws -> String? {
        guard let studio = latency.studio, let id = try? await studio.liveID() else { return nil }
        return await HTTPWitness().request(try runningServer().http + "/lives/\(id)")?.json["state"] as? String
    }

    /// The round trip over the creator's network, in seconds; 0 when nothing comes back. The shortest of three: what a busy
    /// machine adds is not the network's.
    func mobileRoundTrip() async -> Double {
        var shortest: Double?
        for _ in 0..<3 {
            guard let time = await latency.network?.roundTrip() else { continue }
            shortest = min(shortest ?? time, time)
        }
        return shortest ?? 0
    }

    /// The latency grows until the creator has been warned, and is as usual again; then the creator ends the live. What is
    /// not seen in time is not waited for: the assertions tell.
    func endureLatency() async throws {
        guard let network = latency.network, let studio = latency.studio else { return }
        let meter = network.meter
        var start = meter.mark()
        // A browser reports its audio each 5 s: by then the node knows how long an answer takes.
        async let accident: Void = disturb(network, after: .seconds(6), isCongested: false)
        let usual = try await meter.mark(after: 400, packets: start, within: .seconds(12))
        try await accident
        latency.sights.before = try await sight(bitrate: usual.bitrate(since: start))

        await network.congest()
        let shown = latency.sights.before.shownBitrate
        _ = try await studio.sees(shown, in: .bitrate, isGone: true, within: Self.changeLimit)
        start = meter.mark()
        _ = try await studio.sees("", in: .warning, within: Self.changeLimit)
        async let secondAccident: Void = disturb(network, after: .seconds(1), isCongested: true)
        let reduced = try await meter.mark(after: 300, packets: start, within: .seconds(10))
        latency.sights.warningRole =
            try await studio.page.attribute("role", ofElement: StudioCreator.Place.warning.rawValue) ?? "aucun"
        try await secondAccident
        latency.sights.during = try await sight(bitrate: reduced.bitrate(since: start))

        await network.relieve()
        _ = try await studio.sees(shown, in: .bitrate, within: Self.changeLimit * 2)
        _ = try await studio.sees("", in: .warning, isGone: true, within: Self.changeLimit)
        start = meter.mark()
        let restored = try await meter.mark(after: 300, packets: start, within: .seconds(10))
        latency.sights.after = try await sight(bitrate: restored.bitrate(since: start))

        latency.stoppedAt = ContinuousClock.now
        try await studio.stop()
        await hearTheEnd()
    }

    private func disturb(_ network: MobileNetwork, after pause: Duration, isCongested: Bool) async throws {
        // why: when the accident happens.
        try await Task.sleep(for: pause)
        try await network.stir(isCongested: isCongested)
    }

    /// Seconds from the first packet that passed the network to the end of the live; 0 when nothing passed, or it did not
    /// end.
    var secondsOnAir: Double {
        guard let first = latency.network?.meter.beginning.first, let end = latency.stoppedAt else { return 0 }
        return (end - first.at) / .seconds(1)
    }

    /// What was not even in the first packets on their way to the network.
    func unevenBeginning() -> [String] { latency.network?.meter.unevenBeginning ?? [] }

    /// Where the browser had no sound from its microphone as it began, in seconds from the first packet.
    func muteAtBeginning() -> [Double] { latency.network?.meter.muteAtBeginning ?? [] }

    /// What the network lost: where, in seconds from the first packet, and how many seconds later the browser sent it again.
    func lossesOnTheWay() -> [(place: Double, sentAgainAfter: Double)] { latency.network?.meter.losses ?? [] }

    /// Seconds from the end of the live to a playlist that says so; infinite when none does.
    func secondsToEndOfList() async -> Double {
        guard let end = latency.stoppedAt,
            let last = await latency.listener?.sightings.first(where: \.playlist.hasEnded)
        else { return .infinity }
        return (last.at - end) / .seconds(1)
    }

    /// Lets the listener hear the live to its end, which follows the creator's within seconds; not for ever.
    private func hearTheEnd() async {
        guard let listening = latency.listening else { return }
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { _ = await listening.result }
                group.addTask {
                    // why: the bound of the wait for a live that does not end; cancelled when it does.
                    guard (try? await Task.sleep(for: Self.changeLimit)) != nil else { return }
                    listening.cancel()
                }
                await group.next()
                group.cancelAll()
            }
        } onCancel: {
            listening.cancel()
        }
    }

    private func sight(bitrate: Double) async throws -> LatencySights.Sight {
        guard let studio = latency.studio else { return LatencySights.Sight() }
        return LatencySights.Sight(
            roundTrip: await mobileRoundTrip(), kilobits: bitrate / 1_000,
            shownBitrate: try await studio.reading(.bitrate) ?? "rien",
            warning: try await studio.reading(.warning) ?? LatencySights.noWarning)
    }

    /// Somebody listens from the beginning to the end, through the cache of the first region.
    private func followStudio(_ studio: StudioCreator) async throws {
        let segments = folder + "/segments"
        try FileManager.default.createDirectory(atPath: segments, withIntermediateDirectories: true)
        let master = "\(try await base(ofRegion: 0))/lives/\(try await studio.liveID())/master.m3u8"
        let listener = Listener(masterURL: master, folder: segments)
        latency.listener = listener
        let task = Task { try await listener.follow { _ in false } }
        latency.listening = task
        atEnd {
            task.cancel()
            _ = await task.result
        }
    }

    /// What the listener heard; nothing when nobody listened.
    func heardOverMobileNetwork() async -> HeardLive {
        HeardLive(
            sightings: await latency.listener?.sightings ?? [], segments: await latency.listener?.segments ?? [],
            refusals: await latency.listener?.refusals ?? [], creator: nil)
    }

    /// How well that is the creator's voice.
    func fidelityOverMobileNetwork() async throws -> Fidelity {
        let heard = await heardOverMobileNetwork()
        guard let voice = latency.voice, !heard.segments.isEmpty else { return Fidelity() }
        // The sound begins with the first packet.
        return try Fidelity.measure(try await heard.sound(in: folder), with: voice)
            .excusing(first: Self.browserStart)
            .excusing(lossesOnTheWay().filter { $0.sentAgainAfter > Self.timelyRepetition }.map(\.place))
    }
}
