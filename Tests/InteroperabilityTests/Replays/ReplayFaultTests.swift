import Foundation
import RoadWaveTestServices
import Testing

/// What happens to replays when workers and servers fail, at each stage of the work: real processes and servers.
///
/// A worker waits with four replays, each at another stage; then something fails for all of them at once.
@Suite(
    "Replays, workers and servers that fail", .realTime, .nodeServices, .timeLimit(.minutes(5)),
    .enabled(if: S3Server.isInstalled, "ci/setup installs the storage"))
struct ReplayFaultTests {
    // MARK: Workers

    @Test("a worker that is killed at any stage loses nothing: another one takes its jobs once its claims are over")
    func killed() async throws {
        try await ReplayFaultScene.run { scene async throws in
            let first = try await scene.startWorker()
            let table = try await scene.reachEachStage(of: first)
            await first.process.kill()
            await table.release()
            #expect(try await Self.livesNotTaken(byAnotherWorkerIn: scene) == [])
        }
    }

    @Test("a worker that is stopped at any stage gives its jobs back within five seconds, and no failure is counted")
    func stopped() async throws {
        try await ReplayFaultScene.run { scene async throws in
            let first = try await scene.startWorker()
            let table = try await scene.reachEachStage(of: first)
            let start = ContinuousClock.now
            kill(first.pid, SIGTERM)
            await table.release()
            #expect(await first.process.wait() == .exited(0))
            #expect(ContinuousClock.now - start < .seconds(5))
            for (stage, live) in scene.lives {
                let job = try await scene.rows(
                    "SELECT state, failures, coalesce(interruption, '-') FROM replay_jobs WHERE live_id = '\(live)'")
                // A replay that was published by then stays published.
                #expect(
                    job == ["queued\t0\tthe worker was stopped"] || stage == .publishing && job == ["published\t0\t-"],
                    "\(stage)")
            }
            let others = try await Self.livesNotTaken(byAnotherWorkerIn: scene)
            #expect(others.allSatisfy { $0 == scene.lives[.publishing] })
        }
    }

    /// Starts a worker after another one has ended, waits for all replays and checks them.
    /// - Returns: the lives whose jobs it did not take.
    private static func livesNotTaken(byAnotherWorkerIn scene: ReplayFaultScene) async throws -> [String] {
        scene.gate.releaseAll()
        let worker = try await scene.startWorker()
        try await scene.waitForReplays()
        let others = try await scene.rows("SELECT live_id FROM replay_jobs WHERE worker <> '\(worker.name)'")
        try await scene.waitForEmptyQueue()
        try await scene.checkReplays()
        return others
    }

    @Test("a worker that is stopped while it uploads the MP3 in parts leaves no part")
    func stoppedUpload() async throws {
        // More than two parts of 8 MiB.
        try await ReplayFaultScene.run([.encoding], seconds: 540) { scene async throws in
            let live = try #require(scene.lives[.encoding])
            scene.gate.hold(live, at: StorageGate.Rule(method: "PUT", path: "/\(live)/replay.mp3"))
            let worker = try await scene.startWorker()
            try await scene.handOver()
            try await scene.wait("a part is being sent", atMost: .seconds(180)) { scene.gate.isHolding(live) }
            #expect(try await scene.uploads() != [])
            let start = ContinuousClock.now
            kill(worker.pid, SIGTERM)
            #expect(await worker.process.wait() == .exited(0))
            #expect(ContinuousClock.now - start < .seconds(5))
            #expect(try await scene.uploads() == [])
            #expect(try await scene.rows("SELECT state, failures FROM replay_jobs") == ["queued\t0"])
            try scene.checkNoFiles()
        }
    }

    @Test("a worker that is paused until another one has published its replay changes nothing when it goes on")
    func paused() async throws {
        try await ReplayFaultScene.run([.encoding]) { scene async throws in
            let live = try #require(scene.lives[.encoding])
            scene.gate.hold(live, at: ReplayStage.encoding.rule(for: live))
            let first = try await scene.startWorker()
            try await scene.handOver()
            try await scene.wait("segments are being stored") { scene.gate.isHolding(live) }
            kill(first.pid, SIGSTOP)
            defer { kill(first.pid, SIGCONT) }
            scene.gate.release(live)
            let second = try await scene.startWorker()
            try await scene.waitForReplays()
            let content = try await scene.rows("SELECT * FROM contents")
            kill(first.pid, SIGCONT)
            try await scene.wait("the first worker sees that it has lost the job") {
                await !first.lines(with: live, "outcome=lost").isEmpty
            }
            #expect(try await scene.rows("SELECT * FROM contents") == content)
            #expect(try await scene.rows("SELECT worker, state FROM replay_jobs") == ["\(second.name)\tpublished"])
            try await scene.waitForEmptyQueue()
            try await scene.checkReplays(hasLateWorker: true)
        }
    }

    @Test("a job that is in the queue twice is done by one of two workers")
    func doubled() async throws {
        try await ReplayFaultScene.run([.encoding]) { scene async throws in
            let live = try #require(scene.lives[.encoding])
            scene.gate.hold(live, at: ReplayStage.encoding.rule(for: live))
            try await scene.handOver()
            _ = try await scene.redis("XADD", "replay:jobs", "*", "live_id", live)
            let workers = [
                try await scene.startWorker(concurrency: 1), try await scene.startWorker(concurrency: 1),
            ]
            try await scene.wait("both entries are given to workers") {
                let group = try await scene.redis("XINFO", "GROUPS", "replay:jobs")
                return zip(group, group.dropFirst()).contains { $0 == ("entries-read", "2") }
            }
            try await scene.wait("segments are being stored") { scene.gate.isHolding(live) }
            scene.gate.release(live)
            try await scene.waitForReplays()
            var attempts: [String] = []
            for worker in workers { attempts += await worker.lines(with: "a replay is being made") }
            #expect(attempts.count == 1)
            let stores = scene.gate.requests.filter { $0.hasPrefix("PUT ") && $0.hasSuffix("/\(live)/replay.mp3") }
            #expect(stores.count == 1)
            try await scene.checkReplays()
        }
    }

    // MARK: Servers

    @Test("a storage that is away at any stage is waited for: the jobs are given back, and no failure is counted")
    func storageAway() async throws {
        try await ReplayFaultScene.run { scene async throws in
            let worker = try await scene.startWorker()
            let table = try await scene.reachEachStage(of: worker)
            scene.gate.cut()
            await table.release()
            // A worker that publishes needs the storage no more.
            for (stage, live) in scene.lives where stage != .publishing {
                try await scene.wait("\(stage) is given back") {
                    await !worker.lines(with: live, "a job is given back").isEmpty
                }
            }
            scene.gate.mend()
            try await scene.waitForReplays()
            try await scene.waitForEmptyQueue()
            try await scene.checkReplays()
        }
    }

    @Test("a database that is away at any stage is waited for: each replay is published once")
    func databaseAway() async throws {
        try await ReplayFaultScene.run(ownDatabase: true) { scene async throws in
            let worker = try await scene.startWorker()
            let table = try await scene.reachEachStage(of: worker)
            try await scene.withoutDatabase {
                await table.release()
                scene.gate.releaseAll()
                for (stage, live) in scene.lives {
                    // Without the database it cannot be given back. That is done once the database is back, or another
                    // worker sees that the claim has expired.
                    try await scene.wait("\(stage) is to be given back") {
                        if await !worker.lines(with: live, "a job is given back").isEmpty { return true }
                        // PostgreSQL may end the session that holds the table before the one that publishes.
                        let hasEnded = await !worker.lines(with: live, "an attempt at a replay has ended").isEmpty
                        return stage == .publishing && hasEnded
                    }
                }
            }
            try await scene.waitForReplays()
            try await scene.waitForEmptyQueue()
            try await scene.checkReplays()
        }
    }

    @Test(
        "a Redis that is away at any stage, or comes back empty, changes nothing", arguments: RedisFault.allCases
    )
    func redisAway(_ fault: RedisFault) async throws {
        try await ReplayFaultScene.run { scene async throws in
            let worker = try await scene.startWorker()
            let table = try await scene.reachEachStage(of: worker)
            let attempts = await worker.lines(with: "a replay is being made").count
            let redis = try scene.redisPID()
            kill(redis, fault == .standsStill ? SIGSTOP : SIGKILL)
            // A server that stands still cannot be stopped.
            defer { if fault == .standsStill { kill(redis, SIGCONT) } }
            await table.release()
            try await scene.wait("the worker has missed Redis") { await !worker.lines(with: "cannot be").isEmpty }
            switch fault {
            case .standsStill:
                scene.gate.releaseAll()
                try await scene.waitForReplays()
                kill(redis, SIGCONT)
            case .diesWithEverything:
                try await scene.startEmptyRedis()
                scene.gate.releaseAll()
                try await scene.waitForReplays()
                try await scene.waitForEmptyQueue()
            }
            try await scene.checkReplays()
            // Each replay is made by the worker that had it.
            #expect(await worker.lines(with: "a replay is being made").count == attempts)
        }
    }

    enum RedisFault: CaseIterable, Sendable {
        case standsStill, diesWithEverything
    }

    @Test("a replay that is published while Redis is away is out of the queue once Redis is back with its data")
    func leftover() async throws {
        try await ReplayFaultScene.run([.verifying]) { scene async throws in
            let live = try #require(scene.lives[.verifying])
            scene.gate.hold(live, at: ReplayStage.verifying.rule(for: live))
            let worker = try await scene.startWorker()
            try await scene.handOver()
            try await scene.wait("the replay is being verified") { scene.gate.isHolding(live) }
            try await scene.withoutWayToRedis {
                scene.gate.release(live)
                try await scene.waitForReplays()
                try await scene.wait("the worker has missed Redis") { await !worker.lines(with: "cannot be").isEmpty }
            }
            try await scene.waitForEmptyQueue()
        }
    }

    // MARK: Machines

    @Test("a worker that may write no file makes replays all the same")
    func withoutFiles() async throws {
        try await ReplayFaultScene.run([.encoding]) { scene async throws in
            try await scene.handOver()
            _ = try await scene.startWorker(.withoutFiles)
            try await scene.waitForReplays()
            try await scene.waitForEmptyQueue()
            try await scene.checkReplays()
        }
    }

    @Test(
        "a full disk is logged and waited for, and no partial file stays on it",
        .enabled("a disk of its own can be mounted") { await ReplayFaultTests.canMount() })
    func fullDisk() async throws {
        try await ReplayFaultScene.run([.encoding]) { scene async throws in
            let live = try #require(scene.lives[.encoding])
            try await scene.handOver()
            let worker = try await scene.startWorker(.onFullDisk)
            // As the worker sees it.
            let disk = "/proc/\(worker.pid)/root\(scene.disk)"
            try await scene.wait("the worker says that the disk is full") {
                await !worker.lines(with: live, "a job is given back", "no space is left").isEmpty
            }
            try await scene.wait("the job says that the disk is full") {
                try await scene.rows("SELECT interruption LIKE '%no space is left%' FROM replay_jobs") == ["t"]
            }
            #expect(try await scene.rows("SELECT failures FROM replay_jobs") == ["0"])
            #expect(try await scene.rows("SELECT count(*) FROM contents") == ["0"])
            try FileManager.default.removeItem(atPath: disk + "/ballast")
            try await scene.waitForReplays()
            try await scene.waitForEmptyQueue()
            let mp3 = try Data(contentsOf: URL(filePath: "\(disk)/replays/\(live)/replay.mp3"))
            #expect(try await scene.rows("SELECT mp3_bytes FROM contents") == ["\(mp3.count)"])
            #expect(try await ReplayFaultScene.complaints(about: Array(mp3), in: scene.folder) == [])
            #expect(try FileManager.default.contentsOfDirectory(atPath: disk + "/.incoming") == [])
            try scene.checkNoFiles()
        }
    }

    /// Whether this user may mount a disk in a namespace of its own.
    private static func canMount() async -> Bool {
        let process = await ChildProcess.start(
            "unshare", ["--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], name: "unshare")
        return await process.wait() == .exited(0)
    }

    @Test(
        "a worker whose clock is a day off takes no job, and says why; another one makes the replay",
        .enabled(if: TurnedProcessClock.library != nil, "ci/setup installs libfaketime"), arguments: ["+1d", "-1d"])
    func wrongClock(_ shift: String) async throws {
        try await ReplayFaultScene.run([.encoding]) { scene async throws in
            try await scene.handOver()
            let wrong = await scene.launchWorker(.clockTurned(shift))
            #expect(await wrong.wait() != .exited(0))
            #expect(await wrong.lines.contains { $0.contains("set the clock of this machine") })
            #expect(try await scene.rows("SELECT state, failures FROM replay_jobs") == ["queued\t0"])
            _ = try await scene.startWorker()
            try await scene.waitForReplays()
            let age = "SELECT abs(extract(epoch FROM clock_timestamp() - published_at)) < 300 FROM contents"
            #expect(try await scene.rows(age) == ["t"])
            try await scene.checkReplays()
        }
    }

    @Test(
        "a worker whose clock is minutes ahead, which the storage allows, takes no job from another one",
        .enabled(if: TurnedProcessClock.library != nil, "ci/setup installs libfaketime"))
    func fastClock() async throws {
        try await ReplayFaultScene.run([.encoding]) { scene async throws in
            let live = try #require(scene.lives[.encoding])
            scene.gate.hold(live, at: ReplayStage.encoding.rule(for: live))
            let first = try await scene.startWorker()
            try await scene.handOver()
            try await scene.wait("segments are being stored") { scene.gate.isHolding(live) }
            let second = try await scene.startWorker(.clockTurned("+10m"))
            // Longer than a claim and than the pause between two looks, 10 s; a request may wait as long, but no
            // longer.
            let before = try await scene.signsOfLife()
            try await scene.wait("the first worker goes on") { try await scene.signsOfLife() >= before + 3 }
            scene.gate.release(live)
            scene.gate.hold(live, at: ReplayStage.verifying.rule(for: live))
            try await scene.wait("the first worker still goes on") { try await scene.signsOfLife() >= before + 7 }
            scene.gate.release(live)
            try await scene.waitForReplays()
            #expect(try await scene.rows("SELECT worker, claim FROM replay_jobs") == ["\(first.name)\t1"])
            #expect(await second.lines(with: "a replay is being made") == [])
            try await scene.checkReplays()
        }
    }
}

/// Debian's libfaketime, which turns the wall clock of one process.
enum TurnedProcessClock {
    /// Its library for programs with threads.
    static let library: String? = {
        let folder = "/usr/lib"
        let systems = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return systems.map { "\(folder)/\($0)/faketime/libfaketimeMT.so.1" }
            .first { FileManager.default.isReadableFile(atPath: $0) }
    }()

    /// What a process is given whose clock is turned.
    static func environment(_ shift: String) -> [String: String] {
        // Only the wall clock: no machine's monotonic clock is turned.
        ["LD_PRELOAD": library ?? "", "FAKETIME": shift, "FAKETIME_DONT_FAKE_MONOTONIC": "1"]
    }
}
