import Foundation
import RoadWaveTestServices
import Synchronization
import Testing

/// A stage at which a worker can be made to wait.
enum ReplayStage: String, CaseIterable, Sendable {
    case measuring, encoding, verifying, publishing

    /// The stage in the row of the job.
    var column: String { self == .publishing ? "verifying" : rawValue }

    /// The request at which a worker waits. To publish, it calls the database after its last request to the storage.
    func rule(for live: String) -> StorageGate.Rule {
        switch self {
        case .measuring: StorageGate.Rule(method: "GET", path: "/recordings/\(live)/")
        case .encoding: StorageGate.Rule(method: "PUT", path: "/replays/\(live)/making/")
        case .verifying, .publishing: StorageGate.Rule(method: "HEAD", path: "/replays/\(live)/waveform.json")
        }
    }
}

/// A `roadwave-server worker` process.
struct FaultyWorker: Sendable {
    let process: ChildProcess
    /// The name by which the queue and the rows know it.
    let name: String
    let pid: Int32

    /// The lines of its output that contain all of the words.
    func lines(with words: String...) async -> [String] {
        await process.lines.filter { line in words.allSatisfy { line.contains($0) } }
    }
}

/// Lives that are over, one for each stage, whose recordings a lost node left, and the servers that workers need.
final class ReplayFaultScene: Sendable {
    private struct Started {
        var processes: [ChildProcess] = []
        /// The PostgreSQL of the scene alone, in place of the suite's.
        var database: PostgresServer?
        var redis: RedisServer?
    }

    /// Scenes at once: they mostly wait, but conversions take the cores.
    private static let places = AsyncSemaphore(3)
    let folder: String
    let lives: [ReplayStage: String]
    let gate: StorageGate
    let storage: S3Server
    /// The bucket where replays are published.
    let media: String
    /// The URL of the database.
    let database: String
    /// How long each recording is.
    private let seconds: Int
    private let copies: String
    private let redisURL: String
    private let started: Mutex<Started>

    // MARK: The scene

    /// Calls a body with recordings that can be handed over.
    /// - Parameters:
    ///   - stages: there is a live for each of them.
    ///   - seconds: how long each recording is: two segments unless told.
    ///   - ownDatabase: whether PostgreSQL is a server of the scene alone, which can be stopped.
    static func run(
        _ stages: [ReplayStage] = ReplayStage.allCases, seconds: Int = 11, ownDatabase: Bool = false,
        _ body: @Sendable (ReplayFaultScene) async throws -> Void
    ) async throws {
        try await places.withPlace {
            let services = try #require(NodeServices.current)
            let folder = FileManager.default.temporaryDirectory.path + "/roadwave-\(UUID().uuidString)"
            for name in ["redis", "postgres", "lost/recordings", "work", "data", "disk"] {
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
            }
            defer { try? FileManager.default.removeItem(atPath: folder) }
            var started = Started()
            do {
                started.redis = try await RedisServer.start(in: folder + "/redis")
                if ownDatabase { started.database = try await PostgresServer.start(in: folder + "/postgres") }
                let database = try await (started.database ?? services.database).makeDatabase()
                let scene = try await ReplayFaultScene(
                    stages, seconds: seconds, folder: folder, storage: services.storage, database: database,
                    started: started)
                let failure: (any Error)?
                do {
                    try await scene.prepare()
                    try await body(scene)
                    failure = nil
                } catch {
                    failure = error
                }
                started = scene.started.withLock(\.self)
                // The newest first. The gate is closed after the workers, which need it.
                for process in started.processes.reversed() { await process.kill() }
                await scene.gate.stop()
                if let failure { throw failure }
            } catch {
                await started.redis?.stop()
                await started.database?.stop()
                throw error
            }
            await started.redis?.stop()
            await started.database?.stop()
        }
    }

    private init(
        _ stages: [ReplayStage], seconds: Int, folder: String, storage: S3Server, database: String, started: Started
    ) async throws {
        self.seconds = seconds
        self.folder = folder
        self.storage = storage
        self.database = database
        lives = Dictionary(uniqueKeysWithValues: stages.map { ($0, UUID().uuidString.lowercased()) })
        let name = UUID().uuidString.lowercased()
        (media, copies) = ("essai-\(name)", "essai-\(name)-copies")
        for bucket in [media, copies] { try await storage.makeBucket(bucket) }
        redisURL = started.redis?.url ?? ""
        self.started = Mutex(started)
        gate = try await StorageGate.open(to: storage.endpoint)
    }

    /// Writes the lives and their recordings.
    private func prepare() async throws {
        try await run(["migrate"])
        let sound = folder + "/sound.opus"
        let ffmpeg = await ChildProcess.start(
            "ffmpeg",
            [
                "-v", "error", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=\(seconds)",
                "-ac", "2", "-c:a", "libopus", "-b:a", "64k", sound,
            ], name: "ffmpeg")
        try #require(await ffmpeg.wait() == .exited(0))
        for live in lives.values {
            try FileManager.default.copyItem(atPath: sound, toPath: "\(folder)/lost/recordings/\(live).opus")
            _ = try await rows(
                """
                INSERT INTO lives (live_id, creator_id, title, started_at, ended_at, state, ended_reason, tags,
                    renditions, player_buffer_ms, title_search, tags_search)
                VALUES ('\(live)', gen_random_uuid(), 'Sur la route', now() - interval '10 minutes',
                    now() - interval '9 minutes', 'ended', 'creator', '{}', '{48k}', 6000, 'sur la route', '{}')
                """)
        }
    }

    /// Hands recordings over, as an operator does whose node is lost.
    func handOver(_ stages: [ReplayStage] = ReplayStage.allCases) async throws {
        try await run(["recover", "--data", folder + "/lost"] + stages.compactMap { lives[$0] })
    }

    private func run(_ arguments: [String]) async throws {
        let process = await ChildProcess.start(
            ServerProcess.executable, arguments, environment: settings(through: storage.endpoint), name: arguments[0])
        guard await process.wait() == .exited(0) else {
            throw DriverError("roadwave-server \(arguments[0]): \(await process.lines.suffix(5))")
        }
    }

    private func settings(through endpoint: String) -> [String: String] {
        var settings = [
            "ROADWAVE_POSTGRES_URL": database, "ROADWAVE_REDIS_URL": redisURL, "ROADWAVE_DATA": folder + "/data",
            "TMPDIR": folder + "/work", "ROADWAVE_MEDIA_BASE_URL": "http://media.example",
            "ROADWAVE_REPLAY_RENEWAL_SECONDS": "1", "ROADWAVE_REPLAY_CLAIM_SECONDS": "5",
        ]
        settings.merge(storage.settings(bucket: media)) { $1 }
        for (key, value) in storage.settings(bucket: copies) {
            settings[key.replacing("ROADWAVE_S3_", with: "ROADWAVE_S3_SECONDARY_")] = value
        }
        for key in ["ROADWAVE_S3_ENDPOINT", "ROADWAVE_S3_SECONDARY_ENDPOINT"] { settings[key] = endpoint }
        return settings
    }

    // MARK: Workers

    /// How a worker is started.
    enum Start: Sendable {
        case regular
        /// Its wall clock is turned by this much, such as `+10m`.
        case clockTurned(String)
        /// It may write no file.
        case withoutFiles
        /// It publishes in a directory, on a disk of 8 MiB that the file `ballast` fills.
        case onFullDisk
    }

    /// The directory of a worker that publishes in one.
    var disk: String { folder + "/disk" }

    /// Starts a worker, and waits until it takes jobs.
    func startWorker(_ start: Start = .regular, concurrency: Int = 4) async throws -> FaultyWorker {
        let process = await launchWorker(start, concurrency: concurrency)
        let mark = "ready worker="
        guard let line = try await process.line(where: { $0.hasPrefix(mark) }), let pid = await process.pid else {
            throw DriverError("the worker does not start: \(await process.lines.suffix(5))")
        }
        return FaultyWorker(process: process, name: String(line.dropFirst(mark.count)), pid: pid)
    }

    /// Starts a worker that may end before it takes jobs.
    func launchWorker(_ start: Start = .regular, concurrency: Int = 4) async -> ChildProcess {
        var settings = settings(through: gate.endpoint)
        let command = [ServerProcess.executable, "worker", "--concurrency", "\(concurrency)"]
        let words: [String]
        switch start {
        case .regular:
            words = command
        case .clockTurned(let shift):
            settings.merge(TurnedProcessClock.environment(shift)) { $1 }
            // libfaketime adds a variable as it is loaded, which moves the environment, and Swift then finds no
            // arguments. A shell before it has added the variable already.
            words = ["sh", "-c", #"exec "$0" "$@""#] + command
        case .withoutFiles:
            words = ["sh", "-c", #"ulimit -f 0; exec "$0" "$@""#] + command
        case .onFullDisk:
            settings["ROADWAVE_DATA"] = disk
            for key in settings.keys where key.hasPrefix("ROADWAVE_S3_") && !key.contains("_SECONDARY_") {
                settings[key] = nil
            }
            let script = #"""
                mount -t tmpfs -o size=8m tmpfs "$ROADWAVE_DATA" || exit 1
                head -c 16777216 /dev/zero >"$ROADWAVE_DATA/ballast" 2>/dev/null
                exec "$0" "$@"
                """#
            words = ["unshare", "--map-root-user", "--mount", "sh", "-c", script] + command
        }
        let process = await ChildProcess.start(
            words[0], Array(words.dropFirst()), environment: settings, name: "roadwave-server worker")
        started.withLock { $0.processes.append(process) }
        return process
    }

    /// Hands all lives over, and has a worker wait with each of them at its stage.
    /// - Returns: what keeps it from publishing.
    func reachEachStage(of worker: FaultyWorker) async throws -> HeldTable {
        for (stage, live) in lives { gate.hold(live, at: stage.rule(for: live)) }
        // A request can wait for seconds only: the live that takes longest to reach its stage begins first.
        let late = lives.filter { $0.key != .measuring }
        try await handOver(Array(late.keys))
        try await wait("three replays have come far") { late.values.allSatisfy { gate.isHolding($0) } }
        try await handOver([.measuring])
        let expected = lives.map { stage, live in "\(live)\tworking\t\(stage.column)\t\(worker.name)" }.sorted()
        try await wait("each replay is at its stage") {
            try await rows("SELECT live_id, state, stage, worker FROM replay_jobs").sorted() == expected
        }
        let table = await HeldTable.hold("contents", in: database)
        started.withLock { $0.processes.append(table.session) }
        // In other databases of the server, other tables have the same number.
        let locks = """
            SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
            WHERE datname = current_database() AND relation = 'contents'::regclass AND
            """
        try await wait("nobody may publish") { try await rows("\(locks) mode = 'ExclusiveLock' AND granted") == ["1"] }
        gate.release(try #require(lives[.publishing]))
        try await wait("a replay is being published") {
            try await rows("\(locks) NOT granted") == ["1"]
        }
        return table
    }

    // MARK: Servers

    private var socket: String { String(redisURL.dropFirst("unix://".count)) }

    /// The process of Redis.
    func redisPID() throws -> Int32 {
        let redis = started.withLock(\.redis)
        return try #require(redis).pid
    }

    /// Starts an empty Redis at the address of one that was killed.
    func startEmptyRedis() async throws {
        let redis = try await RedisServer.start(in: folder + "/redis")
        started.withLock { $0.redis = redis }
    }

    /// Makes Redis unreachable while a body runs. Redis keeps its data.
    func withoutWayToRedis(_ body: () async throws -> Void) async throws {
        let hidden = folder + "/redis/hidden.sock"
        try FileManager.default.moveItem(atPath: socket, toPath: hidden)
        let links = await ChildProcess.start(
            "redis-cli", ["-s", hidden, "CLIENT", "KILL", "TYPE", "normal"], name: "redis-cli")
        try #require(await links.wait() == .exited(0))
        try await body()
        try FileManager.default.moveItem(atPath: hidden, toPath: socket)
    }

    /// Stops the scene's own PostgreSQL while a body runs, and starts it again on the same port.
    func withoutDatabase(_ body: () async throws -> Void) async throws {
        let own = started.withLock(\.database)
        let server = try #require(own)
        await server.stop()
        started.withLock { $0.database = nil }
        try await body()
        let again = try await PostgresServer.start(in: folder + "/postgres", port: server.port)
        started.withLock { $0.database = again }
    }

    // MARK: Looks

    /// The rows that psql prints.
    func rows(_ sql: String) async throws -> [String] { try await PostgresServer.query(sql, database: database) }

    /// How often the worker that has the one job has given a sign of life: every two seconds.
    func signsOfLife() async throws -> Int { Int(try await rows("SELECT renewals FROM replay_jobs").first ?? "") ?? 0 }

    /// The parts of uploads, and the uploads that are not complete, where this storage keeps them.
    func uploads() async throws -> [String] { try await storage.keys(below: "", in: media + "+segments") }

    /// The lines that redis-cli prints.
    func redis(_ words: String...) async throws -> [String] {
        let process = await ChildProcess.start("redis-cli", ["-s", socket] + words, name: "redis-cli")
        guard await process.wait() == .exited(0) else { throw DriverError("redis-cli: \(await process.lines)") }
        return await process.lines
    }

    /// Asks again and again until a condition holds.
    func wait(
        _ what: String, atMost limit: Duration = .seconds(60), until condition: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + limit
        while try await !condition() {
            try #require(ContinuousClock.now < deadline, "not in \(limit): \(what)")
            // why: the other processes live in real time, and say nothing when they have changed.
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Waits until every replay is published, without a failure of its job.
    func waitForReplays(atMost limit: Duration = .seconds(60)) async throws {
        let expected = lives.values.map { "\($0)\tpublished\t0" }.sorted()
        var found: [String] = []
        do {
            try await wait("every replay is published", atMost: limit) {
                found = try await rows("SELECT live_id, state, failures FROM replay_jobs").sorted()
                return found == expected
            }
        } catch {
            Issue.record("the jobs are \(found), of \(lives)")
            throw error
        }
    }

    /// Waits until nothing is in the queue.
    func waitForEmptyQueue() async throws {
        try await wait("the queue is empty", atMost: .seconds(20)) { try await redis("XLEN", "replay:jobs") == ["0"] }
    }

    /// Checks that each live has one whole replay, and that nothing else is left.
    /// - Parameter hasLateWorker: whether a worker went on after another one had published: what it stored under its
    ///   temporary names stays until a sweep.
    func checkReplays(hasLateWorker: Bool = false) async throws {
        for (stage, live) in lives {
            let content = try await rows(
                "SELECT type, mp3_bytes, round(duration_s) FROM contents WHERE live_id = '\(live)'")
            let mp3 = try await storage.read("replays/\(live)/replay.mp3", in: media) ?? []
            #expect(content == ["replay\t\(mp3.count)\t\(seconds)"], "\(stage)")
            var listed = ["replay.mp3", "waveform.json", "master.m3u8", "master-aac.m3u8"]
            for rendition in ["mp3", "aac"] {
                listed.append("\(rendition)/media.m3u8")
                let playlist = try await storage.read("replays/\(live)/\(rendition)/media.m3u8", in: media) ?? []
                let lines = String(decoding: playlist, as: UTF8.self).split(whereSeparator: \.isNewline)
                #expect(lines.last == "#EXT-X-ENDLIST", "\(stage)")
                listed += lines.filter { !$0.hasPrefix("#") }.map { "\(rendition)/\($0)" }
            }
            #expect(listed.count > 7, "\(stage)")
            let found = try await storage.keys(below: "replays/\(live)/", in: media)
            let keys = found.filter { !hasLateWorker || !$0.hasPrefix("replays/\(live)/making/") }
            #expect(keys == listed.map { "replays/\(live)/\($0)" }.sorted(), "\(stage)")
            for key in keys where key.hasSuffix(".ts") {
                let bytes = try await storage.read(key, in: media) ?? []
                #expect(!bytes.isEmpty && bytes.count.isMultiple(of: 188), "\(key)")
            }
            #expect(try await Self.complaints(about: mp3, in: folder) == [], "\(stage)")
        }
        #expect(try await rows("SELECT count(*) FROM contents") == ["\(lives.count)"])
        #expect(try await uploads() == [])
        try checkNoFiles()
    }

    /// Checks that the workers left no file.
    func checkNoFiles() throws {
        for name in ["work", "data"] {
            #expect(try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/\(name)") == [])
        }
    }

    /// What ffmpeg says when it decodes an MP3.
    static func complaints(about mp3: [UInt8], in folder: String) async throws -> [String] {
        let path = "\(folder)/\(UUID().uuidString).mp3"
        try Data(mp3).write(to: URL(filePath: path))
        let process = await ChildProcess.start(
            "ffmpeg", ["-v", "error", "-nostdin", "-i", path, "-f", "null", "-"], name: "ffmpeg")
        let ending = await process.wait()
        return await process.lines + (ending == .exited(0) ? [] : ["\(ending.map { "\($0)" } ?? "no end")"])
    }
}

/// A table into which nobody else may write.
struct HeldTable: Sendable {
    let session: ChildProcess

    /// Locks the table, once the locks that others asked for before are released.
    static func hold(_ table: String, in database: String) async -> HeldTable {
        let session = await ChildProcess.start("psql", ["--no-psqlrc", "-qAt", database], name: "psql")
        _ = await session.write(Array("BEGIN; LOCK TABLE \(table) IN EXCLUSIVE MODE;\n".utf8))
        return HeldTable(session: session)
    }

    /// Lets others write.
    func release() async { await session.kill() }
}
