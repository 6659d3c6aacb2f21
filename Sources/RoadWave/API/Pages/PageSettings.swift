/// The JSON of `GET /pages/settings.json`: the node's settings for the pages.
struct PageSettings: Encodable {
    /// Whether a creator needs a token that the node's keys verify; otherwise any text is accepted.
    var verifiesTokens: Bool
    /// The public root URL, without a trailing slash; absent if it is the page's own.
    var publicURL: String?
    /// The roots of the URLs of the nodes that are named without a wildcard: pages ask them if this node is gone.
    var nodeURLs: [String]
    /// How many seconds a live waits for its creator to return.
    var creatorTimeout: Double
    /// The initial Opus bitrate, in bits per second.
    var fullBitrate: Int
    /// The period of keep-alive comments in event streams, in seconds.
    var eventKeepAlive: Double

    enum CodingKeys: String, CodingKey {
        case verifiesTokens = "verifies_tokens"
        case publicURL = "public_url"
        case nodeURLs = "node_urls"
        case creatorTimeout = "creator_timeout_s"
        case fullBitrate = "full_bitrate_bps"
        case eventKeepAlive = "event_keep_alive_s"
    }
}
