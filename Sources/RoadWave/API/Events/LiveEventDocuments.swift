/// The JSON of `bitrate_advice`.
struct BitrateAdviceDocument: Encodable {
    var liveID: String
    /// Opus bits per second to encode at.
    var bitrate: Int
    /// `loss`, `jitter`, `round_trip` or `recovered`.
    var reason: String

    enum CodingKeys: String, CodingKey {
        case liveID = "live_id"
        case bitrate = "bitrate_bps"
        case reason
    }
}

/// The JSON of `connection_warning`.
struct ConnectionWarningDocument: Encodable {
    var liveID: String
    /// What the creator reads.
    var message: String
    /// `unstable` in a warning, `good` or `fair` where it is taken back.
    var quality: String

    enum CodingKeys: String, CodingKey {
        case liveID = "live_id"
        case message
        case quality
    }
}

/// The JSON of `live_state`.
struct LiveStateDocument: Encodable {
    var liveID: String
    /// `live`, `interrupted` or `ended`.
    var state: String

    enum CodingKeys: String, CodingKey {
        case liveID = "live_id"
        case state
    }
}

/// The JSON of `broadcast_stopped`: nobody hears the live any more, which goes on to be recorded.
struct BroadcastStoppedDocument: Encodable {
    var liveID: String
    /// What the creator reads.
    var message =
        "La diffusion de votre live est arrêtée par une panne du serveur\u{202f}; l'enregistrement continue. "
        + "Redémarrez un live pour être entendu."

    enum CodingKeys: String, CodingKey {
        case liveID = "live_id"
        case message
    }
}

/// The JSON of `ended`.
struct LiveEndedDocument: Encodable {
    var liveID: String
    /// As `ended_reason` of the live.
    var reason: String
    /// What the creator reads.
    var message: String
    /// What listeners read.
    var listenerMessage: String

    enum CodingKeys: String, CodingKey {
        case liveID = "live_id"
        case reason
        case message
        case listenerMessage = "listener_message"
    }
}
