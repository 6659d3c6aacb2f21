internal import OrderedCollections
internal import RoadWaveRTC

/// The queue of replays without Redis: the rows in the order in which they wait, for workers of one process or several.
actor EmbeddedReplayQueue: ReplayQueue {
    /// After this time without a sign of life, a worker does not have its job any more, if the job waits: several times
    /// the period of those signs.
    private static let abandonedAfter = Duration.seconds(60)

    private let clock: NodeClock
    /// The jobs that no worker of this process has, in their order.
    private var waiting: OrderedSet<LiveID> = []
    /// The jobs that workers of this process got, with their last signs of life.
    private var taken: [LiveID: MonotonicTime] = [:]
    /// Workers that wait for a job.
    private var idle: [(id: Int, continuation: CheckedContinuation<LiveID?, Never>)] = []
    private var nextID = 0

    init(clock: NodeClock) { self.clock = clock }

    func add(_ lives: [LiveID]) {
        let now = clock.now
        for live in lives {
            // The job waits: its worker has lost it, or has only just got it.
            if let seen = taken[live], now - seen < Self.abandonedAfter { continue }
            taken[live] = nil
            waiting.append(live)
        }
        while let live = waiting.first, !idle.isEmpty {
            waiting.removeFirst()
            taken[live] = now
            idle.removeFirst().continuation.resume(returning: live)
        }
    }

    func next(for worker: WorkerName, atMost limit: Duration) async -> LiveID? {
        if let live = waiting.first {
            waiting.removeFirst()
            taken[live] = clock.now
            return live
        }
        nextID += 1
        let id = nextID
        let timer = Task {
            try? await clock.sleep(for: limit)
            giveUp(id)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled { return continuation.resume(returning: nil) }
                idle.append((id, continuation))
            }
        } onCancel: {
            Task { await self.giveUp(id) }
        }
    }

    private func giveUp(_ id: Int) {
        guard let index = idle.firstIndex(where: { $0.id == id }) else { return }
        idle.remove(at: index).continuation.resume(returning: nil)
    }

    func renew(_ live: LiveID, by worker: WorkerName) {
        // A job that waits was given back meanwhile.
        if !waiting.contains(live) { taken[live] = clock.now }
    }

    func giveBack(_ live: LiveID) {
        remove(live)
        add([live])
    }

    func remove(_ live: LiveID) {
        waiting.remove(live)
        taken[live] = nil
    }

    func bury(_ live: LiveID, reason: String) { remove(live) }

    func leave(_ worker: WorkerName) {}

    func entries(limit: Int) -> [ReplayQueueEntry] {
        (Array(taken.keys) + waiting).prefix(limit).map { ReplayQueueEntry(id: $0.description, live: $0) }
    }

    func discard(_ entries: [ReplayQueueEntry]) {
        for live in entries.compactMap(\.live) { remove(live) }
    }

    func complaint() -> String? { nil }
}
