/// The JSON of `bitrate_advice`.
struct BitrateAdviceDocument: Encodable {
    var liveID: String
    /// The Opus bitrate for the encoder, in bits per second.
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
    /// The message to the creator.
    var message: String
    /// `unstable` in a warning, `good` or `fair` in its withdrawal.
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

/// The JSON of `broadcast_stopped`: the broadcast has ended, and the live continues for its recording.
struct BroadcastStoppedDocument: Encodable {
    var liveID: String
    /// The message to the creator.
    var message =
        "La diffusion de votre live est arrêtée par une panne du serveur\u{202f}; l'enregistrement continue. "
        + "Redémarrez un live pour être entendu."

    enum CodingKeys: String, CodingKey {
        case liveID = "live_id"
        case message
    }
}

/// The JSON of `stop_announced`: the server is drained, and ends its remaining lives at the date.
struct StopAnnouncedDocument: Encodable {
    var liveID: String
    var endsAt: String
    /// The message to the creator.
    var message =
        "Ce serveur va s'arrêter pour une mise à jour. Terminez votre live, puis démarrez-en un autre\u{a0}: il passera "
        + "par un autre serveur."

    enum CodingKeys: String, CodingKey {
        case liveID = "live_id"
        case endsAt = "ends_at"
        case message
    }
}

/// The JSON of `ended`.
struct LiveEndedDocument: Encodable {
    var liveID: String
    /// The same value as `ended_reason` of the live.
    var reason: String
    /// The message to the creator.
    var message: String
    /// The message to listeners.
    var listenerMessage: String

    enum CodingKeys: String, CodingKey {
        case liveID = "live_id"
        case reason
        case message
        case listenerMessage = "listener_message"
    }
}
