internal import RoadWaveRTC

/// The audiences of lives, counted in Redis for all the nodes that share it.
///
/// If Redis restarts empty, the sessions are lost: the next heartbeat gets 404, and the application joins again. Likes
/// and reports start again at zero. They are sets of users: with a number saved elsewhere, a user who likes again would
/// count twice.
/// See docs/decisions/audience.md, « After a loss of Redis ».
final class RedisAudience: AudienceStore {
    private let client: RedisClient
    private let configuration: AudienceConfiguration
    private let time: RedisTime

    init(client: RedisClient, configuration: AudienceConfiguration, time: RedisCapacity.TimeSource) {
        self.client = client
        self.configuration = configuration
        self.time = RedisTime(client: client, source: time)
    }

    func open(_ lives: Set<LiveID>, now: WallDate) async throws(AudienceError) {
        for live in lives { _ = try await run(AudienceScripts.open, live, now) }
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
        _ reaction: Reaction, of user: UserID, in live: LiveID, now: WallDate
    ) async throws(AudienceError) -> ReactionDecision {
        let words = try await run(
            reaction == .like ? AudienceScripts.like : AudienceScripts.report, live, now,
            [user.description, "\(configuration.maximumReactions)"])
        switch words.first?.text {
        case "counted": return .counted
        case "repeated": return .repeated
        case "full": return .full
        case "over": return .over
        default: throw Self.unreadable(words)
        }
    }

    func counts(of lives: [LiveID]) async throws(AudienceError) -> [LiveID: AudienceCounts] {
        guard !lives.isEmpty else { return [:] }
        let reply = try await withRedis { () throws(RedisError) in
            try await client.send(RedisCommand(words: ["MGET"] + lives.flatMap(AudienceScripts.countKeys)))
        }
        guard case .array(let values) = reply, values.count == 3 * lives.count else { throw Self.unreadable([reply]) }
        // An absent value, or one that is not a number, counts as zero.
        let numbers = values.map { $0.text.flatMap { Int(digits: $0) } ?? 0 }
        return Dictionary(
            lives.enumerated().map { index, live in
                let first = 3 * index
                return (
                    live,
                    AudienceCounts(listeners: numbers[first], likes: numbers[first + 1], reports: numbers[first + 2])
                )
            }, uniquingKeysWith: { first, _ in first })
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
