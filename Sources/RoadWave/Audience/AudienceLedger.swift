/// The audiences of lives as values. The embedded store holds them, and the scripts in Redis do the same.
///
/// A state machine without clock. ``AudienceStore`` documents the contract of each call.
/// See docs/decisions/audience.md, « One algorithm, two languages ».
struct AudienceLedger {
    /// The audience of one live.
    private struct LiveAudience {
        /// At most `configuration.maximumListeners`.
        var sessions: [ListenerID: ListenerSession] = [:]
        /// The listener of each user, one for each session.
        var listeners: [UserID: ListenerID] = [:]
        /// At most `configuration.maximumReactions` each.
        var likers: Set<UserID> = []
        var reporters: Set<UserID> = []
        /// When the live was last active.
        var lastSign: WallDate
        /// When the live ended.
        var closedAt: WallDate?

        /// Removes a session, if there is one.
        mutating func remove(_ listener: ListenerID) {
            guard let session = sessions.removeValue(forKey: listener) else { return }
            listeners[session.user] = nil
        }

        /// The users who reacted in this way.
        subscript(reaction: Reaction) -> Set<UserID> {
            get { reaction == .like ? likers : reporters }
            set { if reaction == .like { likers = newValue } else { reporters = newValue } }
        }
    }

    let configuration: AudienceConfiguration
    /// The lives that run, at most as many as there are slots, and the lives that ended within the retention.
    private var audiences: [LiveID: LiveAudience] = [:]
    /// When the next sweep is due.
    private var nextSweep: WallDate?

    init(configuration: AudienceConfiguration) { self.configuration = configuration }

    mutating func open(_ lives: some Sequence<LiveID>, now: WallDate) {
        for live in lives { touch(live, now) }
    }

    mutating func join(_ listener: ListenerID, of user: UserID, to live: LiveID, now: WallDate) -> JoinDecision {
        guard !isClosed(live) else { return .over }
        var audience = audiences[live] ?? LiveAudience(lastSign: now)
        var former: EndedSession?
        if let present = audience.listeners[user], let session = audience.sessions[present] {
            guard session.isExpired(at: now, after: configuration.expiry) else {
                audience.sessions[present]?.lastBeat = max(session.lastBeat, now)
                audiences[live] = audience
                touch(live, now)
                return .present(present)
            }
            audience.remove(present)
            former = session.ended(as: present, at: now, after: configuration.expiry)
        } else if audience.sessions.count >= configuration.maximumListeners {
            return .full
        }
        audience.sessions[listener] = ListenerSession(user: user, joinedAt: now, lastBeat: now)
        audience.listeners[user] = listener
        audiences[live] = audience
        touch(live, now)
        return .joined(replacing: former)
    }

    mutating func beat(_ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate) -> BeatDecision {
        guard !isClosed(live) else { return .over }
        guard let session = audiences[live]?.sessions[listener] else { return .gone }
        guard session.user == user else { return .foreign }
        guard !session.isExpired(at: now, after: configuration.expiry) else { return .gone }
        audiences[live]?.sessions[listener]?.lastBeat = max(session.lastBeat, now)
        touch(live, now)
        return .counted
    }

    mutating func leave(_ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate) -> LeaveDecision {
        guard let session = audiences[live]?.sessions[listener] else { return .gone }
        guard session.user == user else { return .foreign }
        audiences[live]?.remove(listener)
        return .left(session.ended(as: listener, at: now, after: configuration.expiry))
    }

    mutating func react(_ reaction: Reaction, of user: UserID, in live: LiveID, now: WallDate) -> ReactionDecision {
        guard !isClosed(live) else { return .over }
        var audience = audiences[live] ?? LiveAudience(lastSign: now)
        let decision = Self.add(user, to: &audience[reaction], maximum: configuration.maximumReactions)
        guard decision == .counted else { return decision }
        audiences[live] = audience
        touch(live, now)
        return .counted
    }

    func counts(of live: LiveID) -> AudienceCounts {
        guard let audience = audiences[live] else { return .none }
        return AudienceCounts(
            listeners: audience.sessions.count, likes: audience.likers.count, reports: audience.reporters.count)
    }

    mutating func livesToSweep(now: WallDate) -> [LiveID] {
        // If the clock was set back, the next sweep is still at most one period away.
        if let nextSweep, now < nextSweep, nextSweep - now <= configuration.sweepPeriod { return [] }
        nextSweep = now + configuration.sweepPeriod
        return audiences.filter { $0.value.closedAt.map { now - $0 >= configuration.retention } ?? true }.map(\.key)
    }

    mutating func sweep(_ live: LiveID, now: WallDate) -> [EndedSession] {
        guard var audience = audiences[live] else { return [] }
        let gone = audience.sessions.filter {
            audience.closedAt != nil || $0.value.isExpired(at: now, after: configuration.expiry)
        }
        .sorted { ($0.value.lastBeat, $0.key.description) < ($1.value.lastBeat, $1.key.description) }
        .prefix(configuration.sweepLimit)
        for (listener, _) in gone { audience.remove(listener) }
        let isForgotten = now - (audience.closedAt ?? audience.lastSign) >= configuration.retention
        audiences[live] = isForgotten && audience.sessions.isEmpty ? nil : audience
        return gone.map { $0.value.ended(as: $0.key, at: now, after: configuration.expiry) }
    }

    mutating func close(_ live: LiveID, now: WallDate) {
        guard !isClosed(live) else { return }
        touch(live, now)
        audiences[live]?.closedAt = now
    }

    private func isClosed(_ live: LiveID) -> Bool { audiences[live]?.closedAt != nil }

    private mutating func touch(_ live: LiveID, _ now: WallDate) {
        let last = audiences[live, default: LiveAudience(lastSign: now)].lastSign
        audiences[live, default: LiveAudience(lastSign: now)].lastSign = max(last, now)
    }

    private static func add(_ user: UserID, to users: inout Set<UserID>, maximum: Int) -> ReactionDecision {
        if users.contains(user) { return .repeated }
        guard users.count < maximum else { return .full }
        users.insert(user)
        return .counted
    }
}
