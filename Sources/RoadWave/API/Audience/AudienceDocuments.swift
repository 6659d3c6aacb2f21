/// The JSON of `POST /lives/{id}/listeners`; nothing of it has to be there.
struct JoinRequest: Decodable {
    struct Position: Decodable {
        var lat: Double
        var lon: Double
    }

    var position: Position?

    /// Reads a body; nil for an empty one.
    /// - Throws: `Problem` 400.
    init?(_ body: JSONBody?) throws(Problem) {
        guard let body else { return nil }
        self = try body.decode(accepted: "{\"position\": {\"lat\": 48.85, \"lon\": 2.35}}")
    }

    /// Where the listener is; nil where the application does not say.
    /// - Throws: `Problem` 400 for a place that is not on Earth.
    func checkedPosition() throws(Problem) -> GeoPosition? {
        guard let position else { return nil }
        guard let checked = GeoPosition(latitude: position.lat, longitude: position.lon) else {
            throw .invalidBody("« lat » va de -90 à 90, « lon » de -180 à 180")
        }
        return checked
    }
}

/// The JSON of the answer to `POST /lives/{id}/listeners`.
struct JoinDocument: Encodable {
    var listenerID: String
    var playlistURL: String
    /// How often to say that one still listens, in seconds.
    var heartbeat: Double
    /// After how many seconds without it one is not counted any more.
    var expiry: Double

    enum CodingKeys: String, CodingKey {
        case listenerID = "listener_id"
        case playlistURL = "playlist_url"
        case heartbeat = "heartbeat_s"
        case expiry = "expiry_s"
    }
}

/// The JSON of `POST /lives/{id}/reports`.
struct ReportRequest: Decodable {
    var category: String

    private static var accepted: String { ReportCategory.allCases.map(\.rawValue).joined(separator: ", ") }

    /// - Throws: `Problem` 400.
    init(_ body: JSONBody?) throws(Problem) {
        guard let body else { throw .invalidBody("le signalement doit dire sa catégorie (« category »)") }
        self = try body.decode(accepted: "{\"category\": \"\(ReportCategory.spam.rawValue)\"}")
    }

    /// What the live is reported for.
    /// - Throws: `Problem` 400 with the categories that there are.
    func checkedCategory() throws(Problem) -> ReportCategory {
        guard let category = ReportCategory(rawValue: category) else {
            throw .invalidBody("« category » est l'une de : \(Self.accepted)")
        }
        return category
    }
}

/// The JSON of `counters`.
struct CountersDocument: Encodable {
    var liveID: String
    var listeners: Int
    var likes: Int
    var reports: Int

    init(_ live: LiveID, _ counts: AudienceCounts) {
        liveID = live.description
        listeners = counts.listeners
        likes = counts.likes
        reports = counts.reports
    }

    enum CodingKeys: String, CodingKey {
        case liveID = "live_id"
        case listeners
        case likes
        case reports
    }
}
