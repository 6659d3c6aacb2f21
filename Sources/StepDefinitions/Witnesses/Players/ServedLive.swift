/// What a player is served of one live over HTTP: all that the rules of a profile look at.
struct ServedLive: Sendable {
    /// The multivariant playlist, as a player reads it once.
    var master: ServedAnswer
    /// In the order of the multivariant playlist.
    var variants: [ServedVariant]
    /// Whether the live was over, all of it served, when the observation ended.
    var isOver = false

    /// The multivariant playlist, read; nil when it is none.
    var listedMaster: ListedMaster? { ListedMaster(master.text) }

    /// Each variant as the multivariant playlist describes it, and what was served of it.
    var described: [(variant: ListedMaster.Variant, served: ServedVariant)] {
        Array(zip(listedMaster?.variants ?? [], variants).map { ($0, $1) })
    }

    /// Every answer, in no order.
    var answers: [ServedAnswer] {
        [master] + variants.flatMap { $0.playlists + $0.segments.map(\.answer) }
    }
}

/// What is served of one variant.
struct ServedVariant: Sendable {
    /// For people: `48k`.
    var name: String
    /// Each answer for the media playlist, the same ones too, in order of time.
    var playlists: [ServedAnswer]
    /// Each segment that was fetched, in order of number.
    var segments: [ServedSegment]

    /// The media playlist, each time it was served and could be read.
    var listed: [ListedPlaylist] { playlists.compactMap(\.playlist) }
    /// The last of them.
    var newest: ListedPlaylist? { listed.last }
}

/// An answer as a player gets it.
struct ServedAnswer: Sendable {
    /// For people: the path, without the server.
    var path: String
    /// Seconds since the observation began.
    var at: Double
    var status = 200
    /// Names in lower case.
    var headers: [String: String] = [:]
    /// A playlist; empty for media.
    var text = "" {
        didSet { playlist = ListedPlaylist(text) }
    }
    /// The text as a media playlist, read once: every rule asks.
    private(set) var playlist: ListedPlaylist?

    init(path: String, at: Double, status: Int = 200, headers: [String: String] = [:], text: String = "") {
        self.path = path
        self.at = at
        self.status = status
        self.headers = headers
        self.text = text
        playlist = ListedPlaylist(text)
    }
}

/// A segment as a player gets it.
struct ServedSegment: Sendable {
    var sequence: Int
    /// Seconds, from EXTINF.
    var announcedDuration: Double
    var answer: ServedAnswer
    var byteCount: Int
    /// How it begins and counts; nil when it is no transport stream.
    var stream: TransportStreamFacts?
    /// What ffprobe says; nil when it recognises no audio.
    var probe: FFprobe?

    /// Whether it is long enough for ffprobe to tell what it is: the last one of a live may have a frame or two.
    var isProbeable: Bool { announcedDuration >= 0.1 }

    /// Bits per second.
    var bitrate: Double { announcedDuration > 0 ? Double(byteCount * 8) / announcedDuration : 0 }
}
