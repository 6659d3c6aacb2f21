/// The JSON of `GET /pages/settings.json`: what the pages have to know of the node.
struct PageSettings: Encodable {
    /// Whether a creator needs a token that the node's keys verify; else any text is one.
    var verifiesTokens: Bool
    /// How many seconds a live waits for its creator to come back.
    var creatorTimeout: Double
    /// Opus bits per second to begin with.
    var fullBitrate: Int

    enum CodingKeys: String, CodingKey {
        case verifiesTokens = "verifies_tokens"
        case creatorTimeout = "creator_timeout_s"
        case fullBitrate = "full_bitrate_bps"
    }

    init(_ configuration: NodeConfiguration) {
        verifiesTokens = configuration.tokenKeys != nil
        creatorTimeout = configuration.creatorTimeout.seconds
        fullBitrate = configuration.adaptation.fullBitrate
    }
}
