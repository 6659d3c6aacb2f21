internal import Logging
internal import ServiceLifecycle

/// The audiences of lives, as one node serves them. It writes sessions and reactions to the store, publishes them,
/// removes expired sessions, and caches the counts. For the lives of this node, it records the curve, and restores the
/// audience if the store lost it.
///
/// Reading a count never waits for a store that does not answer: the cached count is returned.
actor AudienceKeeper: Service {
    /// How many times a restoration is repeated, once in each record period: the database may have received votes of
    /// other nodes meanwhile.
    private static let repetitions = 2

    private let store: any AudienceStore
    private let archive: AudienceArchive
    private let names: VoterNames
    private let configuration: AudienceConfiguration
    private let clock: NodeClock
    private let logger: Logger
    private let followed: @Sendable () -> Set<LiveID>
    private let publish: @Sendable (AudienceEvent, LiveID, WallDate) -> Void
    /// The lives that run here, as many as were admitted, and whether their audiences were opened.
    private var running: [LiveID: Bool] = [:]
    /// The restorations under way: at most one for each running live.
    private var recoveries: [LiveID: Task<Result<Void, AudienceError>, Never>] = [:]
    /// The lives that were restored here recently, and how many repetitions remain.
    private var repetitions: [LiveID: Int] = [:]
    /// The lives of this node whose next point is late, since listeners are still joining again.
    private var late: Set<LiveID> = []
    private var cache = CountCache()
    private var outage: AudienceOutage

    /// - Parameters:
    ///   - archive: the curves and voters in the database.
    ///   - followed: the lives of other nodes whose counts are published.
    ///   - publish: called with each event of a live's audience, and its date.
    init(
        store: any AudienceStore, archive: AudienceArchive, configuration: AudienceConfiguration, clock: NodeClock,
        metrics: AudienceMetrics, logger: Logger, followed: @escaping @Sendable () -> Set<LiveID>,
        publish: @escaping @Sendable (AudienceEvent, LiveID, WallDate) -> Void
    ) {
        self.store = store
        self.archive = archive
        names = VoterNames(secret: configuration.voterSecret)
        self.configuration = configuration
        self.clock = clock
        outage = AudienceOutage(metrics: metrics, logger: logger)
        self.logger = logger
        self.followed = followed
        self.publish = publish
    }

    // MARK: Listeners

    /// Begins a session of a listener. If the user already has a session in this live, that one continues.
    /// - Parameter position: as the application gave it; only the rounded one is passed on.
    func join(
        _ listener: ListenerID, of user: UserID, to live: LiveID, at position: GeoPosition?
    ) async throws(AudienceError) -> JoinDecision {
        let now = clock.date
        let decision = try await withStore { () throws(AudienceError) in
            try await store.join(listener, of: user, to: live, now: now)
        }
        if case .joined(let former) = decision {
            if let former { publish(.left(former), live, now) }
            publish(.joined(listener, user, position.flatMap(configuration.positionGrid.point)), live, now)
            await refresh(live)
        }
        return decision
    }

    /// Takes a listener's heartbeat.
    func beat(_ listener: ListenerID, of user: UserID, in live: LiveID) async throws(AudienceError) -> BeatDecision {
        let now = clock.date
        return try await withStore { () throws(AudienceError) in
            try await store.beat(listener, of: user, in: live, now: now)
        }
    }

    /// Ends a listener's session.
    func leave(_ listener: ListenerID, of user: UserID, in live: LiveID) async throws(AudienceError) -> LeaveDecision {
        let now = clock.date
        let decision = try await withStore { () throws(AudienceError) in
            try await store.leave(listener, of: user, in: live, now: now)
        }
        if case .left(let session) = decision {
            publish(.left(session), live, now)
            await refresh(live)
        }
        return decision
    }

    /// Counts a user's like.
    func like(_ live: LiveID, by user: UserID) async throws(AudienceError) -> ReactionDecision {
        try await react(.like, of: user, in: live, now: clock.date)
    }

    /// Counts a user's report. Only the category of the first report is recorded.
    func report(
        _ live: LiveID, as category: ReportCategory, by user: UserID
    ) async throws(AudienceError) -> ReactionDecision {
        let now = clock.date
        let decision = try await react(.report, of: user, in: live, now: now)
        if decision == .counted {
            publish(.reported(category, by: user), live, now)
        }
        return decision
    }

    private func react(
        _ reaction: Reaction, of user: UserID, in live: LiveID, now: WallDate
    ) async throws(AudienceError) -> ReactionDecision {
        let voter = names.voter(user, in: live)
        let decision = try await withStore { () throws(AudienceError) in
            try await store.react(reaction, of: voter, in: live, now: now)
        }
        if decision == .counted {
            archive.record(AudienceVote(live: live, reaction: reaction, voter: voter, at: now))
            await refresh(live)
        }
        return decision
    }

    // MARK: Lives

    /// Opens the audience of a live that runs on this node.
    func open(_ live: LiveID) async {
        running[live] = false
        await openRunning()
    }

    /// Closes the audience of a live of this node. This ends its sessions.
    /// - Parameter endedAt: when the live ended.
    /// - Returns: its last figures, with the listeners at that time; nil if the store does not have them and none are
    ///   cached.
    @discardableResult
    func close(_ live: LiveID, endedAt: WallDate? = nil) async -> AudienceFigures? {
        // Read first: once the live is over, the cache may drop it at any time.
        let cached = cache.counts(of: live)
        running[live] = nil
        repetitions[live] = nil
        late.remove(live)
        let now = clock.date
        await recoverLost(among: [live])
        await refresh(live)
        var last: AudienceFigures?
        await attempt { () throws(AudienceError) in last = try await store.figures(of: [live], now: now)[live] }
        // If the store does not answer, the cached counts are its last ones.
        if last == nil, let counts = cached {
            let recorded = (try? await archive.lastFigures(of: [live]))?[live]
            // Without any figures from the store, nothing is recorded.
            if recorded != nil || counts != .none { last = AudienceFigures(counts, peak: recorded?.peak ?? 0) }
        }
        if let last { archive.record(AudienceMinute(of: live, at: min(endedAt ?? now, now), last)) }
        await attempt { () throws(AudienceError) in
            try await store.close(live, now: now)
            try await sweep(live)
        }
        return last
    }

    /// Restores the audience of a running live that the store lost. Simultaneous calls share one restoration.
    func recover(_ live: LiveID) async throws(AudienceError) {
        if let recovery = recoveries[live] { return try await recovery.value.get() }
        let recovery = Task { await restored(live) }
        recoveries[live] = recovery
        let result = await recovery.value
        recoveries[live] = nil
        switch result {
        case .success:
            repetitions[live] = Self.repetitions
            outage.restored(live)
        case .failure(let error):
            outage.restorationFailed(error)
            throw error
        }
    }

    private func restored(_ live: LiveID) async -> Result<Void, AudienceError> {
        do throws(AudienceError) {
            return .success(try await restore(live))
        } catch {
            return .failure(error)
        }
    }

    private func restore(_ live: LiveID) async throws(AudienceError) {
        let record: AudienceRecord
        do throws(DatabaseFailure) {
            record = try await archive.record(of: live, limit: configuration.maximumReactions)
        } catch {
            throw AudienceError(message: "the database does not have what was recorded of a live", cause: error)
        }
        let now = clock.date
        try await withStore { () throws(AudienceError) in try await store.restore(live, record, now: now) }
    }

    /// Restores the lives that the store does not have.
    private func recoverLost(among lives: Set<LiveID>) async {
        guard !lives.isEmpty else { return }
        var lost: Set<LiveID> = []
        let now = clock.date
        await attempt { () throws(AudienceError) in lost = try await store.renew(lives, now: now) }
        // The next period tries again.
        for live in lost { try? await recover(live) }
    }

    // MARK: Counts

    /// The counts of a live; ``AudienceCounts/none`` of an unknown one.
    func counts(of live: LiveID) async -> AudienceCounts { await counts(of: [live])[live] ?? .none }

    /// The counts of lives: from the cache, otherwise from the store, which is not asked while it fails, otherwise the
    /// last recorded ones.
    func counts(of lives: [LiveID]) async -> [LiveID: AudienceCounts] {
        let missing = cache.lookUp(lives, now: clock.now)
        var asked: [LiveID: AudienceCounts] = [:]
        if !missing.isEmpty, outage.failure == nil {
            await attempt { () throws(AudienceError) in asked = try await refresh(missing) }
        }
        let unknown = missing.filter { asked[$0] == nil && cache.counts(of: $0) == nil }
        if !unknown.isEmpty { asked.merge(await recorded(unknown)) { counts, _ in counts } }
        return Dictionary(
            lives.map { ($0, cache.counts(of: $0) ?? asked[$0] ?? .none) }, uniquingKeysWith: { first, _ in first })
    }

    /// Caches the last recorded counts of lives, and returns them; none if the database does not answer.
    private func recorded(_ lives: [LiveID]) async -> [LiveID: AudienceCounts] {
        let request = cache.request()
        guard let figures = try? await archive.lastFigures(of: lives) else { return [:] }
        let counts = Dictionary(
            lives.map { ($0, figures[$0]?.counts ?? .none) }, uniquingKeysWith: { first, _ in first })
        cache.store(counts, answering: request)
        return counts
    }

    /// The listeners of the lives of this node at the last count.
    var listeners: Int { running.keys.reduce(0) { $0 + (cache.counts(of: $1)?.listeners ?? 0) } }

    /// Why listeners cannot join now; nil if they can.
    func obstacle() -> String? { outage.failure.map { "listeners cannot join: \($0)" } }

    // MARK: Periods

    /// Removes expired sessions, publishes changed counts, records curves and restores lost audiences, until the node
    /// stops.
    func run() async {
        await cancelWhenGracefulShutdown { [self] in
            await withDiscardingTaskGroup { group in
                group.addTask { while await self.wait(self.configuration.sweepPeriod) { await self.sweep() } }
                group.addTask {
                    while await self.wait(self.configuration.counterPeriod) {
                        await self.renewRunning()
                        await self.publishChanges()
                    }
                }
                group.addTask { while await self.waitForRecord() { await self.recordMinutes() } }
                group.addTask { while await self.wait(self.configuration.retention) { await self.forgetVoters() } }
            }
        }
    }

    /// Sleeps for a period.
    /// - Returns: false when the node stops.
    private func wait(_ period: Duration) async -> Bool { (try? await clock.sleep(for: period)) != nil }

    /// Sleeps until the next whole multiple of the period of records.
    /// - Returns: false when the node stops.
    private func waitForRecord() async -> Bool {
        let (now, period) = (clock.date, configuration.recordPeriod)
        return await wait(now.rounded(down: period) + period - now)
    }

    /// Removes expired sessions, including sessions that began on other nodes.
    private func sweep() async {
        let now = clock.date
        await attempt { () throws(AudienceError) in
            for live in try await store.livesToSweep(now: now) { try await sweep(live) }
        }
    }

    /// Keeps the audiences of this node's lives from expiring: a live without listeners has no other activity. Restores
    /// the audiences that the store has lost.
    private func renewRunning() async {
        guard !running.isEmpty else { return }
        await openRunning()
        await recoverLost(among: Set(running.filter(\.value).keys))
        if !late.isEmpty { await recordMinutes(of: late) }
    }

    /// Opens the audiences of new lives.
    private func openRunning() async {
        let (now, new) = (clock.date, running.filter { !$0.value }.keys)
        guard !new.isEmpty else { return }
        await attempt { () throws(AudienceError) in
            for live in new {
                try await store.open(live, now: now)
                if running[live] != nil { running[live] = true }
            }
        }
    }

    /// Records a point of the curve of each live that runs here.
    private func recordMinutes() async {
        for live in repetitions.keys {
            guard let left = repetitions[live] else { continue }
            repetitions[live] = left > 1 ? left - 1 : nil
            // The next period tries again.
            try? await restore(live)
        }
        await recordMinutes(of: Set(running.keys))
    }

    /// Records points of curves. If the store does not answer, or does not know the live, there is no point: its
    /// listeners are unknown.
    private func recordMinutes(of lives: Set<LiveID>) async {
        guard !lives.isEmpty else { return }
        let now = clock.date
        var found: [LiveID: AudienceFigures] = [:]
        await attempt { () throws(AudienceError) in found = try await store.figures(of: Array(lives), now: now) }
        for (live, figures) in found where running[live] != nil {
            if figures.isRecovering {
                late.insert(live)
            } else {
                late.remove(live)
                archive.record(AudienceMinute(of: live, at: now, figures))
            }
        }
    }

    /// Deletes the voters of lives that have been over for as long as the store keeps their counts.
    private func forgetVoters() async {
        do throws(DatabaseFailure) {
            try await archive.forgetVoters(before: clock.date + (.zero - configuration.retention))
        } catch {
            logger.warning("the voters of lives that are over are not deleted yet", metadata: ["error": "\(error)"])
        }
    }

    private func sweep(_ live: LiveID) async throws(AudienceError) {
        let now = clock.date
        var removed = 0
        var last: Int
        repeat {
            let ended = try await store.sweep(live, now: now)
            for session in ended { publish(.left(session), live, now) }
            last = ended.count
            removed += last
        } while last == configuration.sweepLimit
        if removed > 0 { await refresh(live) }
    }

    /// Publishes changed counts to the event streams, whichever node changed them.
    private func publishChanges() async {
        let lives = cache.livesToRefresh(besides: Set(running.keys).union(followed()), now: clock.now)
        // No lives: the answer needs no store.
        if !lives.isEmpty { await attempt { () throws(AudienceError) in try await refresh(lives) } }
        for (live, counts) in cache.takeChanges() { publish(.counted(counts), live, clock.date) }
    }

    /// Reads the counts of a live again after a change.
    private func refresh(_ live: LiveID) async {
        await attempt { () throws(AudienceError) in try await refresh([live]) }
    }

    /// Reads the counts of lives, and caches them.
    @discardableResult
    private func refresh(_ lives: [LiveID]) async throws(AudienceError) -> [LiveID: AudienceCounts] {
        let request = cache.request()
        let counts = try await store.figures(of: lives, now: clock.date).mapValues(\.counts)
        cache.store(counts, answering: request)
        return counts
    }

    // MARK: The store, which may fail

    private func withStore<Answer>(
        _ body: () async throws(AudienceError) -> Answer
    ) async throws(AudienceError) -> Answer {
        do throws(AudienceError) {
            let answer = try await body()
            outage.answered()
            return answer
        } catch {
            outage.failed(error)
            throw error
        }
    }

    /// Calls the store without a waiting request: a failure is noted, and the next period tries again.
    private func attempt(_ body: () async throws(AudienceError) -> Void) async {
        try? await withStore(body)
    }
}
