extension NodeConfiguration {
    /// The names of the settings, in the environment and in a file of the same `NAME=value` lines.
    public enum Key: String, CaseIterable, Sendable {
        /// `HOST:PORT` of the HTTP routes.
        case http = "ROADWAVE_HTTP"
        /// `HOST:PORT` of the creators' media.
        case udp = "ROADWAVE_UDP"
        /// `HOST:PORT` of health and metrics.
        case admin = "ROADWAVE_ADMIN"
        /// The directory of the embedded storage.
        case data = "ROADWAVE_DATA"
        /// The root of the URLs given to clients.
        case publicURL = "ROADWAVE_PUBLIC_URL"
        /// The root of the playlists' URLs given to listeners.
        case mediaBaseURL = "ROADWAVE_MEDIA_BASE_URL"
        /// The IP address given to creators.
        case advertise = "ROADWAVE_ADVERTISE"
        /// The capacity of the node, in lives.
        case maximumLives = "ROADWAVE_MAX_LIVES"
        /// The renditions, such as `96k,48k,32k`.
        case renditions = "ROADWAVE_RENDITIONS"
        /// The length of a segment.
        case segmentSeconds = "ROADWAVE_SEGMENT_SECONDS"
        /// The distance of players from the live edge.
        case holdBackSeconds = "ROADWAVE_HOLD_BACK_SECONDS"
        /// The length of a playlist.
        case playlistWindowSeconds = "ROADWAVE_PLAYLIST_WINDOW_SECONDS"
        /// The wait of packets for those that they overtook.
        case jitterTargetMilliseconds = "ROADWAVE_JITTER_TARGET_MS"
        /// The missing media after which silence is broadcast.
        case silenceAfterSeconds = "ROADWAVE_SILENCE_AFTER_SECONDS"
        /// The absence after which a live is interrupted.
        case interruptedAfterSeconds = "ROADWAVE_INTERRUPTED_AFTER_SECONDS"
        /// The absence after which a live ends.
        case creatorTimeoutSeconds = "ROADWAVE_CREATOR_TIMEOUT_SECONDS"
        /// The time to send an HTTP request, and between two.
        case requestTimeoutSeconds = "ROADWAVE_REQUEST_TIMEOUT_SECONDS"
    }
}
