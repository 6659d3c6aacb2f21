internal import Logging
internal import RoadWaveRTC

/// The lives of this node: those that run, as many as it can take, and the last ones that are over.
/// See docs/decisions/nodes.md, « How a live ended ».
actor LiveRegistry {
    /// How many lives that are over can still be asked about: a day of a full node with lives of two hours.
    private static let historyLimit = 1_200
    /// How long a stop waits for the storage to take the ends of the lives: several of its retries, and less than any
    /// supervisor waits before it kills (systemd 90 s, Kubernetes 30 s). The journal leaves the rest to the next start.
    static let closingTimeout = Duration.seconds(10)
    /// How long a request to end a live waits until it is certain how it ended, where neither the registry of nodes nor the
    /// storage says whether another node had ended it before: less than any client waits for an answer.
    private static let answerTimeout = Duration.seconds(5)

    /// What the beginning and the end of a live reach.
    struct Outlets: Sendable {
        let events: EventHub
        let metrics: LiveMetrics
        let logger: Logger
        /// Where running lives are noted; nil where no later process is to know of them.
        var journal: LiveJournal?
        /// Where every live is written and searched; nil where nobody lists them.
        var catalogue: LiveCatalogue?
        /// Where what happens is kept; nil where nothing is.
        var audit: AuditTrail?
        /// What counts listeners; nil where nothing does.
        var audience: AudienceKeeper?
        /// The other nodes; nil where there are none.
        var nodes: (any LiveNodes)?
        /// Queues what follows a live that is over and stored, such as its replay.
        var queueFollowUp: @Sendable (Live) -> Void = { _ in }
    }

    let clock: NodeClock
    let outlets: Outlets
    /// The places of those that run, among all that there are.
    nonisolated let slots: SlotKeeper
    private let router: DatagramRouter
    private let loops: [MediaLoop]
    private let makeSession: LiveSession.Factory
    private var nextLoop = 0
    /// Those that run.
    var sessions: [LiveID: LiveSession] = [:]
    /// How the lives end that run, or whose end is not concluded; as many as run, and ended within the time that a storage
    /// takes.
    var endings: [LiveID: LiveEnding] = [:]
    /// What is under way for each of them.
    var work: [LiveID: [Task<Void, Never>]] = [:]
    /// Requests that wait to learn how a live ended.
    var answers: [LiveID: [CheckedContinuation<Void, Never>]] = [:]
    /// Stops that wait until all endings are concluded.
    var conclusions: [CheckedContinuation<Void, Never>] = []
    private var history: [LiveID: Live] = [:]
    private var historyOrder: [LiveID] = []
    private var isStopping = false

    /// - Parameter loops: at least one; lives are dealt out to them in turn.
    init(
        outlets: Outlets, clock: NodeClock, router: DatagramRouter, loops: [MediaLoop], slots: SlotKeeper,
        makeSession: @escaping LiveSession.Factory
    ) {
        self.outlets = outlets
        self.clock = clock
        self.router = router
        self.loops = loops
        self.slots = slots
        self.makeSession = makeSession
    }

    /// How many lives run.
    var count: Int { sessions.count }

    /// Starts a live for a creator.
    func admit(
        creator: Creator, metadata: LiveMetadata, offer: WHIPOffer
    ) async throws(AdmissionError) -> LiveSession {
        guard !isStopping else { throw .stopping }
        let id = LiveID()
        try await slots.acquire(for: id, of: creator)
        let session: LiveSession
        do throws(AdmissionError) {
            // It may have begun to stop meanwhile.
            guard !isStopping else { throw .stopping }
            session = try makeSession(id, creator.id, metadata, offer)
        } catch {
            // No live, and no end of one: the place was never used.
            await slots.release(id)
            throw error
        }
        // In the table before the next suspension, so that a stop finds it.
        let live = session.firstLive
        sessions[id] = session
        endings[id] = LiveEnding(of: live, lease: session.firstLease)
        work[id] = [Task { await host(session, live) }]
        await session.open()
        return session
    }

    private func makeSession(
        _ id: LiveID, _ creator: UserID, _ metadata: LiveMetadata, _ offer: WHIPOffer
    ) throws(AdmissionError) -> LiveSession {
        let loop = loops[nextLoop]
        nextLoop = (nextLoop + 1) % loops.count
        do {
            return try makeSession(id, creator, metadata, offer, loop)
        } catch {
            outlets.logger.error("a live could not be set up", metadata: ["error": "\(error)"])
            throw .failed(error)
        }
    }

    /// The running live of this identity.
    func session(_ id: LiveID) -> LiveSession? { sessions[id] }

    /// Ends a running live; its place is free when this returns.
    /// - Returns: the live as it ended: lost, where another node had taken it over before. Nil while that is not certain.
    @discardableResult
    func end(_ session: LiveSession, _ reason: EndReason) async -> Live? {
        // What the creator sent before asking for the end is part of the live.
        await router.settle()
        await session.end(reason)
        let answer = Task { await waitForAnswer(about: session.id) }
        guard await clock.wait(for: [answer], atMost: Self.answerTimeout) else { return nil }
        return history[session.id]
    }

    /// A live, running or not long over.
    func live(_ id: LiveID) async -> Live? {
        if let live = history[id] { return live }
        guard let session = sessions[id] else { return nil }
        let live = await session.live
        // It may be over by now.
        return history[id] ?? live
    }

    /// The lives that run here.
    var running: [Live] {
        get async {
            var running: [Live] = []
            for id in Array(sessions.keys) {
                if let live = await live(id), !live.isOver { running.append(live) }
            }
            return running
        }
    }

    /// Ends every live in good order, and returns once their playlists are closed, or the storage has kept the node
    /// waiting for ``closingTimeout``.
    func stop() async {
        isStopping = true
        await router.settle()
        for session in sessions.values { await session.end(.nodeStopped) }
        let conclusion = Task { await waitUntilConcluded() }
        if await !clock.wait(for: [conclusion], atMost: Self.closingTimeout) { giveUp() }
        await slots.stop()
    }

    /// Gives up what takes too long.
    private func giveUp() {
        let open = endings.values.filter { $0.isHosted && !$0.isConcluded }
        let unstored = open.filter { !$0.isStored }.count
        if unstored > 0 {
            outlets.logger.warning(
                "the storage does not take the ends of lives: the next start closes their playlists",
                metadata: ["lives": "\(unstored)"])
        }
        if unstored < open.count {
            outlets.logger.warning(
                "the database does not take the ends of lives: the next start records them",
                metadata: ["lives": "\(open.count - unstored)"])
        }
        for ending in open {
            let id = ending.live.id
            for task in work[id] ?? [] { task.cancel() }
            take(.stopped, of: id)
        }
        for waiter in answers.values.joined() { waiter.resume() }
        answers = [:]
        for waiter in conclusions { waiter.resume() }
        conclusions = []
    }

    /// Stays with a live while it runs and while its media is stored, and passes on what becomes of it.
    private func host(_ session: LiveSession, _ live: Live) async {
        // Before anything of it is stored: should the node die, the next one knows what to close.
        await outlets.journal?.note(JournalEntry(running: live))
        outlets.audit?.record(.started(live))
        let id = session.id
        await withDiscardingTaskGroup { group in
            group.addTask { await self.take(.mediaClosed(await session.storeMedia()), of: id) }
            group.addTask {
                await session.writeRecording()
                await self.take(.recordingClosed, of: id)
            }
            // Beside the media, which waits for no count.
            group.addTask {
                await self.outlets.audience?.open(id)
                await self.take(.audienceOpened, of: id)
            }
            group.addTask { for await end in session.ends { await self.take(.ended(end), of: id) } }
        }
    }

    /// Lets a live that is over be asked about, the latest instead of the oldest; once more where more is known of it.
    func remember(_ live: Live) {
        guard history.updateValue(live, forKey: live.id) == nil else { return }
        historyOrder.append(live.id)
        if historyOrder.count > Self.historyLimit { history[historyOrder.removeFirst()] = nil }
    }
}
