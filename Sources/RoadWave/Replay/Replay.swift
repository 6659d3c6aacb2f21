internal import RoadWaveMedia

/// What listeners get of a live that is over.
struct Replay: Hashable, Sendable {
    let id: ReplayID
    let live: LiveID
    let creator: UserID
    /// `[REPLAY] ` and the title of the live.
    let title: String
    /// When the live began.
    let startedAt: WallDate
    /// Samples at 48 kHz.
    let frameCount: Int64
    /// The integrated loudness of the MP3, in LUFS; nil when nothing passes the gate.
    let loudness: Double?
    /// Bytes of the MP3.
    let mp3Size: Int64

    /// « Géo-neutre »: a replay belongs to no zone, unlike its live.
    static let geoType = "Géo-neutre"
    static let titlePrefix = "[REPLAY] "
}

/// A replay whose media is stored and that its worker publishes. The database sets the date of publication.
struct FinishedReplay: Hashable, Sendable {
    let replay: Replay
    /// Where each part of the recording is in the replay.
    let timeMap: TimeMap
}

/// A published replay: a row of the table `contents`. Its time map may have megabytes, and is not read.
struct PublishedReplay: Hashable, Sendable {
    let replay: Replay
    /// By the clock of the database.
    let publishedAt: WallDate
}

/// A part of the list of replays, newest live first.
struct ReplayPage: Sendable {
    /// As many as in a page of lives.
    static let limit = 50

    var replays: [PublishedReplay]
    /// The cursor of the next page, if there may be one. A search reads so many rows at once: a page may have few replays,
    /// or none, and still be followed by another one.
    var next: LiveCursor?
}
