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
        var likers: Set<Voter> = []
        var reporters: Set<Voter> = []
        /// The peak of simultaneous sessions so far.
        var peak = 0
        /// When the live was last active.
        var lastSign: WallDate
        /// When the live ended.
        var closedAt: WallDate?
        /// Whether the audience was opened or restored before it was closed; if not, it has no figures.
        var isCounted = true
        /// When it was restored after a loss.
        var restoredAt: WallDate?

        /// Removes a session, if there is one.
        mutating func remove(_ listener: ListenerID) {
            guard let session = sessions.removeValue(forKey: listener) else { return }
            listeners[session.user] = nil
        }

        /// The users who reacted in this way.
        subscript(reaction: Reaction) -> Set<Voter> {
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

    mutating func open(_ live: LiveID, now: WallDate) { touch(live, now) }

    mutating func renew(_ lives: Set<LiveID>, now: WallDate) -> Set<LiveID> {
        for live in lives where audiences[live] != nil && !isClosed(live) { touch(live, now) }
        return lives.filter { audiences[$0] == nil }
    }

    mutating func restore(_ live: LiveID, _ record: AudienceRecord, now: WallDate) {
        guard !isClosed(live) else { return }
        if audiences[live] == nil { audiences[live] = LiveAudience(lastSign: now, restoredAt: now) }
        touch(live, now)
        for reaction in Reaction.allCases { audiences[live]?[reaction].formUnion(record[reaction]) }
        let peak = audiences[live]?.peak ?? 0
        audiences[live]?.peak = max(peak, record.peak)
    }

    mutating func join(_ listener: ListenerID, of user: UserID, to live: LiveID, now: WallDate) -> JoinDecision {
        guard !isClosed(live) else { return .over }
        guard var audience = audiences[live] else { return .unknown }
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
        audience.peak = max(audience.peak, audience.sessions.count)
        audiences[live] = audience
        touch(live, now)
        return .joined(replacing: former)
    }

    mutating func beat(_ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate) -> BeatDecision {
        guard !isClosed(live) else { return .over }
        guard audiences[live] != nil else { return .unknown }
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

    mutating func react(_ reaction: Reaction, of voter: Voter, in live: LiveID, now: WallDate) -> ReactionDecision {
        guard !isClosed(live) else { return .over }
        guard var audience = audiences[live] else { return .unknown }
        let decision = Self.add(voter, to: &audience[reaction], maximum: configuration.maximumReactions)
        guard decision == .counted else { return decision }
        audiences[live] = audience
        touch(live, now)
        return .counted
    }

    func figures(of live: LiveID, now: WallDate) -> AudienceFigures? {
        guard let audience = audiences[live], audience.isCounted else { return nil }
        let counts = AudienceCounts(
            listeners: audience.sessions.count, likes: audience.likers.count, reports: audience.reporters.count)
        return AudienceFigures(
            counts, peak: audience.peak,
            isRecovering: audience.restoredAt.map { now - $0 < configuration.recovery } ?? false)
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

    var lives: [LiveID] { Array(audiences.keys) }

    mutating func erase(_ user: UserID, voter: Voter, replacedBy other: Voter?, in live: LiveID) {
        guard var audience = audiences[live] else { return }
        if let listener = audience.listeners[user] { audience.remove(listener) }
        for reaction in Reaction.allCases where audience[reaction].remove(voter) != nil {
            if let other { audience[reaction].insert(other) }
        }
        audiences[live] = audience
    }

    mutating func close(_ live: LiveID, now: WallDate) {
        guard !isClosed(live) else { return }
        let isCounted = audiences[live] != nil
        touch(live, now)
        audiences[live]?.closedAt = now
        audiences[live]?.isCounted = isCounted
    }

    private func isClosed(_ live: LiveID) -> Bool { audiences[live]?.closedAt != nil }

    private mutating func touch(_ live: LiveID, _ now: WallDate) {
        let last = audiences[live, default: LiveAudience(lastSign: now)].lastSign
        audiences[live, default: LiveAudience(lastSign: now)].lastSign = max(last, now)
    }

    private static func add(_ voter: Voter, to voters: inout Set<Voter>, maximum: Int) -> ReactionDecision {
        if voters.contains(voter) { return .repeated }
        guard voters.count < maximum else { return .full }
        voters.insert(voter)
        return .counted
    }
}
