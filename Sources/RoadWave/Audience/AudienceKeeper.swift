internal import CoreMetrics
internal import Logging
internal import ServiceLifecycle

/// The audiences of lives as one node serves them: takes what listeners do to the store, tells of it, removes those who fell silent, and has the counts at hand.
///
/// Whoever only wants to know a count never waits for a store that does not answer: the last one that was known stands.
actor AudienceKeeper: Service {
    private let store: any AudienceStore
    private let configuration: AudienceConfiguration
    private let clock: NodeClock
    private let metrics: AudienceMetrics
    private let logger: Logger
    private let followed: @Sendable () -> Set<LiveID>
    private let tell: @Sendable (AudienceEvent, LiveID, WallDate) -> Void
    /// The lives that run here, as many as were admitted.
    private var running: Set<LiveID> = []
    private var board = CountBoard()
    /// Why the last request to the store failed; nil when it did not.
    private var failure: AudienceError?

    /// - Parameters:
    ///   - followed: the lives whose counts are told although they run elsewhere.
    ///   - tell: called with what happened in the audience of a live, and when.
    init(
        store: any AudienceStore, configuration: AudienceConfiguration, clock: NodeClock, metrics: AudienceMetrics,
        logger: Logger, followed: @escaping @Sendable () -> Set<LiveID>,
        tell: @escaping @Sendable (AudienceEvent, LiveID, WallDate) -> Void
    ) {
        self.store = store
        self.configuration = configuration
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
        self.followed = followed
        self.tell = tell
    }

    // MARK: What listeners do.

    /// Counts a listener of a live.
    func join(
        _ listener: ListenerID, of user: UserID, to live: LiveID, at position: GeoPosition?
    ) async throws(AudienceError) -> JoinDecision {
        let now = clock.date
        let decision = try await asking { () throws(AudienceError) in
            try await store.join(listener, of: user, to: live, now: now)
        }
        if case .joined(let former) = decision {
            if let former { tell(.left(former), live, now) }
            tell(.joined(listener, user, position), live, now)
            await learn(live)
        }
        return decision
    }

    /// Hears a listener's heartbeat.
    func beat(_ listener: ListenerID, of user: UserID, in live: LiveID) async throws(AudienceError) -> BeatDecision {
        let now = clock.date
        return try await asking { () throws(AudienceError) in
            try await store.beat(listener, of: user, in: live, now: now)
        }
    }

    /// Counts a listener no more.
    func leave(_ listener: ListenerID, of user: UserID, in live: LiveID) async throws(AudienceError) -> LeaveDecision {
        let now = clock.date
        let decision = try await asking { () throws(AudienceError) in
            try await store.leave(listener, of: user, in: live, now: now)
        }
        if case .left(let departure) = decision {
            tell(.left(departure), live, now)
            await learn(live)
        }
        return decision
    }

    /// Counts a user's like.
    func like(_ live: LiveID, by user: UserID) async throws(AudienceError) -> VoiceDecision {
        try await raise(.like, of: user, in: live, now: clock.date)
    }

    /// Counts a user's report, and notes the first one's category.
    func report(
        _ live: LiveID, as category: ReportCategory, by user: UserID
    ) async throws(AudienceError) -> VoiceDecision {
        let now = clock.date
        let decision = try await raise(.report, of: user, in: live, now: now)
        if decision == .counted {
            tell(.reported(category, by: user), live, now)
        }
        return decision
    }

    private func raise(
        _ voice: Voice, of user: UserID, in live: LiveID, now: WallDate
    ) async throws(AudienceError) -> VoiceDecision {
        let decision = try await asking { () throws(AudienceError) in
            try await store.raise(voice, of: user, in: live, now: now)
        }
        if decision == .counted { await learn(live) }
        return decision
    }

    // MARK: What lives do.

    /// A live runs on this node.
    func open(_ live: LiveID) async {
        running.insert(live)
        let now = clock.date
        await trying { () throws(AudienceError) in try await store.open([live], now: now) }
    }

    /// A live of this node is over: nobody listens any more.
    /// - Returns: its last counts, those of its listeners included.
    @discardableResult
    func close(_ live: LiveID) async -> AudienceCounts {
        running.remove(live)
        let now = clock.date
        await learn(live)
        let last = board.counts(of: live) ?? .none
        await trying { () throws(AudienceError) in
            try await store.close(live, now: now)
            try await sweep(live)
        }
        return last
    }

    // MARK: What others want to know.

    /// The counts of a live; ``AudienceCounts/none`` of one that nothing is known of.
    func counts(of live: LiveID) async -> AudienceCounts { await counts(of: [live])[live] ?? .none }

    /// The counts of lives. Those that were not asked for lately are asked of the store, unless it fails.
    func counts(of lives: [LiveID]) async -> [LiveID: AudienceCounts] {
        let missing = board.ask(for: lives, now: clock.now)
        var asked: [LiveID: AudienceCounts] = [:]
        if !missing.isEmpty, failure == nil {
            await trying { () throws(AudienceError) in asked = try await learn(missing) }
        }
        return Dictionary(
            lives.map { ($0, board.counts(of: $0) ?? asked[$0] ?? .none) }, uniquingKeysWith: { first, _ in first })
    }

    /// Why no listener is taken now; nil when they are.
    func obstacle() -> String? { failure.map { "no listener is taken: \($0)" } }

    // MARK: What is done again and again.

    /// Looks for listeners who fell silent, and for counts that changed, until the node stops.
    func run() async {
        await cancelWhenGracefulShutdown { [self] in
            await withDiscardingTaskGroup { group in
                group.addTask { while await self.pass(self.configuration.sweepPeriod) { await self.sweep() } }
                group.addTask { while await self.pass(self.configuration.counterPeriod) { await self.tellCounts() } }
                group.addTask { while await self.pass(self.configuration.retention / 60) { await self.keep() } }
            }
        }
    }

    /// Lets a period pass.
    /// - Returns: false at the stop.
    private func pass(_ period: Duration) async -> Bool { (try? await clock.sleep(for: period)) != nil }

    /// Removes the listeners who have expired, those of other nodes included.
    private func sweep() async {
        let now = clock.date
        await trying { () throws(AudienceError) in
            for live in try await store.livesToSweep(now: now) { try await sweep(live) }
        }
    }

    /// Keeps the figures of the lives that run here: one without listeners gives no other sign of itself.
    private func keep() async {
        let now = clock.date
        await trying { () throws(AudienceError) in try await store.open(running, now: now) }
    }

    private func sweep(_ live: LiveID) async throws(AudienceError) {
        let now = clock.date
        var removed = 0
        var last: Int
        repeat {
            let departures = try await store.sweep(live, now: now)
            for departure in departures { tell(.left(departure), live, now) }
            last = departures.count
            removed += last
        } while last == configuration.sweepLimit
        if removed > 0 { await learn(live) }
    }

    /// Tells streams of events which counts have changed, whichever node changed them.
    private func tellCounts() async {
        let lives = board.interesting(besides: running.union(followed()), now: clock.now)
        await trying { () throws(AudienceError) in try await learn(lives) }
        for (live, counts) in board.changes() { tell(.counted(counts), live, clock.date) }
    }

    /// Has the counts of a live at hand as they have just become.
    private func learn(_ live: LiveID) async {
        await trying { () throws(AudienceError) in try await learn([live]) }
    }

    /// Asks the store for the counts of lives, and has them at hand.
    @discardableResult
    private func learn(_ lives: [LiveID]) async throws(AudienceError) -> [LiveID: AudienceCounts] {
        let question = board.question()
        let counts = try await store.counts(of: lives)
        board.learn(counts, asked: question)
        return counts
    }

    // MARK: The store, which may fail.

    private func asking<Answer>(
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
                    "audiences cannot be counted: lives go on and are heard, no listener is taken",
                    metadata: ["error": "\(error)"])
            }
            metrics.failures.increment()
            failure = error
            throw error
        }
    }

    /// Asks what nobody waits for: a failure is noted, and the next period asks again.
    private func trying(_ body: () async throws(AudienceError) -> Void) async {
        try? await asking(body)
    }
}
