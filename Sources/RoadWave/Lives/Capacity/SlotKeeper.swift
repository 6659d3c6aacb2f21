internal import CoreMetrics
internal import Logging

/// The slots of this node's lives: acquired before they start, renewed while they run, released when they are over.
/// See docs/decisions/redis.md, « Admission without Redis ».
actor SlotKeeper {
    private let capacity: any LiveCapacity
    private let policy: CapacityPolicy
    private let clock: NodeClock
    private let metrics: CapacityMetrics
    private let logger: Logger
    /// The lives that run here, with their creators; as many as the granted slots.
    private var held: [LiveID: UserID] = [:]
    /// Slots that could not be released, or may have been granted in a lost response. At most as many as all slots; the
    /// others become free when their lease expires.
    private var unreleased: Set<LiveID> = []
    /// The occupancy in the last response.
    private var occupancy = Occupancy()
    /// The error of the last request; nil if it succeeded.
    private var failure: CapacityError?
    private var renewals: Task<Void, Never>?

    init(
        capacity: any LiveCapacity, policy: CapacityPolicy, clock: NodeClock, metrics: CapacityMetrics, logger: Logger
    ) {
        self.capacity = capacity
        self.policy = policy
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
    }

    /// Takes a slot for a live that is about to start.
    func acquire(for live: LiveID, of creator: Creator) async throws(AdmissionError) {
        let lives = held
        let decision: SlotDecision
        do throws(CapacityError) {
            let admission = try await capacity.acquire(
                SlotRequest(live: live, creator: creator), renewing: lives, now: clock.date)
            decision = admission.decision
            if decision == .granted { held[live] = creator.id }
            await succeed(admission.occupancy, renewed: lives)
        } catch {
            fail(error)
            postponeRelease(of: live)
            refuse("a live was refused: the lives of all nodes cannot be counted", ["error": "\(error)"])
            throw .capacityUnknown
        }
        switch decision {
        case .granted: break
        case .settling:
            refuse("a live was refused: the nodes are renewing a count that was lost", [:])
            throw .capacityUnknown
        case .creatorLimit(let own):
            refuse("a live was refused: its creator holds as many as one may", ["creator": "\(creator.id)"])
            throw .creatorLimit(own)
        case .full(let place):
            refuse("a live was refused at capacity", ["position": "\(place?.position ?? 0)"])
            throw .capacityReached(place.map { QueueStanding(place: $0, askAgainAfter: policy.pollingPeriod) })
        }
    }

    /// Releases the slot of a live that is over. The slot is free when this returns. If the capacity does not answer,
    /// the slot becomes free with the next successful request, or when its lease expires.
    func release(_ live: LiveID) async {
        held[live] = nil
        await requestRelease(of: live)
    }

    /// Renews the slots from now on, until ``stop()``.
    func start() async {
        // After a lost count, settling begins now, not when the first creator arrives.
        await renew()
        renewals = Task {
            while (try? await clock.sleep(for: policy.renewalPeriod)) != nil { await renew() }
        }
    }

    func stop() async {
        renewals?.cancel()
        await renewals?.value
    }

    /// The occupancy of the nodes, as far as this node knows.
    func status() -> CapacityStatus {
        CapacityStatus(maximumLives: policy.maximumLives, occupancy: failure == nil ? occupancy : nil)
    }

    /// Why no live can be admitted now, even if slots are free; nil when a live can be admitted.
    func obstacle() async -> String? {
        await renew()
        if let failure { return "no live is admitted: \(failure)" }
        return occupancy.isSettling ? "no live is admitted while the nodes tell again which lives they run" : nil
    }

    /// Renews the slots of the running lives, and gets the occupancy of all nodes.
    private func renew() async {
        let lives = held
        do throws(CapacityError) {
            await succeed(try await capacity.renew(lives, now: clock.date), renewed: lives)
        } catch {
            fail(error)
        }
    }

    private func succeed(_ found: Occupancy, renewed lives: [LiveID: UserID]) async {
        if failure != nil { logger.notice("the lives of all nodes are counted again") }
        if found.taken > policy.maximumLives, found.taken != occupancy.taken {
            logger.warning(
                "more lives run than may: nodes were cut off for longer than a lease; none is admitted until it ends",
                metadata: ["lives": "\(found.taken)", "maximum": "\(policy.maximumLives)"])
        }
        failure = nil
        occupancy = found
        // The live ended and was released before the renewal arrived: without a second release, the slot would stay for
        // a lease.
        let over = unreleased.union(lives.keys).subtracting(held.keys)
        unreleased = []
        for live in over { await requestRelease(of: live) }
    }

    private func fail(_ error: CapacityError) {
        if failure == nil {
            logger.error(
                "the lives of all nodes cannot be counted: those that run go on, no other is admitted",
                metadata: ["error": "\(error)"])
        }
        metrics.failures.increment()
        failure = error
    }

    private func requestRelease(of live: LiveID) async {
        do throws(CapacityError) {
            try await capacity.release(live, now: clock.date)
        } catch {
            metrics.failures.increment()
            logger.warning(
                "a slot could not be released: it is free at the end of its lease, or once the count answers again",
                metadata: ["live": "\(live)", "error": "\(error)"])
            postponeRelease(of: live)
        }
    }

    private func postponeRelease(of live: LiveID) {
        if unreleased.count < policy.maximumLives { unreleased.insert(live) }
    }

    private func refuse(_ message: Logger.Message, _ metadata: Logger.Metadata) {
        metrics.livesRefused.increment()
        logger.info(message, metadata: metadata)
    }
}
