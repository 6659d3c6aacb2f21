internal import Logging
internal import RoadWaveRTC

/// The lives of this node: the running ones, as many as it can take, and the latest ended ones. See
/// docs/decisions/nodes.md, « How a live ended ».
actor LiveRegistry {
    /// How many ended lives are kept for queries: a day of a full node with lives of two hours.
    private static let historyLimit = 1_200
    /// How long an ended live is kept if the catalogue has it, as in the registry of nodes. From then on its row counts:
    /// its creator may have been erased.
    static let historyTime = Duration.seconds(3_600)
    /// How long a stop waits until the storage has accepted the ends of the lives. It is several retries long, and
    /// shorter than the time-out of supervisors (systemd 90 s, Kubernetes 30 s). The journal leaves the rest to the
    /// next start.
    static let closingTimeout = Duration.seconds(10)
    /// How long a request to end a live waits for certainty, if neither the registry of nodes nor the storage tells
    /// whether another node ended the live before. It is shorter than the time-outs of clients.
    private static let answerTimeout = Duration.seconds(5)

    /// The services that the beginning and the end of a live use.
    struct Outlets: Sendable {
        let events: EventHub
        let metrics: LiveMetrics
        let logger: Logger
        /// The journal of running lives; nil for a node without one.
        var journal: LiveJournal?
        /// The catalogue of all lives; nil for a node without one.
        var catalogue: LiveCatalogue?
        /// The audit trail; nil for a node without one.
        var audit: AuditTrail?
        /// The audience counts; nil for a node without them.
        var audience: AudienceKeeper?
        /// The other nodes; nil for a node on its own.
        var nodes: (any LiveNodes)?
        /// Queues the jobs that follow a live, such as its replay, once it is over and stored.
        var queueFollowUp: @Sendable (Live) -> Void = { _ in }
    }

    let clock: NodeClock
    let outlets: Outlets
    /// The slots of the running lives.
    nonisolated let slots: SlotKeeper
    private let router: DatagramRouter
    private let loops: [MediaLoop]
    private let makeSession: LiveSession.Factory
    private var nextLoop = 0
    /// The running lives.
    var sessions: [LiveID: LiveSession] = [:]
    /// How the lives end, running lives included.
    var endings = CurrentEndings()
    private var history: [LiveID: Live] = [:]
    private var historyOrder: [LiveID] = []
    private var isStopping = false
    /// Whether no new lives are taken, while the running ones go on.
    var isDraining = false

    /// - Parameter loops: at least one; lives are assigned to them in turn.
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

    /// The number of running lives.
    var count: Int { sessions.count }

    /// The number of lives whose creators are connected.
    var connectedCount: Int {
        get async { await running.count { $0.state == .live } }
    }

    /// One of the running lives.
    var anyRunning: LiveID? { sessions.keys.first }

    /// Starts a live for a creator.
    func admit(
        creator: Creator, metadata: LiveMetadata, offer: WHIPOffer
    ) async throws(AdmissionError) -> LiveSession {
        guard !isStopping, !isDraining else { throw .stopping }
        let id = LiveID()
        try await slots.acquire(for: id, of: creator)
        let session: LiveSession
        do throws(AdmissionError) {
            // The node may have begun to stop meanwhile.
            guard !isStopping, !isDraining else { throw .stopping }
            session = try makeSession(id, creator.id, metadata, offer)
        } catch {
            // There is no live and no ending: the slot was never used.
            await slots.release(id)
            throw error
        }
        // In the table before the next suspension, so that a stop finds it.
        let live = session.firstLive
        sessions[id] = session
        begin(LiveEnding(of: live, lease: session.firstLease))
        endings.add(Task { await host(session, live) }, for: id)
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

    /// The running live with this identity.
    func session(_ id: LiveID) -> LiveSession? { sessions[id] }

    /// Ends a running live; its slot is free when this returns.
    /// - Returns: the final state of the live, which is lost if another node had taken it over before; nil while that
    ///   is not certain.
    @discardableResult
    func end(_ session: LiveSession, _ reason: EndReason) async -> Live? {
        // Packets that the creator sent before the request to end are part of the live.
        await router.settle()
        await session.end(reason)
        let answer = Task { await waitForAnswer(about: session.id) }
        guard await clock.wait(for: [answer], atMost: Self.answerTimeout) else { return nil }
        return history[session.id]
    }

    /// A running or recently ended live.
    func live(_ id: LiveID) async -> Live? {
        if let live = history[id] {
            if isForgettable(live) { forget(id) } else { return live }
        }
        guard let session = sessions[id] else { return nil }
        let live = await session.live
        // The live may have ended meanwhile.
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

    /// Ends every live normally. Returns once their playlists are closed, or after ``closingTimeout``.
    func stop() async {
        isStopping = true
        await router.settle()
        for session in sessions.values { await session.end(.nodeStopped) }
        let conclusion = Task { await waitUntilConcluded() }
        if await !clock.wait(for: [conclusion], atMost: Self.closingTimeout) { giveUp() }
        await slots.stop()
    }

    /// Gives up the endings that take too long.
    private func giveUp() {
        let open = endings.open
        let unstored = open.filter { !$0.isMediaSettled }.count
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
            endings.cancel(ending.live.id)
            take(.stopped, of: ending.live.id)
        }
        endings.release()
    }

    /// Runs a live until it is over and its media is stored, and passes on the facts of its ending.
    private func host(_ session: LiveSession, _ live: Live) async {
        // Recorded before any media is stored: if the process dies, the next start knows which playlists to close.
        await outlets.journal?.note(JournalEntry(running: live))
        outlets.audit?.record(.started(live))
        let id = session.id
        await withDiscardingTaskGroup { group in
            group.addTask {
                let media = await session.storeMedia()
                await self.take(.mediaClosed(media, bytes: await session.storedBytes), of: id)
            }
            group.addTask {
                await session.writeRecording()
                await self.take(.recordingClosed, of: id)
            }
            // In parallel with the media, which does not wait for the counts.
            group.addTask {
                await self.outlets.audience?.open(id)
                await self.take(.audienceOpened, of: id)
            }
            group.addTask { for await end in session.ends { await self.take(.ended(end), of: id) } }
        }
    }

    /// Keeps an ended live for queries, in place of the oldest one. A later call updates the same live.
    func keep(_ live: Live) {
        guard history.updateValue(live, forKey: live.id) == nil else { return }
        historyOrder.append(live.id)
        guard historyOrder.count > Self.historyLimit, let oldest = historyOrder.first else { return }
        forget(oldest)
    }

    private func forget(_ id: LiveID) {
        history[id] = nil
        historyOrder.removeAll { $0 == id }
    }

    /// Whether a live ended long ago, and is written in the catalogue.
    private func isForgettable(_ live: Live) -> Bool {
        guard outlets.catalogue != nil, !endings.isOpen(live.id), let end = live.endedAt else { return false }
        return clock.date - end > Self.historyTime
    }
}

/// Why a creator cannot start a live now.
enum AdmissionError: Error {
    /// All slots are taken; a premium creator gets a place in the queue.
    case capacityReached(QueueStanding?)
    /// The creator already runs the maximum number of lives, which are listed.
    case creatorLimit([LiveID])
    /// The number of lives on all nodes is unknown.
    case capacityUnknown
    /// The node is stopping and takes no more lives.
    case stopping
    /// The live could not be set up.
    case failed(any Error)
}
