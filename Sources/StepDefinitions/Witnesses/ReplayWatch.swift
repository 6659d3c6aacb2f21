internal import Foundation
internal import RoadWaveTestServices

/// What is seen of a job from outside while it is done: at the node's HTTP, in Redis, and what Linux says of the
/// process that has the job.
actor ReplayWatch {
    /// What was seen in one look.
    struct Sighting: Sendable {
        var state: String
        var stage: String?
        var percent: Int?
        /// The consumers of the queue that have the job.
        var holders: [String]
        /// The programs that the processes of these consumers have started.
        var children: [String]
        /// The process that has the job, every tenth of a second; nil when it is dead.
        var process: ProcessSighting?
        /// Whether the list of replays has it.
        var isListed: Bool
        /// When it was seen, on the system's clock.
        var date: Date
    }

    private let node: String
    private let live: String
    private let redis: RedisWitness
    private var lastProcess: ContinuousClock.Instant?
    private(set) var sightings: [Sighting] = []
    private var task: Task<Void, Never>?

    init(node: String, live: String, redis: RedisServer) {
        self.node = node
        self.live = live
        self.redis = RedisWitness(server: redis)
    }

    /// Looks again and again, until ``stop()``.
    func start() {
        task = Task {
            while !Task.isCancelled {
                await look()
                // why: the pause between two looks.
                try? await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    func stop() async {
        task?.cancel()
        await task?.value
    }

    private func look() async {
        let list = await HTTPWitness().request("\(node)/replays")
        let document = await HTTPWitness().request("\(node)/replays/\(live)")
        let holders = (try? await redis.holders(of: live)) ?? []
        let pids = holders.compactMap(Self.pid)
        let children = pids.flatMap(ProcessSighting.children)
        var process: ProcessSighting?
        if let pid = pids.first, lastProcess.map({ ContinuousClock.now - $0 >= .milliseconds(100) }) ?? true {
            process = ProcessSighting(of: pid)
            lastProcess = ContinuousClock.now
        }
        sightings.append(
            Sighting(
                state: document?.json["state"] as? String ?? "\(document?.status ?? 0)",
                stage: document?.json["stage"] as? String, percent: document?.json["percent"] as? Int,
                holders: holders.sorted(), children: children, process: process,
                isListed: list?.text.contains(live) == true, date: Date()))
    }

    /// The process of a worker, which its name gives: `HOST-PID-random`.
    private static func pid(of worker: String) -> Int32? {
        let parts = worker.split(separator: "-")
        return parts.count >= 3 ? Int32(parts[parts.count - 2]) : nil
    }

    /// The states in the order in which they were seen, without repetitions.
    var states: [String] {
        sightings.map(\.state).reduce(into: []) { states, state in
            if states.last != state { states.append(state) }
        }
    }
}
