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
    /// What listeners are told of the end; absent before.
    var endedMessage: String?
    var startedAt: String
    var endedAt: String?
    var zoneGeo: String?
    var tags: [String]
    var classificationAge: String?
    var playlistURL: String
    var renditions: [String]
    /// How many listen, like and have reported.
    var listeners: Int
    var likes: Int
    var reports: Int
    /// Opus bits per second that suit the creator's connection; absent once the live is over.
    var bitrateAdvice: Int?
    /// Opus bits per second that arrive; absent before anything was measured and once the live is over.
    var receivedBitrate: Int?
    /// `good`, `fair`, `poor` or `unstable`; absent as the received bitrate.
    var quality: String?
    var player: Player

    /// - Parameters:
    ///   - mediaBase: the root of the playlists' URLs, without a trailing slash.
    ///   - audience: what is counted of those who listen.
    init(_ live: Live, mediaBase: String, audience: AudienceCounts) {
        liveID = live.id.description
        creatorID = live.creator.description
        title = live.metadata.title
        state = live.state.rawValue
        endedReason = live.endReason?.rawValue
        endedMessage = live.endReason?.listenerMessage
        startedAt = live.startedAt.description
        endedAt = live.endedAt?.description
        zoneGeo = live.metadata.zoneGeo
        tags = live.metadata.tags
        classificationAge = live.metadata.classificationAge
        playlistURL = mediaBase + live.playlistPath
        renditions = live.renditions
        listeners = audience.listeners
        likes = audience.likes
        reports = audience.reports
        bitrateAdvice = live.connection?.advisedBitrate
        receivedBitrate = live.connection?.receivedBitrate
        quality = live.connection?.quality?.rawValue
        player = Player(bufferSeconds: live.playerBuffer.seconds)
    }

    enum CodingKeys: String, CodingKey {
        case liveID = "live_id"
        case creatorID = "creator_id"
        case title
        case state
        case endedReason = "ended_reason"
        case endedMessage = "ended_message"
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case zoneGeo = "zone_geo"
        case tags
        case classificationAge = "classification_age"
        case playlistURL = "playlist_url"
        case renditions
        case listeners
        case likes
        case reports
        case bitrateAdvice = "bitrate_advice_bps"
        case receivedBitrate = "received_bps"
        case quality
        case player
    }
}

/// The JSON of `GET /lives`.
struct LiveListDocument: Encodable {
    /// Newest first, each as `GET /lives/{id}` gives it.
    var lives: [LiveDocument]
    /// The `cursor` of the next page; absent on the last one.
    var next: String?

    /// - Parameters:
    ///   - mediaBase: the root of the playlists' URLs, without a trailing slash.
    ///   - audiences: what is counted of those who listen.
    init(_ page: LivePage, mediaBase: String, audiences: [LiveID: AudienceCounts]) {
        lives = page.lives.map { LiveDocument($0, mediaBase: mediaBase, audience: audiences[$0.id] ?? .none) }
        next = page.next?.description
    }
}
