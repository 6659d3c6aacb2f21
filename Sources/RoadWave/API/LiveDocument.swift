/// The JSON of `GET /lives/{id}`.
struct LiveDocument: Encodable {
    struct Player: Encodable {
        /// How many seconds of media a player keeps between the creator and the listener.
        var bufferSeconds: Double

        enum CodingKeys: String, CodingKey {
            case bufferSeconds = "buffer_s"
        }
    }

    var liveID: String
    var creatorID: String
    var title: String
    var state: String
    var endedReason: String?
    var startedAt: String
    var endedAt: String?
    var zoneGeo: String?
    var tags: [String]
    var classificationAge: String?
    var playlistURL: String
    var renditions: [String]
    var player: Player

    /// - Parameter mediaBase: the root of the playlists' URLs, without a trailing slash.
    init(_ live: Live, mediaBase: String) {
        liveID = live.id.description
        creatorID = live.creator.description
        title = live.metadata.title
        state = live.state.rawValue
        endedReason = live.endReason?.rawValue
        startedAt = live.startedAt.description
        endedAt = live.endedAt?.description
        zoneGeo = live.metadata.zoneGeo
        tags = live.metadata.tags
        classificationAge = live.metadata.classificationAge
        playlistURL = mediaBase + live.playlistPath
        renditions = live.renditions
        player = Player(bufferSeconds: live.playerBuffer.seconds)
    }

    enum CodingKeys: String, CodingKey {
        case liveID = "live_id"
        case creatorID = "creator_id"
        case title
        case state
        case endedReason = "ended_reason"
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case zoneGeo = "zone_geo"
        case tags
        case classificationAge = "classification_age"
        case playlistURL = "playlist_url"
        case renditions
        case player
    }
}
