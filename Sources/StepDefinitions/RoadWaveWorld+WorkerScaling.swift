internal import Foundation
internal import RoadWaveTestServices

/// Many lives that end together, and the workers that share their jobs.
extension RoadWaveWorld {
    /// So many creators speak for at least six seconds, then all end their lives at once.
    ///
    /// Media and copies are on the node's own disk, which the workers share: fifty lives write more than the storage of
    /// the run takes beside its other work. Jobs are in PostgreSQL and Redis, as in production.
    func endLivesTogether(_ count: Int) async throws {
        configure("ROADWAVE_WORKERS", "0")
        configure("ROADWAVE_SLOT_LEASE_SECONDS", "3")
        // Where the workers find what the node wrote.
        configure("ROADWAVE_DATA", folder + "/data")
        try await restartForManyLives()
        replay.redis = capacity.redis
        try await gatherCreators(count)
        let long = "SELECT count(*) FROM lives WHERE ended_at IS NULL AND started_at <= now() - interval '6 seconds'"
        while try await rows(long) != ["\(count)"] {
            // why: the pause between two looks at a condition, whose bound is the time limit of the step.
            try await Task.sleep(for: .milliseconds(200))
        }
        scaling.tones = await capacity.crowd?.tones ?? [:]
        await capacity.crowd?.endAll()
        scaling.lives = count
    }

    /// The number of rows that a query counts.
    func count(_ sql: String) async throws -> Int { try await rows(sql).first.flatMap { Int($0) } ?? -1 }

    /// The number of jobs in the queue.
    func queuedJobs() async throws -> Int {
        guard let redis = replay.redis else { throw DriverError("la queue n'est pas démarrée") }
        return try await RedisWitness(server: redis).jobs()
    }

    /// Notes the order of the queue, and starts the first workers.
    func startFirstWorkers() async throws {
        guard let redis = replay.redis else { throw DriverError("la queue n'est pas démarrée") }
        scaling.order = try await RedisWitness(server: redis).order()
        let watch = QueueWatch(redis: redis)
        scaling.watch = watch
        await watch.start()
        atEnd { await watch.stop() }
        if replay.accomplices.contains(.recordingsAreSwapped) { try swapRecordings() }
        if replay.accomplices.contains(.noWorker) { return }
        try await startWorkers(replay.accomplices.contains(.oneWorker) ? 1 : WorkerScalingScene.firstWorkers)
        if replay.accomplices.contains(.workerIsPaused), let last = replay.workers.last {
            kill(last.pid, SIGSTOP)
            atEnd { kill(last.pid, SIGCONT) }
        }
    }

    /// Starts so many more workers at the same time.
    func startWorkers(_ count: Int) async throws {
        let (environment, isGreedy) = (environmentOfServer, replay.accomplices.contains(.greedyWorkers))
        try await withThrowingTaskGroup(of: WorkerProcess.self) { group in
            for _ in 0..<max(0, count) {
                group.addTask {
                    try await WorkerProcess.start(environment: environment, concurrency: isGreedy ? 64 : 1)
                }
            }
            while let worker = try await group.next() {
                replay.workers.append(worker)
                atEnd { await worker.process.stop() }
            }
        }
    }

    /// The looks at the queue in which at least so many workers had a job.
    func looks(withWorkers count: Int) async -> [QueueWatch.Sighting] {
        await scaling.watch?.sightings.filter { $0.holders.count >= count } ?? []
    }

    /// The share of a replay's sound that is the tone of its creator: the least of all replays. It is less than 1 if
    /// anything else is heard.
    func leastPureReplay() async throws -> Double {
        let node = try runningServer().http
        let place = folder + "/tones"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let addresses = scaling.tones.keys.map { ($0, "\(node)/replays/\($0)/aac/0.ts") }
        let purities = try await ToneEar.purities(
            of: scaling.tones, at: Dictionary(addresses, uniquingKeysWith: { $1 }), in: place)
        return scaling.tones.keys.map { purities[$0] ?? 0 }.min() ?? 0
    }

    /// Has two lives have each other's recording, on the disk from which the workers read.
    private func swapRecordings() throws {
        let place = folder + "/data/secondary/recordings"
        let two = scaling.order.prefix(2).map { "\(place)/\($0)" }
        guard two.count == 2 else { return }
        let files = FileManager.default
        try files.moveItem(atPath: two[0], toPath: place + "-aside")
        try files.moveItem(atPath: two[1], toPath: two[0])
        try files.moveItem(atPath: place + "-aside", toPath: two[1])
    }

    /// The most places of the queue by which a replay was published before its turn.
    func overtakenPlaces() async throws -> Int {
        let places = Dictionary(scaling.order.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
        let published = try await rows("SELECT live_id FROM contents ORDER BY published_at")
        return published.enumerated().map { (places[$1] ?? .max) - $0 }.max() ?? 0
    }

    /// The rule of the manifest.
    func workersRule() throws -> WorkersWanted {
        guard replay.accomplices.contains(.ruleAllowsTwo) else { return WorkersWanted() }
        return try WorkersWanted(atMost: 2, in: folder)
    }
}
