/// The JSON of `GET /pages/settings.json`: what the pages have to know of the node.
struct PageSettings: Encodable {
    /// Whether a creator needs a token that the node's keys verify; else any text is one.
    var verifiesTokens: Bool
    /// The root of the addresses that people are given, without a trailing slash; absent where they are as the page's own.
    var publicURL: String?
    /// How many seconds a live waits for its creator to come back.
    var creatorTimeout: Double
    /// Opus bits per second to begin with.
    var fullBitrate: Int
    /// The period of the signs of life of a stream of events, in seconds.
    var eventKeepAlive: Double

    enum CodingKeys: String, CodingKey {
        case verifiesTokens = "verifies_tokens"
        case publicURL = "public_url"
        case creatorTimeout = "creator_timeout_s"
        case fullBitrate = "full_bitrate_bps"
        case eventKeepAlive = "event_keep_alive_s"
    }
}
