internal import Foundation
internal import RoadWaveTestServices

/// What is seen of a job from outside while it is done: at the node's HTTP, in Redis, and in the memory of the process that
/// has the job.
actor ReplayWatch {
    /// What was seen in one look.
    struct Sighting: Sendable {
        var state: String
        var stage: String?
        var percent: Int?
        /// The consumers of the queue that have the job.
        var holders: [String]
        /// The libraries in the memory of the process that has it.
        var libraries: Set<String>
        /// Whether the list of replays has it.
        var isListed: Bool
        /// When it was seen, on the system's clock.
        var date: Date
    }

    private let node: String
    private let live: String
    private let redis: RedisWitness
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
        let holders = (try? await redis.holders()) ?? [:]
        var libraries: Set<String> = []
        for holder in holders.keys {
            let parts = holder.split(separator: "-")
            // A file of /proc has no size: it is read to its end.
            guard parts.count >= 3,
                let file = FileHandle(forReadingAtPath: "/proc/\(parts[parts.count - 2])/maps"),
                let bytes = try? file.readToEnd()
            else { continue }
            let maps = String(decoding: bytes, as: UTF8.self)
            for line in maps.split(separator: "\n") {
                if let name = line.split(separator: "/").last, name.hasPrefix("lib") {
                    libraries.insert(String(name.prefix { $0 != "." }))
                }
            }
        }
        sightings.append(
            Sighting(
                state: document?.json["state"] as? String ?? "\(document?.status ?? 0)",
                stage: document?.json["stage"] as? String, percent: document?.json["percent"] as? Int,
                holders: holders.keys.sorted(), libraries: libraries,
                isListed: list?.text.contains(live) == true, date: Date()))
    }

    /// The states in the order in which they were seen, without repetitions.
    var states: [String] {
        sightings.map(\.state).reduce(into: []) { states, state in
            if states.last != state { states.append(state) }
        }
    }
}
