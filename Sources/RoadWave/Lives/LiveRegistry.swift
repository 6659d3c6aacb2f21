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
    /// How long who ends a live waits to hear how it ended, where neither the registry of nodes nor the storage says
    /// whether another node had ended it before: less than any client waits for an answer.
    private static let tellingTimeout = Duration.seconds(5)

    let environment: LiveEnvironment
    private let loops: [MediaLoop]
    /// The places of those that run, among all that there are.
    nonisolated let slots: SlotKeeper
    private var nextLoop = 0
    private var sessions: [LiveID: LiveSession] = [:]
    /// Those of them that are over: they take no place any more.
    private var closing: Set<LiveID> = []
    /// What stays with each live until its media is stored, which may be long after its end.
    private var hosting: [LiveID: Task<Void, Never>] = [:]
    /// Those of them whose media is stored, and whose end the database has not taken yet.
    private var unlisted: Set<LiveID> = []
    private var history: [LiveID: Live] = [:]
    private var historyOrder: [LiveID] = []
    private var isStopping = false

    /// - Parameter loops: at least one; lives are dealt out to them in turn.
    init(environment: LiveEnvironment, loops: [MediaLoop], slots: SlotKeeper) {
        self.environment = environment
        self.loops = loops
        self.slots = slots
    }

    /// How many lives run.
    var count: Int { sessions.count - closing.count }

    /// Starts a live for a creator.
    func admit(
        creator: Creator, metadata: LiveMetadata, offer: WHIPOffer
    ) async throws(AdmissionError) -> LiveSession {
        guard !isStopping else { throw .stopping }
        let id = LiveID()
        try await slots.take(for: id, of: creator)
        let session: LiveSession
        do throws(AdmissionError) {
            // It may have begun to stop meanwhile.
            guard !isStopping else { throw .stopping }
            session = try makeSession(id, creator.id, metadata, offer)
        } catch {
            await slots.giveBack(id)
            throw error
        }
        // In the table before the next suspension, so that a stop finds it.
        sessions[session.id] = session
        hosting[session.id] = Task { await host(session) }
        await session.open()
        return session
    }

    private func makeSession(
        _ id: LiveID, _ creator: UserID, _ metadata: LiveMetadata, _ offer: WHIPOffer
    ) throws(AdmissionError) -> LiveSession {
        let loop = loops[nextLoop]
        nextLoop = (nextLoop + 1) % loops.count
        do {
            return try LiveSession(
                id: id, creator: creator, metadata: metadata, offer: offer, loop: loop, environment: environment)
        } catch {
            environment.logger.error("a live could not be set up", metadata: ["error": "\(error)"])
            throw .failed(error)
        }
    }

    /// The running live of this identity.
    func session(_ id: LiveID) -> LiveSession? { closing.contains(id) ? nil : sessions[id] }

    /// Ends a running live; its place is free when this returns.
    /// - Returns: the live as everyone is told that it ended: lost, where another node had taken it over before. Nil while
    ///   nobody says which.
    @discardableResult
    func end(_ session: LiveSession, _ reason: EndReason) async -> Live? {
        // What the creator sent before asking for the end is part of the live.
        await environment.udp.router.settle()
        await session.end(reason)
        if sessions[session.id] != nil { closing.insert(session.id) }
        await slots.giveBack(session.id)
        let telling = Task { await session.waitUntilEndIsTold() }
        guard await environment.clock.wait(for: [telling], atMost: Self.tellingTimeout) else { return nil }
        return await session.live
    }

    /// A live, running or not long over.
    func live(_ id: LiveID) async -> Live? {
        if let session = sessions[id] { return await session.live }
        return history[id]
    }

    /// Every live, running or not long over, in no order.
    var lives: [Live] {
        get async {
            // Each is asked for by its identity: it may be over, and in the history, by the time of its turn.
            var lives = Array(history.values)
            let known = Set(lives.map(\.id))
            for id in Array(sessions.keys) where !known.contains(id) {
                if let live = await live(id) { lives.append(live) }
            }
            return lives
        }
    }

    /// Ends every live in good order, and returns once their playlists are closed, or the storage has kept the node
    /// waiting for ``closingTimeout``.
    func stop() async {
        isStopping = true
        await environment.udp.router.settle()
        for session in sessions.values { await session.end(.nodeStopped) }
        await close()
        await slots.stop()
    }

    /// Waits for what is being stored, and gives up what takes too long.
    private func close() async {
        guard await !environment.clock.wait(for: Array(hosting.values), atMost: Self.closingTimeout) else { return }
        let unstored = hosting.count - unlisted.count
        if unstored > 0 {
            environment.logger.warning(
                "the storage does not take the ends of lives: the next start closes their playlists",
                metadata: ["lives": "\(unstored)"])
        }
        if !unlisted.isEmpty {
            environment.logger.warning(
                "the database does not take the ends of lives: the next start tells them",
                metadata: ["lives": "\(unlisted.count)"])
        }
        for task in hosting.values { task.cancel() }
    }

    /// Stays with a live from its start to the storage of its end.
    private func host(_ session: LiveSession) async {
        // Before anything of it is stored: should the node die, the next one knows what to close.
        await environment.journal?.begin(session.live)
        environment.audit?.record(.started(await session.live))
        async let stored = session.storeMedia()
        async let recorded: Void = session.writeRecording()
        // Beside the media, which waits for no count.
        async let counted: Void? = environment.audience?.open(session.id)
        await session.waitUntilOver()
        closing.insert(session.id)
        var live = await session.retire()
        remember(live)
        sessions[session.id] = nil
        closing.remove(session.id)
        // A second time for a live that was ended from outside: no harm is done.
        await slots.giveBack(live.id)
        let known = await environment.membership?.end(live)
        await environment.journal?.finish(live)
        // Nobody says whether another node had taken it over: its playlists do.
        if known == nil, await !session.isEndTold { _ = await stored }
        live = known ?? live
        if session.origin.isLost, live.state != .lost { live.lose(at: live.endedAt ?? environment.clock.date) }
        remember(live)
        await session.tellEnd(as: live)
        await counted
        let counts = await environment.audience?.close(live.id)
        // Whoever took it over notes its end.
        if live.state != .lost { environment.audit?.record(.ended(live, audience: counts)) }
        let isClosed = await stored
        await recorded
        if isClosed { environment.events.publish(.liveClosed(live)) }
        // A live that the database does not know to be over stays in the journal: the next start tells it.
        unlisted.insert(live.id)
        let isListed = await environment.catalogue?.waitUntilWritten(live.id) ?? true
        unlisted.remove(live.id)
        // Given up by a stop: the journal says what is left to do, and may be another node's by now.
        guard !Task.isCancelled else { return }
        await environment.journal?.end(live, isClosed: isClosed && isListed)
        hosting[live.id] = nil
    }

    /// Lets a live that is over be asked about, the latest instead of the oldest; once more where more is known of it.
    func remember(_ live: Live) {
        guard history.updateValue(live, forKey: live.id) == nil else { return }
        historyOrder.append(live.id)
        if historyOrder.count > Self.historyLimit { history[historyOrder.removeFirst()] = nil }
    }
}
