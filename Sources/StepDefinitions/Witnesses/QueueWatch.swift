internal import RoadWaveTestServices

/// What Redis says of the queue while workers empty it.
actor QueueWatch {
    /// The queue at one moment.
    struct Sighting: Sendable {
        /// The entries of the stream: a job that is done has none.
        let jobs: Int
        /// The workers that have jobs, with their numbers.
        let holders: [String: Int]

        /// The jobs that a worker has.
        var running: Int { holders.values.reduce(0, +) }
        /// The jobs that nobody has taken.
        var waiting: Int { jobs - running }
    }

    private let redis: RedisWitness
    private(set) var sightings: [Sighting] = []
    private var task: Task<Void, Never>?

    init(redis: RedisServer) { self.redis = RedisWitness(server: redis) }

    /// Looks again and again, until ``stop()``.
    func start() {
        task = Task {
            while !Task.isCancelled {
                if let seen = try? await redis.look() {
                    sightings.append(Sighting(jobs: seen.jobs, holders: seen.holders))
                }
                // why: the pause between two looks.
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    func stop() async {
        task?.cancel()
        await task?.value
    }
}
