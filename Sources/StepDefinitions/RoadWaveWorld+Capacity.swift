internal import Foundation
internal import RoadWave
internal import RoadWaveClient
internal import RoadWaveRTC
internal import RoadWaveTestServices

/// The full node: its creators, and those who come too late.
extension RoadWaveWorld {
    /// What a sabotage changes.
    func sabotage(_ fault: any WritableKeyPath<CapacityScene, Bool> & Sendable) { capacity[keyPath: fault] = true }

    /// A node that verifies tokens, counts its lives and those of others in a Redis, as in production, and has one rendition
    /// on its own disk: a hundred lives are about capacity, and must not depend on how many writes the storage of the run
    /// takes. How many lives it admits is left as it is.
    /// See docs/decisions/runner.md, « A hundred lives on a Redis ».
    func restartForManyLives() async throws {
        let file = folder + "/keys.json"
        let keySet = try TokenKeySet.generate().text
        try keySet.write(toFile: file, atomically: true, encoding: .utf8)
        capacity.keys = try await TokenKeys(keySet: keySet)
        var settings = Self.embeddedStorage
        settings["ROADWAVE_RENDITIONS"] = "48k"
        settings["ROADWAVE_JWT_KEYS"] = file
        let place = folder + "/redis"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let redis = try await RedisServer.start(in: place)
        atEnd { await redis.stop() }
        capacity.redis = redis
        settings["ROADWAVE_REDIS_URL"] = redis.url
        // How long a creator is waited for who went away without a word: a minute otherwise.
        settings["ROADWAVE_CREATOR_TIMEOUT_SECONDS"] = "15"
        try await restartServer(with: settings)
    }

    /// As many creators as that connect, and speak.
    func gatherCreators(_ count: Int) async throws {
        let crowd = try CreatorCrowd(endpoint: try runningServer().http + "/whip?title=Un%20live%20parmi%20cent")
        capacity.crowd = crowd
        atEnd { await crowd.stop() }
        if !capacity.crowdIsMute { await crowd.speak() }
        var tokens: [String] = []
        for _ in 0..<count { tokens.append(try await token(of: UUID().uuidString)) }
        try await crowd.connect(tokens: tokens)
        if capacity.oneLeavesEarly { await crowd.stopOne() }
    }

    /// Of all lives, the least share of the sound that is the tone its creator says: less than 1 where anything else is heard.
    func leastPureLive() async throws -> Double {
        var tones = await capacity.crowd?.tones ?? [:]
        if capacity.twoSayTheSame, let (id, _) = tones.first { tones[id] = 4_000 }
        let place = folder + "/tones"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let purities = try await ToneEar.purities(
            of: tones, at: capacity.segments.mapValues(\.url), in: place)
        return tones.keys.map { purities[$0] ?? 0 }.min() ?? 0
    }

    /// Notes the last segment of each live of a census.
    /// - Returns: how many list none.
    func noteSegments(of census: LiveCensus) async -> Int {
        let known = Set(capacity.segments.keys)
        let missing = census.playlists.keys.filter { !known.contains($0) }
        capacity.segments.merge(await census.lastSegments(of: missing)) { $1 }
        return census.playlists.keys.count { capacity.segments[$0] == nil }
    }

    /// How many of the lives that creators of the crowd still say something in have not moved on by two segments since their
    /// segments were noted; then those are noted anew.
    func standingLives(_ census: LiveCensus) async -> Int {
        let ids = Array((await capacity.crowd?.tones ?? [:]).keys)
        let now = await census.lastSegments(of: ids)
        return ids.count { id in
            guard let before = capacity.segments[id]?.sequence, let last = now[id]?.sequence else { return true }
            return last < before + 2
        }
    }

    /// Notes the last segment of each live of the crowd anew.
    func noteSegmentsAnew(_ census: LiveCensus) async {
        capacity.segments = await census.lastSegments(of: Array((await capacity.crowd?.tones ?? [:]).keys))
    }

    /// A creator who has no live yet asks for one.
    func tryToStart() async throws {
        var base = try runningServer().http
        if capacity.demandGoesElsewhere {
            let other = try await ServerProcess.start(
                data: folder + "/other", environment: ["ROADWAVE_JWT_KEYS": folder + "/keys.json"])
            atEnd { await other.process.stop() }
            base = other.http
        }
        capacity.answer = await demand(
            at: base, token: capacity.demandIsAnonymous ? nil : try await token(of: "celui-qui-vient-trop-tard"))
        // The place stays taken for as long as a creator is waited for.
        if !capacity.nobodyVanishes { await capacity.crowd?.vanishOne() }
    }

    /// The demand of a creator, as any WHIP client makes it, and its answer.
    func demand(of creator: String, isPremium: Bool = false) async throws -> HTTPWitness.Answer? {
        await demand(at: try runningServer().http, token: try await token(of: creator, isPremium: isPremium))
    }

    /// The premium creator comes back with the token of that name. If the node lets the creator in, the creator speaks.
    /// - Returns: the connection; nil if the node refuses.
    func comeBack(of creator: String) async throws -> LivePublisher? {
        let name = capacity.premiumComesBackAsAnother ? "quelqu-un-d-autre" : creator
        let publisher = try? await LivePublisher.connect(
            to: try runningServer().http + "/whip?title=Enfin",
            token: try await token(of: name, isPremium: true),
            configuration: Publisher.Configuration(certificate: try DTLSCertificate.generate()))
        guard let publisher else { return nil }
        atEnd { await publisher.interrupt() }
        await capacity.crowd?.welcome(publisher)
        capacity.premiumLives.append(publisher.liveID)
        return publisher
    }

    private func demand(at base: String, token: String?) async -> HTTPWitness.Answer? {
        guard let fingerprint = try? DTLSCertificate.generate().fingerprint else { return nil }
        let offer = PublisherOffer(
            credentials: .random(), fingerprint: fingerprint, ssrc: .random(in: 1 ... .max), cname: "createur")
        var headers = ["Content-Type": "application/sdp"]
        headers["Authorization"] = token.map { "Bearer \($0)" }
        return await HTTPWitness().persistently(
            base + "/whip?title=Un%20live%20de%20trop", method: "POST", headers: headers, body: offer.serialized())
    }

    /// The token that an application gives to a creator, good for an hour.
    private func token(of name: String, isPremium: Bool = false) async throws -> String {
        guard let keys = capacity.keys else { throw DriverError("le nœud n'a pas de clés : le contexte manque") }
        let expiry = WallDate(millisecondsSince1970: WallDate.now.millisecondsSince1970 + 3_600_000)
        return try await keys.issue(
            AccessClaims(
                subject: UserID(token: name), role: .creator,
                isPremium: isPremium && !capacity.tokensForgetPremium, expiry: expiry))
    }
}
