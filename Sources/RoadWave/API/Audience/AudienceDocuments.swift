/// The JSON of the answer to `POST /lives/{id}/listeners`.
struct JoinDocument: Encodable {
    var listenerID: String
    var playlistURL: String
    /// The period of heartbeats, in seconds.
    var heartbeat: Double
    /// The time without a heartbeat after which a listener is not counted any more, in seconds.
    var expiry: Double

    enum CodingKeys: String, CodingKey {
        case listenerID = "listener_id"
        case playlistURL = "playlist_url"
        case heartbeat = "heartbeat_s"
        case expiry = "expiry_s"
    }
}

/// The JSON of `counters`.
struct CountersDocument: Encodable {
    var liveID: String
    var listeners: Int
    var likes: Int
    /// Absent for clients that may not see reports.
    var reports: Int?

    init(_ live: LiveID, _ counts: AudienceCounts, showsReports: Bool) {
        liveID = live.description
        listeners = counts.listeners
        likes = counts.likes
        reports = showsReports ? counts.reports : nil
    }

    enum CodingKeys: String, CodingKey {
        case liveID = "live_id"
        case listeners
        case likes
        case reports
    }
}

/// The JSON of `GET /lives/{id}/counters`.
struct CurveDocument: Encodable {
    /// A point of the curve.
    struct Point: Encodable {
        /// The beginning of the minute (ISO 8601, UTC).
        var minute: String
        var listeners: Int
        var likes: Int
        var reports: Int

        init(_ minute: AudienceMinute) {
            self.minute = minute.minute.description
            listeners = minute.figures.counts.listeners
            likes = minute.figures.counts.likes
            reports = minute.figures.counts.reports
        }
    }

    var liveID: String
    /// The peak of listeners, also between two points.
    var peakListeners: Int
    /// The minutes that were recorded, in order.
    var minutes: [Point]

    init(_ live: LiveID, _ curve: [AudienceMinute]) {
        liveID = live.description
        peakListeners = curve.map(\.figures.peak).max() ?? 0
        minutes = curve.map(Point.init)
    }

    enum CodingKeys: String, CodingKey {
        case liveID = "live_id"
        case peakListeners = "peak_listeners"
        case minutes
    }
}
