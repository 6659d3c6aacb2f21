internal import Foundation

/// All data about one user, as JSON. Other people in the same rows are left out.
struct PersonalExport {
    let user: UserID
    let at: WallDate
    /// When the user was erased before.
    var erasedAt: [WallDate] = []
    /// Whether a node runs on this machine: what it has in its memory is not in the document.
    var isNodeHere = false
    /// Entries by the key of Redis.
    var redis: [String: [String]] = [:]
    private var tables: [String: [[String: Any]]] = [:]
    private var lives: [[String: Any]] = []

    /// The columns of rows that identify people.
    private static let people = ["creator_id", "user_id", "revoked_by", "subject", "target_user", "worker"]

    init(user: UserID, at date: WallDate) {
        self.user = user
        at = date
    }

    /// Whether there is no data.
    var isEmpty: Bool { tables.isEmpty && redis.isEmpty && lives.isEmpty }

    /// Adds a row: a JSON object.
    mutating func add(row text: String, to table: String) throws(DatabaseFailure) {
        guard let row = (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] else {
            throw DatabaseFailure(.unreadable, "a row of \(table) is no JSON object")
        }
        tables[table, default: []].append(withoutOthers(row))
    }

    /// Adds a vote, which is in the table `live_voters` under a pseudonym of this live.
    mutating func add(_ vote: AudienceVote) {
        tables["live_voters", default: []].append([
            "live_id": vote.live.description, "reaction": vote.reaction.rawValue, "voted_at": vote.at.description,
        ])
    }

    /// Adds the files of a live of the user in the storages.
    mutating func add(
        _ live: LiveID, bytesOnDisk: Int64, copies: ObjectTally, media: ObjectTally, replay: ObjectTally
    ) {
        lives.append([
            "live_id": live.description, "recording_on_this_disk_bytes": bytesOnDisk,
            "recording_in_secondary_storage_bytes": copies.bytes, "live_media_bytes": media.bytes,
            "replay_bytes": replay.bytes,
        ])
    }

    private func withoutOthers(_ row: [String: Any]) -> [String: Any] {
        var own: [String: Any] = [:]
        for (name, value) in row where !(value is NSNull) {
            if let details = value as? [String: Any] {
                own[name] = withoutOthers(details)
            } else if !Self.people.contains(name) || value as? String == user.description {
                own[name] = value
            }
        }
        return own
    }

    /// The places that may have more of the user.
    private var notSearched: [String] {
        let memory = isNodeHere ? ["la mémoire du nœud de cette machine"] : []
        return memory + ["les disques des autres nœuds", "les journaux et les caches", "les sauvegardes de la base"]
    }

    /// The document, in a stable order.
    func text() throws -> String {
        let isHeld =
            isEmpty ? "Rien n'est conservé sur cette personne." : "Tout ce qui est conservé sur cette personne."
        let document: [String: Any] = [
            "user": user.description, "exported_at": at.description, "erased_at": erasedAt.map(\.description),
            "message": isHeld + (erasedAt.isEmpty ? "" : " Elle a été effacée aux dates de erased_at."),
            "tables": tables, "redis": redis, "recordings_and_media": lives,
            "not_searched": notSearched,
        ]
        let data = try JSONSerialization.data(
            withJSONObject: document, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }
}
