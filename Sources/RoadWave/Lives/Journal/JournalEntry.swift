internal import Foundation

/// What a node notes of one of its lives, so that the next process of the node knows what became of it.
struct JournalEntry: Sendable {
    /// What is over is noted only while its playlists still look live, and, of a lost live, for its creator.
    enum State: String {
        /// It runs, or died with the process that ran it.
        case running
        /// It has ended; the storage has not taken the end of its playlists yet.
        case ended
        /// It died with its node.
        case lost
    }

    var state: State
    /// The live as it was when it was noted.
    var live: Live
    /// Whether its playlists say that nothing will follow, or never said anything.
    var isClosed = false

    /// A live that runs.
    init(running live: Live) {
        state = .running
        self.live = live
    }
}

extension JournalEntry {
    /// The JSON of an entry.
    private struct Document: Codable {
        var state: String
        var liveID: String
        var creatorID: String
        var title: String
        var zoneGeo: String?
        var tags: [String]
        var classificationAge: String?
        var renditions: [String]
        var playerBufferMilliseconds: Int64
        var startedAt: String
        var endedAt: String?
        var endedReason: String?
        var isClosed: Bool

        enum CodingKeys: String, CodingKey {
            case state
            case liveID = "live_id"
            case creatorID = "creator_id"
            case title
            case zoneGeo = "zone_geo"
            case tags
            case classificationAge = "classification_age"
            case renditions
            case playerBufferMilliseconds = "player_buffer_ms"
            case startedAt = "started_at"
            case endedAt = "ended_at"
            case endedReason = "ended_reason"
            case isClosed = "closed"
        }
    }

    /// The bytes of the file.
    var encoded: [UInt8] {
        get throws {
            let document = Document(
                state: state.rawValue, liveID: live.id.description, creatorID: live.creator.description,
                title: live.metadata.title, zoneGeo: live.metadata.zoneGeo, tags: live.metadata.tags,
                classificationAge: live.metadata.classificationAge, renditions: live.renditions,
                playerBufferMilliseconds: Int64((live.playerBuffer.seconds * 1_000).rounded()),
                startedAt: live.startedAt.description, endedAt: live.endedAt?.description,
                endedReason: live.endReason?.rawValue, isClosed: isClosed)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            return Array(try encoder.encode(document))
        }
    }

    /// Reads the bytes of a file; nil for what is not an entry.
    init?(decoding bytes: [UInt8]) {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)),
            let state = State(rawValue: document.state), let id = LiveID(document.liveID),
            // A day is longer than any playlist.
            (0...86_400_000).contains(document.playerBufferMilliseconds),
            let creator = UserID(document.creatorID), let startedAt = WallDate(parsing: document.startedAt),
            let metadata = try? LiveMetadata(
                title: document.title, zoneGeo: document.zoneGeo, tags: document.tags,
                classificationAge: document.classificationAge)
        else { return nil }
        self.state = state
        isClosed = document.isClosed
        live = Live(
            id: id, creator: creator, metadata: metadata, renditions: document.renditions,
            playerBuffer: .milliseconds(document.playerBufferMilliseconds),
            state: state == .ended ? .ended : .lost,
            endReason: document.endedReason.flatMap { EndReason(rawValue: $0) }, startedAt: startedAt,
            endedAt: document.endedAt.flatMap { WallDate(parsing: $0) })
    }
}
