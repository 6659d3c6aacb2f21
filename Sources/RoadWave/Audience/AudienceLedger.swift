/// The audiences of lives as values: what the embedded store keeps, and the model of what the scripts do in Redis.
///
/// A state machine without clock. See ``AudienceStore`` for what each call promises.
/// See docs/decisions/audience.md, « One algorithm, two languages ».
struct AudienceLedger {
    /// The audience of one live.
    private struct LiveAudience {
        /// At most `configuration.maximumListeners`.
        var listenings: [ListenerID: Listening] = [:]
        /// The listener of each user.
        var listeners: [UserID: ListenerID] = [:]
        /// At most `configuration.maximumVoices` each.
        var likers: Set<UserID> = []
        var reporters: Set<UserID> = []
        /// When something of the live was last heard.
        var lastSign: WallDate
        /// When it was over.
        var closedAt: WallDate?

        /// Removes a listener, if it is there.
        mutating func remove(_ listener: ListenerID) {
            guard let listening = listenings.removeValue(forKey: listener) else { return }
            listeners[listening.user] = nil
        }

        /// The users who raised this voice.
        subscript(voice: Voice) -> Set<UserID> {
            get { voice == .like ? likers : reporters }
            set { if voice == .like { likers = newValue } else { reporters = newValue } }
        }
    }

    let configuration: AudienceConfiguration
    /// Those of lives that run, as many as there are places, and of those that ended within the retention.
    private var audiences: [LiveID: LiveAudience] = [:]
    /// Before when nobody needs to look for expired listeners again.
    private var nextSweep: WallDate?

    init(configuration: AudienceConfiguration) { self.configuration = configuration }

    mutating func open(_ lives: some Sequence<LiveID>, now: WallDate) {
        for live in lives { touch(live, now) }
    }

    mutating func join(_ listener: ListenerID, of user: UserID, to live: LiveID, now: WallDate) -> JoinDecision {
        guard !isClosed(live) else { return .over }
        var audience = audiences[live] ?? LiveAudience(lastSign: now)
        var former: Departure?
        if let present = audience.listeners[user], let listening = audience.listenings[present] {
            guard listening.isExpired(at: now, after: configuration.expiry) else {
                audience.listenings[present]?.lastBeat = max(listening.lastBeat, now)
                audiences[live] = audience
                touch(live, now)
                return .present(present)
            }
            audience.remove(present)
            former = listening.departure(of: present, at: now, after: configuration.expiry)
        } else if audience.listenings.count >= configuration.maximumListeners {
            return .full
        }
        audience.listenings[listener] = Listening(user: user, joinedAt: now, lastBeat: now)
        audience.listeners[user] = listener
        audiences[live] = audience
        touch(live, now)
        return .joined(replacing: former)
    }

    mutating func beat(_ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate) -> BeatDecision {
        guard !isClosed(live) else { return .over }
        guard let listening = audiences[live]?.listenings[listener] else { return .gone }
        guard listening.user == user else { return .foreign }
        guard !listening.isExpired(at: now, after: configuration.expiry) else { return .gone }
        audiences[live]?.listenings[listener]?.lastBeat = max(listening.lastBeat, now)
        touch(live, now)
        return .counted
    }

    mutating func leave(_ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate) -> LeaveDecision {
        guard let listening = audiences[live]?.listenings[listener] else { return .gone }
        guard listening.user == user else { return .foreign }
        audiences[live]?.remove(listener)
        return .left(listening.departure(of: listener, at: now, after: configuration.expiry))
    }

    mutating func raise(_ voice: Voice, of user: UserID, in live: LiveID, now: WallDate) -> VoiceDecision {
        guard !isClosed(live) else { return .over }
        var audience = audiences[live] ?? LiveAudience(lastSign: now)
        let decision = Self.add(user, to: &audience[voice], maximum: configuration.maximumVoices)
        guard decision == .counted else { return decision }
        audiences[live] = audience
        touch(live, now)
        return .counted
    }

    func counts(of live: LiveID) -> AudienceCounts {
        guard let audience = audiences[live] else { return .none }
        return AudienceCounts(
            listeners: audience.listenings.count, likes: audience.likers.count, reports: audience.reporters.count)
    }

    mutating func livesToSweep(now: WallDate) -> [LiveID] {
        // A clock that was turned back must not put it off for longer than a period.
        if let nextSweep, now < nextSweep, nextSweep - now <= configuration.sweepPeriod { return [] }
        nextSweep = now + configuration.sweepPeriod
        return audiences.filter { $0.value.closedAt.map { now - $0 >= configuration.retention } ?? true }.map(\.key)
    }

    mutating func sweep(_ live: LiveID, now: WallDate) -> [Departure] {
        guard var audience = audiences[live] else { return [] }
        let gone = audience.listenings.filter {
            audience.closedAt != nil || $0.value.isExpired(at: now, after: configuration.expiry)
        }
        .sorted { ($0.value.lastBeat, $0.key.description) < ($1.value.lastBeat, $1.key.description) }
        .prefix(configuration.sweepLimit)
        for (listener, _) in gone { audience.remove(listener) }
        let isForgotten = now - (audience.closedAt ?? audience.lastSign) >= configuration.retention
        audiences[live] = isForgotten && audience.listenings.isEmpty ? nil : audience
        return gone.map { $0.value.departure(of: $0.key, at: now, after: configuration.expiry) }
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

    private static func add(_ user: UserID, to users: inout Set<UserID>, maximum: Int) -> VoiceDecision {
        if users.contains(user) { return .repeated }
        guard users.count < maximum else { return .full }
        users.insert(user)
        return .counted
    }
}
