internal import OrderedCollections
internal import RoadWaveRTC

/// The queue of replays without Redis: the rows in the order in which they wait, for workers of one process or several.
actor EmbeddedReplayQueue: ReplayQueue {
    private let clock: NodeClock
    /// The jobs that no worker of this process has, in their order.
    private var waiting: OrderedSet<LiveID> = []
    private var taken: Set<LiveID> = []
    /// Workers that wait for a job.
    private var idle: [(id: Int, continuation: CheckedContinuation<LiveID?, Never>)] = []
    private var nextID = 0

    init(clock: NodeClock) { self.clock = clock }

    func add(_ lives: [LiveID]) {
        for live in lives where !taken.contains(live) { waiting.append(live) }
        while let live = waiting.first, !idle.isEmpty {
            waiting.removeFirst()
            taken.insert(live)
            idle.removeFirst().continuation.resume(returning: live)
        }
    }

    func next(for worker: WorkerName, atMost limit: Duration) async -> LiveID? {
        if let live = waiting.first {
            waiting.removeFirst()
            taken.insert(live)
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

    func renew(_ live: LiveID, by worker: WorkerName) {}

    func remove(_ live: LiveID) {
        waiting.remove(live)
        taken.remove(live)
    }

    func bury(_ live: LiveID, reason: String) { remove(live) }

    func leave(_ worker: WorkerName) {}

    func complaint() -> String? { nil }
}
