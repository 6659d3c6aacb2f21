internal import Foundation
internal import RoadWaveTestServices

/// The row of a live, and the searches among a million of them.
extension RoadWaveWorld {
    func join(_ accomplice: MetadataScene.Accomplice) { metadata.accomplices.insert(accomplice) }

    /// A creator connects, says all that a creator can say of a live, and speaks until the end of the scenario.
    func startDescribedLive() async throws {
        var model = MillionLives.Model(
            title: "Mon super live", zone: "Île-de-France", tags: ["Actualité", "Tech"], age: "Tout public")
        if metadata.accomplices.contains(.otherTitle) { model.title = "Mon superbe live" }
        if metadata.accomplices.contains(.otherZone) { model.zone = "Ile de France" }
        if metadata.accomplices.contains(.otherAge) { model.age = "Tous publics" }
        if metadata.accomplices.contains(.oneTagLess) { model.tags.removeLast() }
        metadata.creator = UUID().uuidString.lowercased()
        let creator = try CreatorCrowd(endpoint: "\(try runningServer().http)/whip?\(MillionLives.query(of: model))")
        atEnd { await creator.stop() }
        let before = try await databaseClock()
        try await creator.connect(tokens: [metadata.creator])
        await creator.speak()
        metadata.began = (before, try await databaseClock())
        metadata.live = await creator.tones.keys.first ?? ""
    }

    /// The state of the live, as `GET /lives/{id}` gives it.
    func describedLiveState() async throws -> String {
        let answer = await HTTPWitness().request("\(try runningServer().http)/lives/\(metadata.live)")
        return answer?.json["state"] as? String ?? "aucun live"
    }

    private func databaseClock() async throws -> Double {
        try await rows("SELECT extract(epoch FROM clock_timestamp())").first.flatMap { Double($0) } ?? 0
    }

    /// The fields of the live's row, in the words of the specification.
    func storedFields() async throws -> [String: StoredField] {
        let types = try await rows(
            """
            SELECT column_name, CASE data_type WHEN 'ARRAY' THEN udt_name ELSE data_type END
            FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'lives'
            """)
        let row = try await rows(
            "SET TIME ZONE 'UTC'; SELECT to_jsonb(lives) FROM lives WHERE live_id::text = '\(metadata.live)'"
        ).first
        let start = try? await rows(
            "SELECT extract(epoch FROM started_at) FROM lives WHERE live_id::text = '\(metadata.live)'")
        let values = row.flatMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) } as? [String: Any] ?? [:]
        var fields: [String: StoredField] = [:]
        for line in types {
            let pair = line.split(separator: "\t").map(String.init)
            guard pair.count == 2 else { continue }
            let seconds = start?.first.flatMap { Double($0) }
            fields[pair[0]] = StoredField(type: pair[1], value: worded(pair[0], values[pair[0]], start: seconds))
        }
        return fields
    }

    private func worded(_ field: String, _ value: Any?, start: Double?) -> String {
        let text = value as? String ?? "absent"
        switch field {
        case "live_id":
            // RFC 9562 §4.2: the version is the first digit of the third group.
            let version = text.split(separator: "-").dropFirst(2).first?.first
            return text == metadata.live ? "uuid v\(version.map(String.init) ?? "?")" : text
        case "creator_id": return text == metadata.creator ? "uuid créateur" : text
        case "started_at":
            // A second for clocks that are not read at the same time.
            let period = (metadata.began.before - 1)...(metadata.began.after + 1)
            guard let start, period.contains(start) else { return text }
            return text.hasSuffix("+00:00") ? "timestamp UTC" : text
        default:
            if let list = value as? [String] { return "[\(list.map { "\"\($0)\"" }.joined(separator: ", "))]" }
            return value is String ? "\"\(text)\"" : text
        }
    }

    // MARK: A million lives

    /// Fills the database, and begins to note what the node asks it.
    func makeArchive() async throws -> EngineStatements {
        let database = try runningInfrastructure().database
        try await MillionLives(node: try runningServer().http, database: database).make()
        for case .archive(let sql) in metadata.accomplices { _ = try await rows(sql) }
        return try await EngineStatements.begin(
            database: database, server: try await PostgresServer.shared.server().pid)
    }

    /// What `GET /lives` answers to a search: the status, and the titles of the first page.
    func searched(_ parameters: [(String, String)]) async throws -> (status: Int, titles: [String], detail: String) {
        let query = parameters.map { "\($0)=\(MillionLives.encoded($1))" }.joined(separator: "&")
        let answer = await HTTPWitness().request("\(try runningServer().http)/lives?\(query)")
        let lives = answer?.json["lives"] as? [[String: Any]] ?? []
        return (
            answer?.status ?? 0, lives.map { $0["title"] as? String ?? "" }, answer?.json["detail"] as? String ?? ""
        )
    }

    /// The rows of a question that may concern what a sabotage took away: an error is an answer, too.
    func rowsOrError(_ sql: String) async -> [String] {
        do {
            return try await rows(sql)
        } catch {
            return ["\(error)"]
        }
    }
}
