/// All settings of a node. The defaults are the specification's values. See docs/decisions/api.md, « Without keys ».
public struct NodeConfiguration: Sendable {
    /// The address for HTTP: WHIP, the API and the media.
    public var http = ListenAddress(host: "127.0.0.1", port: 8080)
    /// The certificate for HTTPS; nil for HTTP. Health and metrics are always HTTP.
    public var tls: TLSFiles?
    /// The UDP address for the media of all creators.
    public var udp = ListenAddress(host: "127.0.0.1", port: 8081)
    /// The address for health and metrics; none by default.
    public var admin: ListenAddress?
    /// Whether health and metrics beyond the loopback need no token; otherwise they need an operator's token.
    public var isAdminOpen = false
    /// The data directory; created at the start if it is missing. It is also the object storage, unless ``s3`` is set.
    public var dataDirectory = "roadwave-data"
    /// The S3 storage of the media, from which the caches read.
    public var s3: S3Configuration?
    /// The S3 storage for the copies of recordings, from which workers read them: another service than ``s3``. Without it,
    /// the directory `secondary` of the data directory.
    public var secondaryS3: S3Configuration?
    /// The root of the URLs given to clients, if it differs from the URL that they call (behind a proxy).
    public var publicURL: String?
    /// The roots of the URLs of all nodes. It is needed with several nodes when creators or listeners use the pages: a
    /// live may be on another node than its page.
    public var nodeURLs: [String] = []
    /// The root of the URLs where listeners fetch playlists and segments, if a cache stands before the node.
    public var mediaBaseURL: String?
    /// Whether the node itself serves playlists and segments. Nil means no if both ``s3`` and ``mediaBaseURL`` are set,
    /// since each request to the node would then cause one to the storage; otherwise nil means yes.
    public var servesMedia: Bool?
    /// The addresses where creators send their media, best first, if they differ from the bound address (behind a NAT,
    /// or bound to all addresses).
    public var advertised: [AdvertisedAddress] = []

    /// The JWK set file with the keys that verify tokens. Without it any token is accepted, on loopback only.
    public var tokenKeys: String?
    /// The required claims of tokens, besides the bearer.
    public var tokenPolicy = TokenPolicy()
    /// The rate limits of requests; nil for ``RateLimits/standard`` with keys, and no limits without.
    public var rateLimits: RateLimits?
    /// The proxies whose `X-Forwarded-For` is trusted.
    public var trustedProxies: [AddressBlock] = []
    /// How many HTTP connections the node holds; nil for 10,000, or as many as the process may open.
    public var maximumConnections: Int?
    /// How many HTTP connections may come from one address, trusted proxies excepted; nil for 1,000 with keys, and any
    /// number without.
    public var connectionsPerAddress: Int?
    /// How many event streams one address may hold, also behind trusted proxies, and without the ones reserved for
    /// creators; nil for a quarter of all with keys, and any number without.
    public var streamsPerAddress: Int?
    /// How many event streams the bearer of one token may hold; nil for 16 with keys, and any number without.
    public var streamsPerToken: Int?

    /// How many lives may run at once: on the node, or on all nodes that share a Redis.
    public var maximumLives = 100
    /// How long a drained node waits for its lives to end.
    public var drainTimeout = Duration.seconds(1_800)
    /// How many lives one creator may hold at once.
    public var livesPerCreator = 1
    /// The PostgreSQL database of the catalogue and of the audit trail; without it, a file in the data directory.
    public var postgres: PostgresAddress?
    /// The same database as the owner of the tables, for migrations; the nodes then have a role that can only read the
    /// audit trail and add to it.
    public var postgresOwner: PostgresAddress?
    /// How many days the audit trail is kept.
    public var auditKeptDays = 90
    /// The directory of the list of erased users and of its key, outside the database and its backups; nil for the data
    /// directory.
    public var erasuresDirectory: String?
    /// The Redis that the nodes share; without it the node counts only its own lives.
    public var redis: RedisAddress?
    /// How long the slot of a live lasts after its last renewal, and so after the death of its node.
    public var slotLease = Duration.seconds(15)
    /// How long a free slot is kept for the first creator in the priority queue.
    public var queueReservation = Duration.seconds(30)
    /// How long a premium creator stays in the queue without a new request.
    public var queuePatience = Duration.seconds(30)
    /// How lives are received and broadcast, and how long they wait for their creators.
    public var live = LiveSettings()
    /// How the recordings are written.
    public var recording = RecordingConfiguration()
    /// How replays are made.
    public var replay = ReplayConfiguration()
    /// The monitoring of the node's resources, and its alert channels.
    public var monitoring = MonitoringConfiguration()
    /// The timing of heartbeats and counts.
    public var audience = AudienceConfiguration()
    /// The price of bandwidth, and the months of bills.
    public var billing = BillingConfiguration()
    /// How often an idle event stream sends a keep-alive: proxies close idle connections after 30 or 60 s.
    public var eventKeepAlive = Duration.seconds(15)
    /// How many event streams may be open at once. It is not a setting: it follows from the number of connections.
    var eventStreams: EventStreamLimits?
    /// How long a live that died with its node is remembered, so that its creator can be told.
    public var lostLivesKept = Duration.seconds(24 * 3_600)

    /// How long an HTTP client may take to send a request, or be idle between two, before it is disconnected. Measured
    /// in real time even with a manual clock, since it limits what idle strangers can hold.
    public var requestTimeout = Duration.seconds(10)

    /// How the process logs. A node in another program logs as that program does.
    public var log = LogSettings()

    /// The specification's values on loopback addresses.
    public init() {}

    /// Refuses settings that cannot work or would be unsafe, before anything is opened.
    /// - Parameter hasAuthenticator: whether an authenticator identifies the bearers of tokens in place of
    ///   ``tokenKeys``.
    package func validate(hasAuthenticator: Bool = false) throws(ConfigurationError) {
        // Without keys any bearer token opens a live, so only programs on this machine may reach the node.
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
        guard Self.parseDirectory(dataDirectory) != nil else {
            throw ConfigurationError(key: .data, value: dataDirectory, accepted: Self.acceptedDirectory)
        }
        try s3?.validate(S3Configuration.keys)
        try secondaryS3?.validate(S3Configuration.secondaryKeys)
        guard maximumLives > 0 else {
            throw ConfigurationError(key: .maximumLives, value: "\(maximumLives)", accepted: "expected at least 1")
        }
        if let publicURL, !nodeURLs.isEmpty, !NodeURLList(nodeURLs).contains(publicURL) {
            throw ConfigurationError(
                key: .nodeURLs, value: nodeURLs.joined(separator: ","),
                accepted: "expected the \(Key.publicURL.rawValue) of this node among them: \(publicURL)")
        }
        try validatePairs()
    }
}
