/// The JSON of `GET /replays/{live_id}`.
struct ReplayDocument: Encodable {
    var replayID: String?
    var liveID: String
    /// `queued`, `processing`, `published` or `failed`.
    var state: String
    /// `measuring`, `encoding` or `verifying`, while a worker has it.
    var stage: String?
    /// Of the whole work, 0 to 100.
    var percent: Int?
    var remainingSeconds: Int?
    /// Why there is no replay, for the creator; absent unless it failed.
    var reason: String?
    /// `[REPLAY] ` and the title of the live once it is published, the title of the live before.
    var title: String?
    var creatorID: String?
    var geoType: String?
    var startedAt: String?
    /// The playlist of the MP3, for players that know MP3 in transport streams.
    var playlistURL: String?
    /// The playlist of the AAC, for the others.
    var playlistAACURL: String?
    var mp3URL: String?
    var mp3Bytes: Int64?
    var waveformURL: String?
    var durationSeconds: Double?
    var loudness: Double?
    var publishedAt: String?

    /// A published replay.
    /// - Parameter mediaBase: the root of the media's URLs, without a trailing slash.
    init(_ published: PublishedReplay, mediaBase: String) {
        let replay = published.replay
        replayID = replay.id.description
        liveID = replay.live.description
        state = "published"
        title = replay.title
        creatorID = replay.creator.description
        geoType = Replay.geoType
        startedAt = replay.startedAt.description
        let folder = "\(mediaBase)/replays/\(replay.live)"
        playlistURL = "\(folder)/master.m3u8"
        playlistAACURL = "\(folder)/master-aac.m3u8"
        mp3URL = "\(folder)/replay.mp3"
        mp3Bytes = replay.mp3Size
        waveformURL = "\(folder)/waveform.json"
        durationSeconds = Double(replay.frameCount) / 48_000
        loudness = replay.loudness.map { ($0 * 100).rounded() / 100 }
        publishedAt = published.publishedAt.description
    }

    /// A replay that is not published.
    init(_ job: ReplayJob) {
        liveID = job.live.description
        title = job.title
        switch job.state {
        case .recording, .queued: state = "queued"
        // State and content are written together. A request between the two reads sees `processing`.
        case .working, .published:
            state = "processing"
            stage = job.progress?.stage.rawValue
            percent = job.progress?.percent
            remainingSeconds = job.progress?.remainingSeconds
        case .silent, .unsupported, .damaged, .failed, .dropped:
            state = "failed"
            reason = job.state.creatorMessage
        }
    }

    enum CodingKeys: String, CodingKey {
        case replayID = "replay_id"
        case liveID = "live_id"
        case state
        case stage
        case percent
        case remainingSeconds = "remaining_s"
        case reason
        case title
        case creatorID = "creator_id"
        case geoType = "geo_type"
        case startedAt = "started_at"
        case playlistURL = "playlist_url"
        case playlistAACURL = "playlist_aac_url"
        case mp3URL = "mp3_url"
        case mp3Bytes = "mp3_bytes"
        case waveformURL = "waveform_url"
        case durationSeconds = "duration_s"
        case loudness = "loudness_lufs"
        case publishedAt = "published_at"
    }
}

/// The JSON of `GET /replays`.
struct ReplayListDocument: Encodable {
    /// Newest live first, each as in `GET /replays/{live_id}`.
    var replays: [ReplayDocument]
    /// The `cursor` of the next page; absent on the last one.
    var next: String?
}

extension ReplayJob.State {
    /// Why there is no replay, for the creator.
    fileprivate var creatorMessage: String? {
        switch self {
        case .silent: "Il n'y a pas de replay\u{a0}: rien ne s'entend dans l'enregistrement."
        case .unsupported: "Il n'y a pas de replay\u{a0}: le format de l'enregistrement n'est pas pris en charge."
        case .damaged: "Il n'y a pas de replay\u{a0}: l'enregistrement est abîmé."
        case .failed:
            "Votre replay n'a pas pu être préparé. L'équipe est prévenue\u{a0}; l'enregistrement est conservé."
        case .dropped: "Ce replay a été abandonné."
        case .recording, .queued, .working, .published: nil
        }
    }
}
