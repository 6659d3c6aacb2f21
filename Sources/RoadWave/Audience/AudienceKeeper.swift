internal import CoreMetrics
internal import Logging
internal import ServiceLifecycle

/// The audiences of lives, as one node serves them. It writes sessions and reactions to the store, publishes them,
/// removes expired sessions, and caches the counts.
///
/// Reading a count never waits for a store that does not answer: the cached count is returned.
actor AudienceKeeper: Service {
    private let store: any AudienceStore
    private let configuration: AudienceConfiguration
    private let clock: NodeClock
    private let metrics: AudienceMetrics
    private let logger: Logger
    private let followed: @Sendable () -> Set<LiveID>
    private let publish: @Sendable (AudienceEvent, LiveID, WallDate) -> Void
    /// The lives that run here: as many as were admitted.
    private var running: Set<LiveID> = []
    private var cache = CountCache()
    /// The failure of the last request to the store; nil if it succeeded.
    private var failure: AudienceError?

    /// - Parameters:
    ///   - followed: the lives of other nodes whose counts are published.
    ///   - publish: called with each event of a live's audience, and its date.
    init(
        store: any AudienceStore, configuration: AudienceConfiguration, clock: NodeClock, metrics: AudienceMetrics,
        logger: Logger, followed: @escaping @Sendable () -> Set<LiveID>,
        publish: @escaping @Sendable (AudienceEvent, LiveID, WallDate) -> Void
    ) {
        self.store = store
        self.configuration = configuration
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
        self.followed = followed
        self.publish = publish
    }

    // MARK: Listeners

    /// Begins a session of a listener. If the user already has a session in this live, that one continues.
    func join(
        _ listener: ListenerID, of user: UserID, to live: LiveID, at position: GeoPosition?
    ) async throws(AudienceError) -> JoinDecision {
        let now = clock.date
        let decision = try await withStore { () throws(AudienceError) in
            try await store.join(listener, of: user, to: live, now: now)
        }
        if case .joined(let former) = decision {
            if let former { publish(.left(former), live, now) }
            publish(.joined(listener, user, position), live, now)
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
        let decision = try await withStore { () throws(AudienceError) in
            try await store.react(reaction, of: user, in: live, now: now)
        }
        if decision == .counted { await refresh(live) }
        return decision
    }

    // MARK: Lives

    /// Opens the audience of a live that runs on this node.
    func open(_ live: LiveID) async {
        running.insert(live)
        let now = clock.date
        await attempt { () throws(AudienceError) in try await store.open([live], now: now) }
    }

    /// Closes the audience of a live of this node. This ends its sessions.
    /// - Returns: its last counts, with the listeners of that moment.
    @discardableResult
    func close(_ live: LiveID) async -> AudienceCounts {
        running.remove(live)
        let now = clock.date
        await refresh(live)
        let last = cache.counts(of: live) ?? .none
        await attempt { () throws(AudienceError) in
            try await store.close(live, now: now)
            try await sweep(live)
        }
        return last
    }

    // MARK: Counts

    /// The counts of a live; ``AudienceCounts/none`` of an unknown one.
    func counts(of live: LiveID) async -> AudienceCounts { await counts(of: [live])[live] ?? .none }

    /// The counts of lives: from the cache, otherwise from the store, which is not asked while it fails.
    func counts(of lives: [LiveID]) async -> [LiveID: AudienceCounts] {
        let missing = cache.lookUp(lives, now: clock.now)
        var asked: [LiveID: AudienceCounts] = [:]
        if !missing.isEmpty, failure == nil {
            await attempt { () throws(AudienceError) in asked = try await refresh(missing) }
        }
        return Dictionary(
            lives.map { ($0, cache.counts(of: $0) ?? asked[$0] ?? .none) }, uniquingKeysWith: { first, _ in first })
    }

    /// Why listeners cannot join now; nil if they can.
    func obstacle() -> String? { failure.map { "listeners cannot join: \($0)" } }

    // MARK: Periods

    /// Removes expired sessions and publishes changed counts, until the node stops.
    func run() async {
        await cancelWhenGracefulShutdown { [self] in
            await withDiscardingTaskGroup { group in
                group.addTask { while await self.wait(self.configuration.sweepPeriod) { await self.sweep() } }
                group.addTask {
                    while await self.wait(self.configuration.counterPeriod) { await self.publishChanges() }
                }
                group.addTask { while await self.wait(self.configuration.retention / 60) { await self.renewRunning() } }
            }
        }
    }

    /// Sleeps for a period.
    /// - Returns: false when the node stops.
    private func wait(_ period: Duration) async -> Bool { (try? await clock.sleep(for: period)) != nil }

    /// Removes expired sessions, including sessions that began on other nodes.
    private func sweep() async {
        let now = clock.date
        await attempt { () throws(AudienceError) in
            for live in try await store.livesToSweep(now: now) { try await sweep(live) }
        }
    }

    /// Keeps the counts of the lives that run here: a live without listeners has no other activity.
    private func renewRunning() async {
        let now = clock.date
        await attempt { () throws(AudienceError) in try await store.open(running, now: now) }
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
        let lives = cache.livesToRefresh(besides: running.union(followed()), now: clock.now)
        await attempt { () throws(AudienceError) in try await refresh(lives) }
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
        let counts = try await store.counts(of: lives)
        cache.store(counts, answering: request)
        return counts
    }

    // MARK: The store, which may fail

    private func withStore<Answer>(
        _ body: () async throws(AudienceError) -> Answer
    ) async throws(AudienceError) -> Answer {
        do throws(AudienceError) {
            let answer = try await body()
            if failure != nil { logger.notice("audiences are counted again") }
            failure = nil
            return answer
        } catch {
            if failure == nil {
                logger.error(
                    "audiences cannot be counted: lives continue, but listeners cannot join",
                    metadata: ["error": "\(error)"])
            }
            metrics.failures.increment()
            failure = error
            throw error
        }
    }

    /// Calls the store without a waiting request: a failure is noted, and the next period tries again.
    private func attempt(_ body: () async throws(AudienceError) -> Void) async {
        try? await withStore(body)
    }
}

/// An event of a live's audience.
enum AudienceEvent: Sendable {
    /// A session began, at the position that the application gave.
    case joined(ListenerID, UserID, GeoPosition?)
    /// A session ended.
    case left(EndedSession)
    /// A user reported the live for the first time.
    case reported(ReportCategory, by: UserID)
    /// The counts have changed since they were last published, whichever node changed them.
    case counted(AudienceCounts)
}

/// The metrics of the audience counts.
struct AudienceMetrics: Sendable {
    let failures: Counter

    init(_ factory: any MetricsFactory) {
        failures = factory.counter(
            "roadwave_audience_failures_total", "Failed requests to the audience store.")
    }
}
