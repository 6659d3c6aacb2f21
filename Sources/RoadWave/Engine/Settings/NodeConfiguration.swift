/// All that can be set on a node. The defaults are the specification's values.
/// See docs/decisions/api.md, « Without keys ».
public struct NodeConfiguration: Sendable {
    /// Where HTTP is served: WHIP, the API and the media.
    public var http = ListenAddress(host: "127.0.0.1", port: 8080)
    /// The certificate with which HTTP becomes HTTPS; nil for HTTP. Health and metrics stay HTTP.
    public var tls: TLSFiles?
    /// Where the media of every creator arrives.
    public var udp = ListenAddress(host: "127.0.0.1", port: 8081)
    /// Where health and metrics are served; nowhere by default.
    public var admin: ListenAddress?
    /// Whether health and metrics beyond the loopback are for everyone who reaches them; otherwise for operators' tokens.
    public var isAdminOpen = false
    /// The directory of what the node keeps; made at the start if it is missing. It is the object storage too, unless
    /// ``s3`` says another.
    public var dataDirectory = "roadwave-data"
    /// The S3 storage of the media, which listeners' caches read from.
    public var s3: S3Configuration?
    /// The root of the URLs that clients are given, when it is not the one they called (behind a proxy).
    public var publicURL: String?
    /// The roots of the URLs of all nodes, when there are several and creators or listeners use the pages: a live may be on
    /// another node than the one that served its page.
    public var nodeURLs: [String] = []
    /// The root of the URLs where listeners fetch playlists and segments, when a cache stands before the node.
    public var mediaBaseURL: String?
    /// Whether the node serves playlists and segments itself; nil for yes, unless they are in ``s3`` and ``mediaBaseURL`` says
    /// where listeners fetch them: each request to the node would then be one to the storage.
    public var servesMedia: Bool?
    /// Where creators send their media, best first, when it is not the bound address (behind a NAT, or bound to all).
    public var advertised: [AdvertisedAddress] = []

    /// The JWK set file whose keys verify the tokens of creators; without it any token is taken, on loopback only.
    public var tokenKeys: String?
    /// What tokens must say besides who bears them.
    public var tokenPolicy = TokenPolicy()
    /// How often requests may come; nil for ``RateLimits/standard`` with keys, and no limits without.
    public var rateLimits: RateLimits?
    /// The proxies that are believed when they say whom they speak for (`X-Forwarded-For`).
    public var trustedProxies: [AddressBlock] = []
    /// How many HTTP connections the node holds; nil for 10,000, or as many as the process may open.
    public var maximumConnections: Int?
    /// How many of them may come from one address, trusted proxies excepted; nil for 1,000 with keys, and any number
    /// without.
    public var connectionsPerAddress: Int?
    /// How many streams of events one address may hold, behind trusted proxies as well, and beside those that are kept for
    /// creators; nil for a quarter of all with keys, and any number without.
    public var streamsPerAddress: Int?
    /// How many of them the bearer of one token may hold; nil for 16 with keys, and any number without.
    public var streamsPerToken: Int?

    /// How many lives may run at once: on the node, or on all the nodes that count them in the same Redis.
    public var maximumLives = 100
    /// How many of them one creator may hold at once.
    public var livesPerCreator = 1
    /// Where every live is written and searched, and the audit trail kept; without it in a file of the data directory.
    public var postgres: PostgresAddress?
    /// Where the nodes count their lives together; without it the node counts its own.
    public var redis: RedisAddress?
    /// How long the place of a live outlives its last renewal, and so a node that died.
    public var slotLease = Duration.seconds(15)
    /// How long a free place is kept for the first of the priority queue.
    public var queueReservation = Duration.seconds(30)
    /// How long a premium creator stays in the queue without asking again.
    public var queuePatience = Duration.seconds(30)
    /// How lives are received and broadcast, and how long they wait for their creators.
    public var live = LiveSettings()
    /// How the recordings are written.
    public var recording = RecordingConfiguration()
    /// When listeners are heard of and counted.
    public var audience = AudienceConfiguration()
    /// How often a stream of events that has nothing to say shows that it is alive: proxies cut at 30 or 60 s.
    public var eventKeepAlive = Duration.seconds(15)
    /// How many streams of events may be open at once. Not a setting: it goes with the connections that the port takes.
    var eventStreams: EventStreamLimits?
    /// How long a live that died with its node is remembered, for its creator to be told.
    public var lostLivesKept = Duration.seconds(24 * 3_600)

    /// How long an HTTP client may take to send a request, or say nothing between two, before it is disconnected.
    /// Measured in real time whatever the node's clock, as it bounds what idle strangers hold.
    public var requestTimeout = Duration.seconds(10)

    /// The specification's values on loopback addresses.
    public init() {}

    /// Refuses what cannot work or would be unsafe, before anything is opened.
    /// - Parameter hasAuthenticator: whether something else than ``tokenKeys`` knows the bearers of tokens.
    func validate(hasAuthenticator: Bool = false) throws(ConfigurationError) {
        // Without keys any bearer token opens a live: only programs of this machine may be able to try.
        let addresses: [(Key, ListenAddress?)] = [(.http, http), (.udp, udp), (.admin, admin)]
        for case (let key, let address?) in addresses where tokenKeys == nil && !hasAuthenticator && !address.isLoopback
        {
            throw ConfigurationError(
                key: key, value: address.description,
                accepted: "expected a loopback address while \(Key.tokenKeys.rawValue) does not say who may publish")
        }
        guard !udp.isUnspecified || !advertised.isEmpty else {
            throw ConfigurationError(
                key: .udp, value: udp.description,
                accepted: "expected \(Key.advertise.rawValue) beside it: creators need an address to send to")
        }
        guard live.jitterTarget <= live.jitterMaximum else {
            throw ConfigurationError(
                key: .jitterTargetMilliseconds, value: "\(Int(live.jitterTarget / .milliseconds(1)))",
                accepted: "expected at most the \(Int(live.jitterMaximum / .milliseconds(1))) ms of "
                    + Key.jitterMaximumMilliseconds.rawValue)
        }
        guard Self.parseDirectory(dataDirectory) != nil else {
            throw ConfigurationError(key: .data, value: dataDirectory, accepted: Self.acceptedDirectory)
        }
        try s3?.validate()
        guard maximumLives > 0 else {
            throw ConfigurationError(key: .maximumLives, value: "\(maximumLives)", accepted: "expected at least 1")
        }
        guard live.interruptedAfter < live.creatorTimeout else {
            throw ConfigurationError(
                key: .creatorTimeoutSeconds, value: "\(live.creatorTimeout.seconds)",
                accepted: "expected more than the \(live.interruptedAfter.seconds) s after which a live is interrupted")
        }
        if let publicURL, !nodeURLs.isEmpty, !NodeURLList(nodeURLs).contains(publicURL) {
            throw ConfigurationError(
                key: .nodeURLs, value: nodeURLs.joined(separator: ","),
                accepted: "expected the \(Key.publicURL.rawValue) of this node among them: \(publicURL)")
        }
        try live.adaptation.validate()
        try audience.validate()
    }
}
