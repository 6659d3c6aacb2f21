/// The JSON of `GET /lives/{id}`.
struct LiveDocument: Encodable {
    struct Player: Encodable {
        /// The distance in seconds that a player keeps from the live edge.
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
    /// The message to listeners about the end; absent before.
    var endedMessage: String?
    var startedAt: String
    var endedAt: String?
    var zoneGeo: String?
    var tags: [String]
    var classificationAge: String?
    var playlistURL: String
    var renditions: [String]
    /// The numbers of listeners, likes and reports. Only the creator and operators get reports.
    var listeners: Int
    var likes: Int
    var reports: Int?
    /// The advised Opus bitrate for the creator's connection, in bit/s; absent once the live is over.
    var bitrateAdvice: Int?
    /// The received Opus bitrate, in bit/s; absent before the first measurement and once the live is over.
    var receivedBitrate: Int?
    /// `good`, `fair`, `poor` or `unstable`; absent in the same cases as the received bitrate.
    var quality: String?
    var player: Player

    /// - Parameters:
    ///   - mediaBase: the root of the playlists' URLs, without a trailing slash.
    ///   - audience: the counts of the live's audience.
    ///   - showsReports: whether the reader may see reports.
    init(_ live: Live, mediaBase: String, audience: AudienceCounts, showsReports: Bool) {
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
        reports = showsReports ? audience.reports : nil
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
    /// Newest first, each as in `GET /lives/{id}`.
    var lives: [LiveDocument]
    /// The `cursor` of the next page; absent on the last one.
    var next: String?

    /// - Parameters:
    ///   - mediaBase: the root of the playlists' URLs, without a trailing slash.
    ///   - audiences: the counts of the lives' audiences.
    ///   - showsReports: whether the reader may see the reports of a live.
    init(
        _ page: LivePage, mediaBase: String, audiences: [LiveID: AudienceCounts], showsReports: (Live) -> Bool
    ) {
        lives = page.lives.map {
            LiveDocument(
                $0, mediaBase: mediaBase, audience: audiences[$0.id] ?? .none, showsReports: showsReports($0))
        }
        next = page.next?.description
    }
}
