internal import RoadWaveRTC

/// The audiences of lives, counted in Redis for all the nodes that share it.
///
/// If Redis restarts empty, no live is known until it is restored. The sessions are lost: the next heartbeat gets 404,
/// and the application joins again.
/// See docs/decisions/audience.md, « After a loss of Redis ».
final class RedisAudience: AudienceStore {
    /// The voters in one call: it blocks Redis for less than a millisecond.
    private static let votersAtOnce = 1_000

    private let client: RedisClient
    private let configuration: AudienceConfiguration
    private let time: RedisTime

    init(client: RedisClient, configuration: AudienceConfiguration, time: RedisCapacity.TimeSource) {
        self.client = client
        self.configuration = configuration
        self.time = RedisTime(client: client, source: time)
    }

    func open(_ live: LiveID, now: WallDate) async throws(AudienceError) {
        _ = try await run(AudienceScripts.open, live, now)
    }

    func renew(_ lives: Set<LiveID>, now: WallDate) async throws(AudienceError) -> Set<LiveID> {
        guard !lives.isEmpty else { return [] }
        let date = try await shared(now)
        let reply = try await withRedis { () throws(RedisError) in
            try await client.run(
                AudienceScripts.renew, keys: AudienceScripts.renewalKeys,
                arguments: ["\(date.millisecondsSince1970)"] + lives.map(\.description))
        }
        guard case .array(let words) = reply else { throw Self.unreadable([reply]) }
        return Set(words.compactMap { $0.text.flatMap { LiveID($0) } })
    }

    func restore(_ live: LiveID, _ record: AudienceRecord, now: WallDate) async throws(AudienceError) {
        var rest = Array(record.likers.prefix(configuration.maximumReactions)).map { (Reaction.like, $0) }
        rest += Array(record.reporters.prefix(configuration.maximumReactions)).map { (Reaction.report, $0) }
        var isLast = false
        while !isLast {
            let part = rest.prefix(Self.votersAtOnce)
            rest.removeFirst(part.count)
            isLast = rest.isEmpty
            _ = try await run(
                AudienceScripts.restore, live, now,
                [isLast ? "1" : "0", "\(record.peak)", "\(part.count { $0.0 == .like })"]
                    + part.map { $0.1.description })
        }
    }

    func join(
        _ listener: ListenerID, of user: UserID, to live: LiveID, now: WallDate
    ) async throws(AudienceError) -> JoinDecision {
        let date = try await shared(now)
        let words = try await run(
            AudienceScripts.join, live, sharedDate: date,
            [listener.description, user.description, "\(configuration.maximumListeners)"])
        switch (words.first?.text, words.count) {
        case ("joined", 1): return .joined(replacing: nil)
        case ("joined", 4):
            return .joined(replacing: EndedSession(words[1...], at: date, after: configuration.expiry))
        case ("present", 2):
            guard let present = words[1].text.flatMap({ ListenerID($0) }) else { break }
            return .present(present)
        case ("full", 1): return .full
        case ("over", 1): return .over
        case ("unknown", 1): return .unknown
        default: break
        }
        throw Self.unreadable(words)
    }

    func beat(
        _ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate
    ) async throws(AudienceError) -> BeatDecision {
        let words = try await run(AudienceScripts.beat, live, now, [listener.description, user.description])
        switch words.first?.text {
        case "counted": return .counted
        case "gone": return .gone
        case "foreign": return .foreign
        case "over": return .over
        case "unknown": return .unknown
        default: throw Self.unreadable(words)
        }
    }

    func leave(
        _ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate
    ) async throws(AudienceError) -> LeaveDecision {
        let date = try await shared(now)
        let words = try await run(
            AudienceScripts.leave, live, sharedDate: date, [listener.description, user.description])
        switch (words.first?.text, words.count) {
        case ("gone", 1): return .gone
        case ("foreign", 1): return .foreign
        case ("left", 3):
            guard let session = ListenerSession(lastBeat: words[1], words[2]) else { break }
            return .left(session.ended(as: listener, at: date, after: configuration.expiry))
        default: break
        }
        throw Self.unreadable(words)
    }

    func react(
        _ reaction: Reaction, of voter: Voter, in live: LiveID, now: WallDate
    ) async throws(AudienceError) -> ReactionDecision {
        let words = try await run(
            reaction == .like ? AudienceScripts.like : AudienceScripts.report, live, now,
            [voter.description, "\(configuration.maximumReactions)"])
        switch words.first?.text {
        case "counted": return .counted
        case "repeated": return .repeated
        case "full": return .full
        case "over": return .over
        case "unknown": return .unknown
        default: throw Self.unreadable(words)
        }
    }

    func figures(of lives: [LiveID], now: WallDate) async throws(AudienceError) -> [LiveID: AudienceFigures] {
        guard !lives.isEmpty else { return [:] }
        let date = try await shared(now)
        let reply = try await withRedis { () throws(RedisError) in
            try await client.send(RedisCommand(words: ["MGET"] + lives.flatMap(AudienceScripts.figureKeys)))
        }
        guard case .array(let values) = reply, values.count == 5 * lives.count else { throw Self.unreadable([reply]) }
        var figures: [LiveID: AudienceFigures] = [:]
        for (index, live) in lives.enumerated() {
            let own = Array(values[5 * index..<5 * index + 5])
            guard own[0] != .null else { continue }
            // An absent value, or one that is not a number, counts as zero.
            let numbers = own.map { $0.text.flatMap { Int(digits: $0) } ?? 0 }
            let restored = WallDate(millisecondsSince1970: Int64(numbers[4]))
            figures[live] = AudienceFigures(
                AudienceCounts(listeners: numbers[0], likes: numbers[1], reports: numbers[2]), peak: numbers[3],
                isRecovering: own[4] != .null && date - restored < configuration.recovery)
        }
        return figures
    }

    func livesToSweep(now: WallDate) async throws(AudienceError) -> [LiveID] {
        let date = try await shared(now)
        let reply = try await withRedis { () throws(RedisError) in
            try await client.run(
                AudienceScripts.due, keys: AudienceScripts.dueKeys,
                arguments: ["\(date.millisecondsSince1970)"]
                    + [configuration.sweepPeriod, configuration.retention].map { "\($0.wholeMilliseconds)" })
        }
        guard case .array(let words) = reply else { throw Self.unreadable([reply]) }
        let names = words.compactMap(\.text)
        // A name that is not a live identity would be due for ever.
        let others = names.filter { LiveID($0) == nil }
        if !others.isEmpty {
            _ = try await withRedis { () throws(RedisError) in try await client.send(AudienceScripts.forget(others)) }
        }
        return names.compactMap { LiveID($0) }
    }

    func sweep(_ live: LiveID, now: WallDate) async throws(AudienceError) -> [EndedSession] {
        let date = try await shared(now)
        let removed = try await run(AudienceScripts.sweep, live, sharedDate: date, ["\(configuration.sweepLimit)"])
        // An entry that another program wrote is removed with the rest, but is not returned as a session.
        return removed.compactMap { entry in
            guard case .array(let words) = entry else { return nil }
            return EndedSession(words[...], at: date, after: configuration.expiry)
        }
    }

    func lives() async throws(AudienceError) -> [LiveID] {
        let replies = try await withRedis { () throws(RedisError) in try await client.send(AudienceScripts.all) }
        var lives: Set<LiveID> = []
        for reply in replies {
            guard case .array(let words) = reply else { throw Self.unreadable(replies) }
            lives.formUnion(words.compactMap { $0.text.flatMap { LiveID($0) } })
        }
        return Array(lives)
    }

    func erase(
        _ user: UserID, voter: Voter, replacedBy other: Voter?, in live: LiveID, now: WallDate
    ) async throws(AudienceError) {
        _ = try await run(
            AudienceScripts.erase, live, now, [user.description, voter.description, other?.description ?? ""])
    }

    func close(_ live: LiveID, now: WallDate) async throws(AudienceError) {
        _ = try await run(AudienceScripts.close, live, now)
    }

    private func run(
        _ script: RedisScript, _ live: LiveID, _ now: WallDate, _ arguments: [String] = []
    ) async throws(AudienceError) -> [RedisReply] {
        try await run(script, live, sharedDate: try await shared(now), arguments)
    }

    private func run(
        _ script: RedisScript, _ live: LiveID, sharedDate date: WallDate, _ arguments: [String]
    ) async throws(AudienceError) -> [RedisReply] {
        let common =
            ["\(date.millisecondsSince1970)", live.description]
            + [configuration.expiry, configuration.retention].map { "\($0.wholeMilliseconds)" }
        let reply = try await withRedis { () throws(RedisError) in
            try await client.run(script, keys: AudienceScripts.keys(of: live), arguments: common + arguments)
        }
        guard case .array(let words) = reply else { throw Self.unreadable([reply]) }
        return words
    }

    private func shared(_ date: WallDate) async throws(AudienceError) -> WallDate {
        try await withRedis { () throws(RedisError) in try await time.shared(date) }
    }

    private func withRedis<Answer>(_ body: () async throws(RedisError) -> Answer) async throws(AudienceError) -> Answer
    {
        do throws(RedisError) {
            return try await body()
        } catch {
            throw AudienceError(message: "the audiences of all nodes cannot be counted", cause: error)
        }
    }

    private static func unreadable(_ words: [RedisReply]) -> AudienceError {
        AudienceError(message: "Redis answered \(words), which no script of this version does")
    }
}

extension EndedSession {
    /// A session that a script has removed; nil if the reply is not one.
    /// - Parameter words: the listener, its last heartbeat, its listening.
    fileprivate init?(_ words: ArraySlice<RedisReply>, at date: WallDate, after expiry: Duration) {
        let words = Array(words)
        guard words.count == 3, let listener = words[0].text.flatMap({ ListenerID($0) }),
            let session = ListenerSession(lastBeat: words[1], words[2])
        else { return nil }
        self = session.ended(as: listener, at: date, after: expiry)
    }
}

extension ListenerSession {
    /// A session as the scripts return it: the score of its last heartbeat, then its user and the date of joining.
    fileprivate init?(lastBeat: RedisReply, _ listening: RedisReply) {
        let parts = (listening.text ?? "").split(separator: " ")
        guard parts.count == 2, let user = UserID(String(parts[0])), let joined = Int64(digits: parts[1]),
            let beat = lastBeat.text.flatMap({ Int64(digits: $0) })
        else { return nil }
        self.init(
            user: user, joinedAt: WallDate(millisecondsSince1970: joined),
            lastBeat: WallDate(millisecondsSince1970: beat))
    }
}
