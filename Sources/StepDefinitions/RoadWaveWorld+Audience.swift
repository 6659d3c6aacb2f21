internal import Foundation
internal import RoadWaveClient
internal import RoadWaveTestServices

/// Counted listeners, and the observations from outside.
extension RoadWaveWorld {
    func join(_ accomplice: AudienceScene.Accomplice) { audience.accomplices.insert(accomplice) }

    /// Starts the Redis of the scenario.
    /// - Returns: the settings with which a node counts in it.
    func settingsOfCounters() async throws -> [String: String?] {
        guard !audience.accomplices.contains(.nodeCountsAlone) else { return [:] }
        let place = folder + "/redis"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let redis = try await RedisServer.start(in: place)
        atEnd { await redis.stop() }
        audience.redis = redis
        // An empty Redis admits nobody before the leases that it may have lost are over.
        return ["ROADWAVE_REDIS_URL": redis.url, "ROADWAVE_SLOT_LEASE_SECONDS": "3"]
    }

    /// The value of a key in Redis; « absent » without a value, or without Redis.
    func inRedis(_ words: String...) async throws -> String {
        guard let redis = audience.redis else { return "absent" }
        return try await RedisWitness(server: redis).ask(words).first ?? "absent"
    }

    /// The integers of the live in Redis: listeners, likes and reports.
    func countersInRedis() async throws -> [String] {
        let live = try speakingCreator().liveID
        var counters: [String] = []
        for name in ["listeners", "likes", "reports"] {
            counters.append(try await inRedis("GET", "live:\(live):\(name)"))
        }
        return counters
    }

    /// A listener's application asks the node.
    /// - Returns: the answer; nil when there is none.
    @discardableResult
    func ask(_ method: String, _ path: String, as user: String, body: String? = nil) async throws -> HTTPWitness.Answer?
    {
        let live = try speakingCreator().liveID
        var headers = ["Authorization": "Bearer \(user)"]
        if body != nil { headers["Content-Type"] = "application/json" }
        return await HTTPWitness().persistently(
            "\(try runningServer().http)/lives/\(live)\(path)", method: method, headers: headers, body: body)
    }

    // MARK: Who is counted

    /// Brings as many listeners, likes and reports about as a table says, some of them twice, and notes what Redis then
    /// has.
    /// - Parameter numbers: by the keys' last words: `listeners`, `likes`, `reports`.
    func gatherAudience(_ numbers: [String: Int], keys: [String]) async throws {
        guard audience.counters == nil else { return }
        let extra = audience.accomplices.contains(.oneListenerMore) ? 1 : 0
        // The last of each comes a second time, as from another device or after a lost answer: nobody counts twice.
        for (name, path, body) in [
            ("listeners", "/listeners", "{}"), ("likes", "/likes", nil),
            ("reports", "/reports", #"{"category":"spam"}"#),
        ] as [(String, String, String?)] {
            let count = (numbers[name] ?? 0) + (name == "listeners" ? extra : 0)
            guard count > 0 else { continue }
            for number in Array(1...count) + [count] {
                try await ask("POST", path, as: "auditeur-\(number)", body: body)
            }
        }
        if audience.accomplices.contains(.counterIsErased) {
            _ = try await inRedis("DEL", "live:\(try speakingCreator().liveID):likes")
        }
        var counters: [String: String] = [:]
        for key in keys { counters[key] = try await inRedis("GET", key) }
        audience.counters = counters
    }

    /// Has listeners react for some seconds, and records the counters in Redis and in the event stream.
    func observeUpdates() async throws {
        guard audience.updates == nil else { return }
        var updates = CounterUpdates()
        let live = try speakingCreator().liveID
        let follower = await ChildProcess.start(
            "curl", ["-sN", "--max-time", "60", "\(try runningServer().http)/lives/\(live)/events"], name: "curl")
        atEnd { await follower.stop() }
        _ = try await follower.line { $0.hasPrefix("event: counters") }
        let clock = ContinuousClock()
        let start = clock.now
        var likes = Int(try await countersInRedis()[1]) ?? 0
        var seen = 1
        var number = 0
        while clock.now - start < .milliseconds(14_500) {
            if !audience.accomplices.contains(.nobodyReacts), number % 10 == 0, clock.now - start < .seconds(11) {
                let answer = try await ask("POST", "/likes", as: "admirateur-\(number)")
                if answer?.status == 204 { likes += 1 }
                if try await countersInRedis()[1] != "\(likes)" { updates.lateReadings += 1 }
            }
            number += 1
            let events = await follower.lines.count { $0.hasPrefix("event: counters") }
            if events > seen {
                seen = events
                updates.arrivals.append((clock.now - start) / .seconds(1))
            }
            // why: between two looks at what curl has received.
            try await clock.sleep(for: .milliseconds(20))
        }
        let last = await follower.lines.last { $0.hasPrefix("data: ") && $0.contains(#""likes":"#) } ?? ""
        updates.lastEvent = last.firstMatch(of: /"likes":(\d+)/).flatMap { Int($0.1) } ?? -1
        updates.lastInRedis = Int(try await countersInRedis()[1]) ?? -2
        await follower.stop()
        audience.updates = updates
    }

    /// Waits until the database was given the counters of the running live twice, then ends the live.
    func observeWrites() async throws {
        guard audience.writes == nil else { return }
        _ = try await rows(CounterWrites.triggers)
        let live = try speakingCreator().liveID
        // Somebody stays, and somebody reports.
        let member = try await AudienceMember.join(
            ListenerClient(liveID: live, at: try runningServer().http, token: "fidele"))
        try await ask("POST", "/reports", as: "fidele", body: #"{"category":"spam"}"#)
        var writes = CounterWrites()
        let clock = ContinuousClock()
        let limit = clock.now + .seconds(150)
        while writes.running.count < 2, clock.now < limit {
            // The first is due within a minute.
            if writes.running.isEmpty, clock.now > limit - .seconds(80) { break }
            writes.running = try await CounterWrites.noted(live, in: self)
            // why: between two looks at the database.
            try await clock.sleep(for: .milliseconds(500))
        }
        writes.inRedis = try await countersInRedis()
        try await ask("POST", "/likes", as: "dernier-admirateur")
        writes.likesAtEnd = try await countersInRedis()[1]
        await member.fallSilent()
        await recording.creator?.stop()
        let ended = clock.now
        while writes.lastLikes != writes.likesAtEnd, clock.now - ended < .seconds(10) {
            writes.lastLikes =
                try await rows("SELECT likes FROM live_counters WHERE live_id = '\(live)' ORDER BY minute DESC LIMIT 1")
                .first ?? "aucun"
            // why: between two looks at the database.
            try await clock.sleep(for: .milliseconds(100))
        }
        audience.writes = writes
    }

    // MARK: Heartbeats

    /// A creator speaks; a listener listens at the page of the live, in Chromium, through NGINX.
    func listenAtPage() async throws {
        try await restartServer(with: try await settingsOfCounters())
        try await waitUntilReady()
        try await startVoice()
        guard let voice else { throw DriverError("aucune voix n'est prête") }
        let creator = try await SpeakingCreator.start(at: try runningServer().http, voice: voice)
        atEnd { await creator.vanish() }
        recording.creator = creator
        try await PlayerRequests().waitForSegments(
            4, listedAt: "\(try await base(ofRegion: 0))/lives/\(creator.liveID)/48k/media.m3u8")
        let proxy = try await NodeProxy.start(before: try runningServer().http, in: folder + "/proxy")
        atEnd { await proxy.stop() }
        audience.proxy = proxy
        let browser = try await PageWitness.start()
        atEnd { await browser.stop() }
        let page = try await browser.open("\(proxy.http)/ecouter/\(creator.liveID)")
        audience.page = page
        if !audience.accomplices.contains(.nobodyListens) { try await page.click("Rejoindre le live") }
    }

    /// The listeners of the live, as the node gives them.
    func countedListeners() async throws -> Int {
        let address = "\(try runningServer().http)/lives/\(try speakingCreator().liveID)"
        return await HTTPWitness().request(address)?.json["listeners"] as? Int ?? -1
    }

    /// How many seconds of the live the page has played.
    func secondsPlayed() async throws -> Double {
        guard let page = audience.page else { return 0 }
        return Double(try await page.evaluate("document.querySelector('audio').currentTime")) ?? 0
    }

    /// The listener closes the page: nobody hears, and nobody sends heartbeats.
    func closePage() async throws {
        try await audience.page?.close()
        audience.page = nil
    }

    /// Has Redis refuse every write from now on, as a full one does, and as a replica.
    func freezeRedis() async throws { _ = try await inRedis("CONFIG", "SET", "min-replicas-to-write", "1") }

    /// The heartbeats of the page, as NGINX logged them.
    func loggedHeartbeats() throws -> [CacheLog.Entry] {
        guard let proxy = audience.proxy else { return [] }
        return try CacheLog(of: proxy).entries.filter { $0.method == "POST" && $0.path.hasSuffix("/heartbeat") }
    }

    /// When the page joined, as NGINX logged it.
    func loggedJoin() throws -> CacheLog.Entry? {
        guard let proxy = audience.proxy else { return nil }
        return try CacheLog(of: proxy).entries.first {
            $0.method == "POST" && $0.path.hasSuffix("/listeners") && $0.status == 201
        }
    }

    /// The date of a listener's last heartbeat in Redis, in seconds since 1970; nil without one.
    /// - Parameter heartbeat: a request of the listener.
    func dateInRedis(of heartbeat: CacheLog.Entry) async throws -> Double? {
        let parts = heartbeat.path.split(separator: "/")
        guard parts.count == 5 else { return nil }
        return Double(try await inRedis("ZSCORE", "live:\(parts[1]):heartbeats", String(parts[3]))).map { $0 / 1_000 }
    }

    /// Another listener joins and falls silent. The last heartbeat is then dated back to three seconds before it is too
    /// old, and the counter is looked at until some seconds after that.
    func observeSilence(seconds: Double) async throws {
        guard audience.silence == nil else { return }
        let live = try speakingCreator().liveID
        let key = "live:\(live):heartbeats"
        var silence = SilentListener()
        let answer = try await ask("POST", "/listeners", as: "muet", body: "{}")
        guard let listener = answer?.json["listener_id"] as? String else {
            throw DriverError("le nœud ne compte pas l'auditeur : \(answer?.text ?? "aucune réponse")")
        }
        let before = Int(try await inRedis("GET", "live:\(live):listeners")) ?? -1
        let joined = Double(try await inRedis("ZSCORE", key, listener)) ?? 0
        let beat = joined - (seconds - 3) * 1_000
        _ = try await inRedis("ZADD", key, "XX", "\(Int64(beat))", listener)
        let clock = ContinuousClock()
        let start = clock.now
        while clock.now - start < .seconds(6), silence.firstGone == .infinity {
            if audience.accomplices.contains(.silentOneBeats) {
                try await ask("POST", "/listeners/\(listener)/heartbeat", as: "muet")
            }
            // The age at the beginning of the look: the listener was counted at that age, or was not any more then.
            let early = try await ageInRedis(since: beat)
            let count = Int(try await inRedis("GET", "live:\(live):listeners")) ?? -1
            if count == before {
                silence.lastCounted = early
            } else {
                silence.firstGone = try await ageInRedis(since: beat)
                silence.left = before - count
                silence.others = Int(try await inRedis("ZCARD", key)) ?? -1
            }
        }
        audience.silence = silence
    }

    /// The seconds from a date in milliseconds to now, by the clock of Redis.
    private func ageInRedis(since date: Double) async throws -> Double {
        guard let redis = audience.redis else { return 0 }
        let words = try await RedisWitness(server: redis).ask("TIME").compactMap { Double($0) }
        guard words.count == 2 else { return 0 }
        return words[0] + words[1] / 1_000_000 - date / 1_000
    }
}
