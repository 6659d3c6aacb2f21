internal import Foundation
internal import Logging

/// All stores with data about users that this process can reach.
struct PersonalStores: Sendable {
    let database: any NodeDatabase
    let replays: RunningReplays
    /// Without Redis, only those in the database: a node then counts in its memory.
    let audience: PersonalAudience
    /// Nil without Redis.
    let redis: RedisPersonalKeys?
    /// The recordings of this machine.
    let recordings: RecordingDirectory
    /// The audit events that a node left on this machine.
    let backlog: AuditBacklog
    /// The lives that a node on this machine has noted; nil where no node has been.
    let journal: JournalFiles?
    /// Whether a node uses the data directory of this machine.
    let isNodeHere: Bool
    let erasures: ErasureList

    /// More events than one user causes in 90 days.
    private static let mostEvents = 1_000_000

    /// Calls `body` with the stores of a configuration.
    static func with<Result: Sendable>(
        _ configuration: NodeConfiguration, logger: Logger,
        _ body: @escaping @Sendable (PersonalStores) async throws -> Result
    ) async throws -> Result {
        // Every table is searched.
        var timeouts = PostgresTimeouts()
        timeouts.statement = .seconds(600)
        let outcome: Swift.Result<Result, any Error> = try await RunningReplays.with(
            configuration, timeouts: timeouts, logger: logger
        ) { replays, database in
            do {
                return .success(try await body(try open(configuration, replays, database)))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    private static func open(
        _ configuration: NodeConfiguration, _ replays: RunningReplays, _ database: any NodeDatabase
    ) throws(RoadWaveError) -> PersonalStores {
        let data = configuration.dataDirectory
        let directory = configuration.erasuresDirectory ?? data
        try DataDirectory.make(directory)
        let clock = replays.clock
        let client = configuration.redis.map { RedisClient(address: $0) { clock.now } }
        let settings = configuration.audience
        let audience: any AudienceStore =
            if let client {
                RedisAudience(client: client, configuration: settings, time: .server)
            } else {
                MemoryAudience(configuration: settings)
            }
        return PersonalStores(
            database: database, replays: replays,
            audience: PersonalAudience(
                store: audience, records: database.audienceRecords, names: VoterNames(secret: settings.voterSecret)),
            redis: client.map { RedisPersonalKeys(client: $0) },
            recordings: RecordingDirectory(path: "\(data)/recordings", configuration: configuration.recording),
            backlog: AuditBacklog(dataDirectory: data), journal: try journal(in: data),
            isNodeHere: DataDirectory.isLocked(data) == true, erasures: try ErasureList(directory: directory))
    }

    private static func journal(in data: String) throws(RoadWaveError) -> JournalFiles? {
        guard DataDirectory.exists("\(data)/.journal") else { return nil }
        do throws(StorageError) {
            return try JournalFiles(dataDirectory: data)
        } catch {
            throw RoadWaveError(.storage, "cannot read the journal in the directory \(data)", cause: error)
        }
    }

    // MARK: Export

    /// All data about a user.
    func export(of user: UserID, at date: WallDate) async throws -> PersonalExport {
        var export = PersonalExport(user: user, at: date)
        export.isNodeHere = isNodeHere
        export.erasedAt = try erasures.dates()[erasures.subject(of: user)] ?? []
        for (table, rows) in try await database.personalRecords.rows(about: user) {
            for row in rows { try export.add(row: row, to: table) }
        }
        for vote in try await audience.votes(of: user) { export.add(vote) }
        for event in try await database.auditStore.events(about: user, of: nil, limit: Self.mostEvents) {
            try export.add(row: try JSONColumn.text(AuditLine(event)), to: "audit_events")
        }
        for entry in try backlog.read().entries where entry.event.concerns(user) {
            try export.add(row: try JSONColumn.text(AuditLine(entry.event)), to: "audit-pending.jsonl")
        }
        for entry in try await journal?.read().entries ?? [] where entry.live.creator == user {
            try export.add(row: String(decoding: try entry.encoded, as: UTF8.self), to: ".journal")
        }
        for (key, entries) in try await redis?.entries(about: user) ?? [:] { export.redis[key] = entries }
        for live in try await database.personalRecords.lives(of: user).keys.sorted(by: { "\($0)" < "\($1)" }) {
            export.add(
                live, bytesOnDisk: recordings.size(of: live), copies: try await replays.archive.measure(live),
                media: try await replays.media.measure(try BroadcastKeys(liveID: live.description).prefix),
                replay: try await replays.media.measure(try ReplayKeys(live).prefix))
        }
        return export
    }

    // MARK: Erasure

    /// Erases a user. It can be repeated.
    /// - Returns: the steps that were done and the places that were not reached, in English lines.
    func erase(_ user: UserID, at date: WallDate) async throws -> [String] {
        let pseudonym = UserID(token: UUID().uuidString)
        let lives = try await database.personalRecords.lives(of: user)
        let over = lives.filter(\.value).keys.sorted { "\($0)" < "\($1)" }
        // This comes first: if the process is interrupted after it, the next erasure, or one after a restore, does the
        // rest.
        try erasures.add(user, at: date)
        try await database.auditStore.append([
            AuditEntry(
                AuditEvent(at: date, kind: .dataErased, details: ["subject": .string(erasures.subject(of: user))]))
        ])
        for live in over {
            _ = try await replays.media.deleteAndMeasure(try BroadcastKeys(liveID: live.description).prefix)
            _ = try await replays.media.deleteAndMeasure(try ReplayKeys(live).prefix)
            _ = try await replays.archive.delete(live)
            _ = try await recordings.remove(live)
            try? await replays.queue.remove(live)
        }
        try await database.personalRecords.forgetContents(of: over, at: date)
        // On another node's disk: once an erasure has been anywhere, nothing tells whose lives these were.
        for live in try await replays.retention.releasedRecordings(among: recordings.recordings()) {
            _ = try await recordings.remove(live)
        }
        try await database.personalRecords.replace(user, by: pseudonym)
        let events = try await database.auditStore.replace(user, by: pseudonym)
        if !isNodeHere { try replaceInBacklog(user, by: pseudonym) }
        try await audience.erase(user, now: date)
        var rest = notReached
        do throws(DatabaseFailure) {
            try await database.scrub()
        } catch {
            rest.insert("not reached: deleted rows in the file of the database (\(error)); erase again", at: 0)
        }
        let unfinished = Set(lives.filter { !$0.value }.keys)
        for entry in try await journal?.read().entries ?? []
        where entry.live.creator == user && !unfinished.contains(entry.live.id) {
            try await journal?.remove(entry.live.id)
        }
        let keys = try await redis?.erase(user, except: unfinished) ?? []
        var lines = [
            "erased: \(over.count) lives with their recordings and replays, \(events) events of the audit trail"
        ]
        for live in unfinished {
            lines.append("not reached: the live \(live) is on air; end it, then erase again")
        }
        lines += keys.sorted().map { "not reached: \($0) in Redis, until its live is over; erase again then" }
        for table in try await database.personalRecords.rows(about: user).keys.sorted() {
            lines.append("not reached: the table \(table)")
        }
        return lines + rest
    }

    /// The places that this process cannot reach.
    private var notReached: [String] {
        var lines: [String] = []
        if isNodeHere {
            lines.append(
                "not reached: the memory of the node that runs here; what it has not written yet may come back")
        }
        if isNodeHere || redis != nil {
            lines.append(
                "not reached: titles of lives that ended less than an hour ago, in the memory of nodes: for this hour")
        }
        if replays.isMediaElsewhere {
            lines.append(
                "not reached: media and replays in the directories of other nodes, until their sweeps: two days")
        }
        return lines + [
            "not reached: recordings and audit-pending.jsonl on the disks of other nodes: erase there as well, with --data",
            "not reached: segments in caches, until they expire; logs of nodes, caches and proxies",
            "not reached: backups of the database: 'privacy reapply' after each restore",
        ]
    }

    private func replaceInBacklog(_ user: UserID, by pseudonym: UserID) throws {
        let entries = try backlog.read().entries
        guard entries.contains(where: { $0.event.concerns(user) }) else { return }
        _ = try backlog.keep(entries.map { AuditEntry(id: $0.id, event: $0.event.replacing(user, by: pseudonym)) })
    }

    /// Erases the users of the list who are in a restored backup.
    func reapply(at date: WallDate) async throws -> [String] {
        let dates = try erasures.dates()
        var lines: [String] = []
        for user in try await database.personalRecords.users() where dates[erasures.subject(of: user)] != nil {
            let done = try await erase(user, at: date)
            // Most places that are not reached are the same for all users: each is listed once.
            let news = done.dropFirst().filter { !lines.contains($0) }
            lines += done.prefix(1).map { "again " + $0 } + news
        }
        return lines.isEmpty ? ["nobody of the list of erased users is in the database"] : lines
    }
}

extension AuditEvent {
    /// Whether it is by a user, or about the user.
    func concerns(_ person: UserID) -> Bool { user == person || details["target_user"] == .string(person.description) }

    /// The event with a pseudonym in the place of a user, without the position and the session.
    func replacing(_ person: UserID, by pseudonym: UserID) -> AuditEvent {
        var event = self
        if user == person {
            event.user = pseudonym
            for name in ["lat", "lon", "listener_id"] { event.details[name] = nil }
        }
        event.details = event.details.mapValues {
            $0 == .string(person.description) ? .string(pseudonym.description) : $0
        }
        return event
    }
}
