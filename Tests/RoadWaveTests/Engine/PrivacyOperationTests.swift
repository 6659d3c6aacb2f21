import Foundation
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Export and erasure of a user")
struct PrivacyOperationTests {
    private static let ada = UserID(token: "ada")
    private static let bob = UserID(token: "bob")

    /// A data directory in which a node has been: a live of each of two creators; both listen to one and like it.
    private struct Place {
        let directory: TemporaryDirectory
        let settings: NodeConfiguration
        let own: LiveID
        let other: LiveID

        init() async throws {
            directory = try TemporaryDirectory()
            settings = .with(\.dataDirectory, directory.path)
            (own, other) = (LiveID(), LiveID())
            let database = try SQLiteDatabase(path: directory.path + "/roadwave.sqlite")
            _ = try await database.migrate()
            for (id, creator) in [(own, ada), (other, bob)] {
                let live = Live(
                    id: id, creator: creator,
                    metadata: try LiveMetadata(title: "Live", zoneGeo: "Nice", tags: [], classificationAge: nil),
                    renditions: ["48k"], playerBuffer: .seconds(15), state: .live, startedAt: .now)
                try await database.catalogue.record(live.over(.ended, .creator, at: 2))
                for path in ["recordings/\(id).opus", "lives/\(id)/48k/0.ts", "replays/\(id)/replay.mp3"] {
                    try write(Data([1]), to: path)
                }
            }
            let place: [String: AuditValue] = ["lat": 48.9, "lon": 2.4, "listener_id": "l"]
            let events = [ada, bob].map {
                AuditEntry(AuditEvent(at: .now, kind: .listenerJoined, live: other, user: $0, details: place))
            }
            try await database.auditStore.append(events)
            // Of another user, and about the creator.
            try await database.auditStore.append([
                AuditEntry(
                    AuditEvent(
                        at: .now, kind: .liveStopped, live: own, user: bob,
                        details: ["target_user": .string(ada.description), "reason": "operator"]))
            ])
            let (names, voted) = (VoterNames(secret: settings.audience.voterSecret), other)
            try await database.audienceRecords.write(
                [ada, bob].map {
                    AudienceVote(live: voted, reaction: .like, voter: names.voter($0, in: voted), at: .now)
                })
            _ = try AuditBacklog(dataDirectory: directory.path).keep(events)
            database.close()
        }

        func write(_ bytes: Data, to path: String) throws {
            let url = URL(filePath: "\(directory.path)/\(path)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try bytes.write(to: url)
        }

        /// The files that have an identity, by their names in the directory.
        func files(with user: UserID) throws -> [String] {
            let names = try FileManager.default.subpathsOfDirectory(atPath: directory.path)
            return names.filter { name in
                let bytes = try? Data(contentsOf: URL(filePath: "\(directory.path)/\(name)"))
                return bytes?.range(of: Data(user.description.utf8)) != nil
            }
        }

        func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(directory.path)/\(path)") }

        func export(_ user: UserID) async throws -> [String: Any] {
            let text = try await PrivacyOperation.export("\(user)", settings, data: nil, logger: .silent)
            return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        }
    }

    @Test("the export has the lives and the events of the user, and nobody else")
    func export() async throws {
        let place = try await Place()
        let export = try await place.export(Self.ada)
        let tables = try #require(export["tables"] as? [String: [[String: Any]]])
        #expect(tables["lives"]?.count == 1)
        #expect(tables["lives"]?.first?["live_id"] as? String == "\(place.own)")
        let events = try #require(tables["audit_events"]).map { $0["event"] as? String }
        #expect(events.count == 2 && Set(events) == ["listener_joined", "live_stopped"])
        #expect(tables["audit-pending.jsonl"]?.count == 1)
        #expect(tables["live_voters"]?.map { $0["reaction"] as? String } == ["like"])
        let lives = try #require(export["recordings_and_media"] as? [[String: Any]])
        #expect(lives.count == 1 && lives.first?["recording_on_this_disk_bytes"] as? Int == 1)
        #expect(!"\(export)".contains("\(Self.bob)"))
        withExtendedLifetime(place) {}
    }

    @Test("beside a running node, the export says that its memory is not searched")
    func memory() async throws {
        let place = try await Place()
        let alone = try await place.export(Self.ada)["not_searched"] as? [String] ?? []
        let node = try DataDirectory(path: place.directory.path)
        let beside = try await place.export(Self.ada)["not_searched"] as? [String] ?? []
        node.release()
        #expect(alone.count == 3 && beside == ["la mémoire du nœud de cette machine"] + alone)
    }

    @Test("after an erasure, no file has the user; figures and the lives of others stay")
    func erasure() async throws {
        let place = try await Place()
        let lines = try await PrivacyOperation.erase("\(Self.ada)", place.settings, data: nil, logger: .silent)
        #expect(lines.first?.hasPrefix("erased: 1 lives") == true)
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("not reached: ") })
        #expect(try place.files(with: Self.ada).isEmpty)
        for path in ["recordings/\(place.own).opus", "lives/\(place.own)/48k/0.ts", "replays/\(place.own)/replay.mp3"] {
            #expect(!place.exists(path))
        }
        for path in ["recordings/\(place.other).opus", "replays/\(place.other)/replay.mp3"] {
            #expect(place.exists(path))
        }
        let database = try SQLiteDatabase(path: place.directory.path + "/roadwave.sqlite")
        let events = try await database.auditStore.events(of: place.other, limit: 9)
        #expect(events.count == 2)
        #expect(events.contains { $0.user == Self.bob && $0.details["lat"] == 48.9 })
        #expect(events.contains { $0.user != Self.bob && $0.details.isEmpty })
        let stops = try await database.auditStore.events(of: place.own, limit: 9).filter { $0.kind == .liveStopped }
        #expect(stops.map(\.user) == [Self.bob] && stops.first?.details["reason"] == "operator")
        #expect(try await database.catalogue.live(place.own)?.metadata.zoneGeo == "Nice")
        let voters = try await database.audienceRecords.record(of: place.other, limit: 9).likers
        #expect(voters.count == 2 && voters.contains(Self.bob.voter(in: place.other)))
        #expect(!voters.contains(Self.ada.voter(in: place.other)))
        database.close()
        let export = try await place.export(Self.ada)
        #expect((export["message"] as? String)?.hasPrefix("Rien n'est conservé") == true)
        #expect((export["erased_at"] as? [String])?.count == 1)
    }

    @Test("an erasure on a second machine deletes its recordings, after the first one has pseudonymised the lives")
    func otherDisk() async throws {
        let place = try await Place()
        _ = try await PrivacyOperation.erase("\(Self.ada)", place.settings, data: nil, logger: .silent)
        // As if this were the second machine on which it is done.
        try place.write(Data([1]), to: "recordings/\(place.own).opus")
        _ = try await PrivacyOperation.erase("\(Self.ada)", place.settings, data: nil, logger: .silent)
        #expect(!place.exists("recordings/\(place.own).opus"))
        #expect(place.exists("recordings/\(place.other).opus"))
    }

    @Test("a live that died with its node leaves the journal")
    func journal() async throws {
        let place = try await Place()
        let journal = try JournalFiles(dataDirectory: place.directory.path)
        for (id, creator) in [(place.own, Self.ada), (place.other, Self.bob)] {
            let live = Live(
                id: id, creator: creator,
                metadata: try LiveMetadata(title: "Live", zoneGeo: nil, tags: [], classificationAge: nil),
                renditions: ["48k"], playerBuffer: .seconds(15), state: .live, startedAt: .now)
            try await journal.write(JournalEntry(lost: live.over(.lost, .nodeLost, at: 2)))
        }
        let export = try await place.export(Self.ada)
        let tables = try #require(export["tables"] as? [String: [[String: Any]]])
        #expect(tables[".journal"]?.count == 1)
        #expect(!"\(export)".contains("\(Self.bob)"))
        _ = try await PrivacyOperation.erase("\(Self.ada)", place.settings, data: nil, logger: .silent)
        #expect(try await journal.read().entries.map(\.live.creator) == [Self.bob])
    }

    /// The keys of Redis that have a text in their name or anywhere in their value.
    private static let keys = RedisScript(
        """
        local found = {}
        for _, key in ipairs(redis.call('KEYS', '*')) do
            local kind, values = redis.call('TYPE', key).ok, {}
            if kind == 'string' then
                values = {redis.call('GET', key)}
            elseif kind == 'hash' then
                values = redis.call('HGETALL', key)
            elseif kind == 'set' then
                values = redis.call('SMEMBERS', key)
            elseif kind == 'zset' then
                values = redis.call('ZRANGE', key, 0, -1)
            elseif kind == 'stream' then
                values = {cjson.encode(redis.call('XRANGE', key, '-', '+'))}
            end
            if string.find(key .. ' ' .. table.concat(values, ' '), ARGV[1], 1, true) then found[#found + 1] = key end
        end
        return found
        """)

    @Test("after an erasure no key of Redis has the user; the vote counts, and the others stay")
    func redis() async throws {
        try await RunningRedis.with { server in
            let place = try await Place()
            var settings = place.settings
            settings.redis = try RedisAddress(parsing: server.url)
            let client = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
            let store = RedisAudience(client: client, configuration: settings.audience, time: .server)
            let (live, names) = (place.other, VoterNames(secret: settings.audience.voterSecret))
            try await store.open(live, now: .now)
            for user in [Self.ada, Self.bob] {
                _ = try await store.join(ListenerID(), of: user, to: live, now: .now)
                _ = try await store.react(.like, of: names.voter(user, in: live), in: live, now: .now)
            }
            func found(_ user: UserID) async throws -> Int {
                guard case .array(let keys) = try await client.run(Self.keys, keys: [], arguments: ["\(user)"]) else {
                    return -1
                }
                return keys.count
            }
            #expect(try await found(Self.ada) == 2)
            _ = try await PrivacyOperation.erase("\(Self.ada)", settings, data: nil, logger: .silent)
            #expect(try await found(Self.ada) == 0)
            #expect(try await found(Self.bob) == 2)
            let figures = try await store.figures(of: [live], now: .now)[live]
            #expect(figures?.counts == AudienceCounts(listeners: 1, likes: 2, reports: 0))
            withExtendedLifetime(place) {}
        }
    }

    /// Erases users, and restores the database of before.
    private func eraseAndRestore(_ users: [UserID], in place: Place) async throws {
        // The database and its log, which may have the newest writes.
        let files = ["", "-wal"].map { URL(filePath: place.directory.path + "/roadwave.sqlite" + $0) }
        let backup = files.map { try? Data(contentsOf: $0) }
        for user in users {
            _ = try await PrivacyOperation.erase("\(user)", place.settings, data: nil, logger: .silent)
        }
        try? FileManager.default.removeItem(atPath: files[0].path + "-shm")
        for (file, bytes) in zip(files, backup) {
            if let bytes { try bytes.write(to: file) } else { try? FileManager.default.removeItem(at: file) }
        }
        for user in users { #expect(try !place.files(with: user).isEmpty) }
    }

    @Test("every user whom a restored backup brings back is erased again, and has a line in the output")
    func allRestored() async throws {
        let place = try await Place()
        try await eraseAndRestore([Self.ada, Self.bob], in: place)
        let lines = try await PrivacyOperation.reapply(place.settings, data: nil, logger: .silent)
        #expect(lines.count { $0.hasPrefix("again erased: 1 lives") } == 2)
        let rest = lines.filter { $0.hasPrefix("not reached: ") }
        #expect(!rest.isEmpty && rest.count == Set(rest).count && rest.count + 2 == lines.count)
        for user in [Self.ada, Self.bob] { #expect(try place.files(with: user).isEmpty) }
    }

    @Test("a backup that is restored brings nobody back for long")
    func restored() async throws {
        let place = try await Place()
        try await eraseAndRestore([Self.ada], in: place)
        let lines = try await PrivacyOperation.reapply(place.settings, data: nil, logger: .silent)
        #expect(lines.first?.hasPrefix("again erased: 1 lives") == true)
        #expect(try place.files(with: Self.ada).isEmpty)
        #expect(try !place.files(with: Self.bob).isEmpty)
        let again = try await PrivacyOperation.reapply(place.settings, data: nil, logger: .silent)
        #expect(again == ["nobody of the list of erased users is in the database"])
    }

    @Test("a live on air is reported, and stays")
    func onAir() async throws {
        let place = try await Place()
        let database = try SQLiteDatabase(path: place.directory.path + "/roadwave.sqlite")
        let running = LiveID()
        try await database.catalogue.record(
            Live(
                id: running, creator: Self.ada,
                metadata: try LiveMetadata(title: "Live", zoneGeo: nil, tags: [], classificationAge: nil),
                renditions: ["48k"], playerBuffer: .seconds(15), state: .live, startedAt: .now))
        database.close()
        let lines = try await PrivacyOperation.erase("\(Self.ada)", place.settings, data: nil, logger: .silent)
        #expect(lines.contains("not reached: the live \(running) is on air; end it, then erase again"))
        #expect(lines.contains("not reached: the table lives"))
    }

    @Test("a text that is not a UUID is refused, and creates no file")
    func noUser() async throws {
        let place = try await Place()
        await #expect(throws: RoadWaveError.self) {
            try await PrivacyOperation.erase("ada", place.settings, data: nil, logger: .silent)
        }
        #expect(!place.exists("erasures.key"))
    }

    @Test("a reading of the trail is recorded in it, before the output")
    func reading() async throws {
        let place = try await Place()
        let question = AuditOperation.Question(live: "\(place.other)", user: nil, limit: 10, reader: "chef")
        let lines = try await AuditOperation.show(question, place.settings, logger: .silent)
        #expect(lines.count == 3)
        #expect(lines.first?.contains("\"event\":\"trail_read\"") == true)
        #expect(lines.first?.contains("\"reader\":\"chef\"") == true)
        let database = try SQLiteDatabase(path: place.directory.path + "/roadwave.sqlite")
        #expect(try await database.auditStore.events(of: place.other, limit: 1).first?.kind == .trailRead)
        database.close()
    }

    @Test("the events of a user in a live are found, however many there are later of the same user")
    func readingOne() async throws {
        let place = try await Place()
        let database = try SQLiteDatabase(path: place.directory.path + "/roadwave.sqlite")
        let later = WallDate.now + .seconds(60)
        try await database.auditStore.append(
            (0..<3).map { _ in AuditEntry(AuditEvent(at: later, kind: .refused, user: Self.ada)) })
        database.close()
        let question = AuditOperation.Question(
            live: "\(place.other)", user: "\(Self.ada)", limit: 2, reader: "chef")
        let lines = try await AuditOperation.show(question, place.settings, logger: .silent)
        #expect(lines.count == 2)
        #expect(lines.last?.contains("\"event\":\"listener_joined\"") == true)
    }
}
