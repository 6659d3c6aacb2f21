extension NodeConfiguration {
    /// The names of the settings, in the environment and in a file of the same `NAME=value` lines.
    package enum Key: String, CaseIterable, Sendable {
        /// `HOST:PORT` of the HTTP routes.
        case http = "ROADWAVE_HTTP"
        /// `HOST:PORT` of the creators' media.
        case udp = "ROADWAVE_UDP"
        /// `HOST:PORT` of health and metrics.
        case admin = "ROADWAVE_ADMIN"
        /// Whether health and metrics need no token.
        case adminOpen = "ROADWAVE_ADMIN_OPEN"
        /// The directory of the embedded storage.
        case data = "ROADWAVE_DATA"
        /// The root of the S3 service that stores the media.
        case s3Endpoint = "ROADWAVE_S3_ENDPOINT"
        /// The region used to sign requests to S3.
        case s3Region = "ROADWAVE_S3_REGION"
        /// The bucket of the media.
        case s3Bucket = "ROADWAVE_S3_BUCKET"
        /// The access key of S3.
        case s3Key = "ROADWAVE_S3_KEY"
        /// The secret of the access key.
        case s3Secret = "ROADWAVE_S3_SECRET"
        /// The root of the S3 service that stores the copies of recordings.
        case secondaryEndpoint = "ROADWAVE_S3_SECONDARY_ENDPOINT"
        /// The region used to sign requests to it.
        case secondaryRegion = "ROADWAVE_S3_SECONDARY_REGION"
        /// The bucket of the copies.
        case secondaryBucket = "ROADWAVE_S3_SECONDARY_BUCKET"
        /// The access key of that service.
        case secondaryKey = "ROADWAVE_S3_SECONDARY_KEY"
        /// The secret of that access key.
        case secondarySecret = "ROADWAVE_S3_SECONDARY_SECRET"
        /// The file of the certificate of HTTPS.
        case tlsCertificate = "ROADWAVE_TLS_CERT"
        /// The file of its private key.
        case tlsKey = "ROADWAVE_TLS_KEY"
        /// The root of the URLs given to clients.
        case publicURL = "ROADWAVE_PUBLIC_URL"
        /// The roots of the URLs of all nodes, to which the pages may connect.
        case nodeURLs = "ROADWAVE_NODE_URLS"
        /// The root of the playlist URLs given to listeners.
        case mediaBaseURL = "ROADWAVE_MEDIA_BASE_URL"
        /// Whether the node itself serves the media.
        case serveMedia = "ROADWAVE_SERVE_MEDIA"
        /// The addresses where creators send their media.
        case advertise = "ROADWAVE_ADVERTISE"
        /// The file of the keys of tokens.
        case tokenKeys = "ROADWAVE_JWT_KEYS"
        /// The issuer that tokens must name.
        case tokenIssuer = "ROADWAVE_JWT_ISSUER"
        /// The audience that tokens must name.
        case tokenAudience = "ROADWAVE_JWT_AUDIENCE"
        /// The longest time to the expiry of a token.
        case tokenHours = "ROADWAVE_JWT_MAX_HOURS"
        /// The proxies whose `X-Forwarded-For` is trusted.
        case trustedProxy = "ROADWAVE_TRUSTED_PROXY"
        /// Requests a minute, per token and per address, that open, change and end lives.
        case ratePublish = "ROADWAVE_RATE_PUBLISH"
        /// The same for joins of a live.
        case rateJoin = "ROADWAVE_RATE_JOIN"
        /// The same for heartbeats.
        case rateBeat = "ROADWAVE_RATE_BEAT"
        /// The same for likes and reports.
        case rateReact = "ROADWAVE_RATE_REACT"
        /// The same for lists, documents and pages.
        case rateRead = "ROADWAVE_RATE_READ"
        /// The same for searches in the list of lives.
        case rateSearch = "ROADWAVE_RATE_SEARCH"
        /// The same for new event streams.
        case rateEvents = "ROADWAVE_RATE_EVENTS"
        /// The same for requests that need a valid token and have none.
        case rateFailure = "ROADWAVE_RATE_FAILURE"
        /// The HTTP connections of a node.
        case maximumConnections = "ROADWAVE_MAX_CONNECTIONS"
        /// The HTTP connections of one address.
        case connectionsPerAddress = "ROADWAVE_MAX_CONNECTIONS_PER_ADDRESS"
        /// The event streams of one address.
        case streamsPerAddress = "ROADWAVE_MAX_STREAMS_PER_ADDRESS"
        /// The event streams of one token.
        case streamsPerToken = "ROADWAVE_MAX_STREAMS_PER_TOKEN"
        /// The capacity of the node, in lives.
        case maximumLives = "ROADWAVE_MAX_LIVES"
        /// The lives that one creator may hold at once.
        case livesPerCreator = "ROADWAVE_LIVES_PER_CREATOR"
        /// How long a drained node waits for its lives to end.
        case drainSeconds = "ROADWAVE_DRAIN_SECONDS"
        /// The PostgreSQL database of the catalogue and of the audit trail.
        case postgresURL = "ROADWAVE_POSTGRES_URL"
        /// The same database for `migrate`, as the owner of the tables.
        case postgresOwnerURL = "ROADWAVE_POSTGRES_OWNER_URL"
        /// How long the audit trail is kept.
        case auditKeptDays = "ROADWAVE_AUDIT_KEPT_DAYS"
        /// The directory of the list of erased users.
        case erasures = "ROADWAVE_ERASURES"
        /// The Redis that counts the lives of several nodes.
        case redisURL = "ROADWAVE_REDIS_URL"
        /// How long a slot lasts after its last renewal.
        case slotLeaseSeconds = "ROADWAVE_SLOT_LEASE_SECONDS"
        /// How long a free slot is kept for the first creator in the priority queue.
        case queueReservationSeconds = "ROADWAVE_QUEUE_RESERVATION_SECONDS"
        /// How long a creator stays in the priority queue without a new request.
        case queuePatienceSeconds = "ROADWAVE_QUEUE_PATIENCE_SECONDS"
        /// The renditions, such as `96k,48k,32k`.
        case renditions = "ROADWAVE_RENDITIONS"
        /// The length of a segment.
        case segmentSeconds = "ROADWAVE_SEGMENT_SECONDS"
        /// The distance of players from the live edge.
        case holdBackSeconds = "ROADWAVE_HOLD_BACK_SECONDS"
        /// The length of a playlist.
        case playlistWindowSeconds = "ROADWAVE_PLAYLIST_WINDOW_SECONDS"
        /// The minimum and initial wait of the jitter buffer.
        case jitterTargetMilliseconds = "ROADWAVE_JITTER_TARGET_MS"
        /// The maximum wait of the jitter buffer.
        case jitterMaximumMilliseconds = "ROADWAVE_JITTER_MAX_MS"
        /// How long media may be missing before silence is broadcast.
        case silenceAfterSeconds = "ROADWAVE_SILENCE_AFTER_SECONDS"
        /// How long a creator may be absent before the live is interrupted.
        case interruptedAfterSeconds = "ROADWAVE_INTERRUPTED_AFTER_SECONDS"
        /// The time that a creator's application has to connect.
        case connectTimeoutSeconds = "ROADWAVE_CONNECT_TIMEOUT_SECONDS"
        /// How long a creator may be absent before the live ends.
        case creatorTimeoutSeconds = "ROADWAVE_CREATOR_TIMEOUT_SECONDS"
        /// The bitrate advised on a good connection.
        case fullBitrate = "ROADWAVE_FULL_BITRATE_BPS"
        /// The bitrate advised on a poor connection.
        case reducedBitrate = "ROADWAVE_REDUCED_BITRATE_BPS"
        /// The loss above which the bitrate is reduced.
        case reductionLossPercent = "ROADWAVE_REDUCTION_LOSS_PERCENT"
        /// The round trip above which the bitrate is reduced.
        case reductionRoundTripMilliseconds = "ROADWAVE_REDUCTION_ROUND_TRIP_MS"
        /// The jitter above which the bitrate is reduced.
        case reductionJitterMilliseconds = "ROADWAVE_REDUCTION_JITTER_MS"
        /// How long a limit is exceeded before the bitrate is reduced.
        case reductionSeconds = "ROADWAVE_REDUCTION_SECONDS"
        /// The share of the limits below which the bitrate is raised again.
        case recoveryPercent = "ROADWAVE_RECOVERY_PERCENT"
        /// How long the connection is good before the bitrate is raised.
        case recoverySeconds = "ROADWAVE_RECOVERY_SECONDS"
        /// The least time between two changes of the bitrate.
        case bitrateDwellSeconds = "ROADWAVE_BITRATE_DWELL_SECONDS"
        /// The loss above which a connection is unstable.
        case unstableLossPercent = "ROADWAVE_UNSTABLE_LOSS_PERCENT"
        /// The round trip above which a connection is unstable.
        case unstableRoundTripMilliseconds = "ROADWAVE_UNSTABLE_ROUND_TRIP_MS"
        /// The jitter above which a connection is unstable.
        case unstableJitterMilliseconds = "ROADWAVE_UNSTABLE_JITTER_MS"
        /// How long a connection is unstable before its creator is warned.
        case warningSeconds = "ROADWAVE_WARNING_SECONDS"
        /// The least time between two warnings of a connection.
        case warningIntervalSeconds = "ROADWAVE_WARNING_INTERVAL_SECONDS"
        /// The period of a listener's heartbeats.
        case heartbeatSeconds = "ROADWAVE_HEARTBEAT_SECONDS"
        /// The time without a heartbeat after which a listener expires.
        case listenerExpirySeconds = "ROADWAVE_LISTENER_EXPIRY_SECONDS"
        /// The grid to which positions of listeners are rounded.
        case positionGrid = "ROADWAVE_POSITION_GRID_DEGREES"
        /// The period in which event streams send changed counts.
        case counterSeconds = "ROADWAVE_COUNTERS_SECONDS"
        /// The period in which counts are written to the database.
        case counterRecordSeconds = "ROADWAVE_COUNTERS_RECORD_SECONDS"
        /// The secret of the pseudonyms of voters.
        case voterSecret = "ROADWAVE_VOTER_SECRET"
        /// The period of the keep-alives of an idle event stream.
        case eventKeepAliveSeconds = "ROADWAVE_EVENT_KEEP_ALIVE_SECONDS"
        /// How long lives that died with the node are remembered.
        case lostLivesHours = "ROADWAVE_LOST_LIVES_HOURS"
        /// The disk space that recordings may take.
        case recordingsMaximum = "ROADWAVE_RECORDINGS_MAX_GB"
        /// The period in which recordings are written.
        case recordingFlushSeconds = "ROADWAVE_RECORDING_FLUSH_SECONDS"
        /// The period in which recordings are flushed to the disk.
        case recordingSyncSeconds = "ROADWAVE_RECORDING_SYNC_SECONDS"
        /// The period in which recordings are copied to the secondary storage.
        case backupSeconds = "ROADWAVE_BACKUP_SECONDS"
        /// The workers of replays inside a node.
        case workers = "ROADWAVE_WORKERS"
        /// How often a worker renews its claim on a job.
        case replayRenewalSeconds = "ROADWAVE_REPLAY_RENEWAL_SECONDS"
        /// How long a claim lasts without a renewal.
        case replayClaimSeconds = "ROADWAVE_REPLAY_CLAIM_SECONDS"
        /// How often a job may fail.
        case replayAttempts = "ROADWAVE_REPLAY_ATTEMPTS"
        /// How long the raw recording of a published replay is kept.
        case recordingKeptSeconds = "ROADWAVE_RECORDING_KEPT_SECONDS"
        /// How long the media of a live is kept after its end.
        case liveMediaKeptSeconds = "ROADWAVE_LIVE_MEDIA_KEPT_SECONDS"
        /// How often a node deletes what is kept no longer.
        case sweepSeconds = "ROADWAVE_SWEEP_SECONDS"
        /// The price of a gigabyte of audio payload.
        case billingPrice = "ROADWAVE_BILLING_PRICE_EUR_PER_GB"
        /// The time zone of the months of bills.
        case billingTimeZone = "ROADWAVE_BILLING_TIME_ZONE"
        /// How long a month accepts late lines after its end.
        case billingMonthOpenHours = "ROADWAVE_BILLING_MONTH_OPEN_HOURS"
        /// How often the resources are measured.
        case monitoringSeconds = "ROADWAVE_MONITORING_SECONDS"
        /// The use of processor time that raises an alert.
        case alertCPU = "ROADWAVE_ALERT_CPU_PERCENT"
        /// The same for memory.
        case alertMemory = "ROADWAVE_ALERT_MEMORY_PERCENT"
        /// The same for what the machine sends.
        case alertUpload = "ROADWAVE_ALERT_UPLOAD_PERCENT"
        /// The WebRTC connections that raise an alert.
        case alertSessions = "ROADWAVE_ALERT_SESSIONS"
        /// The mean latency of the cache that raises an alert.
        case alertDelivery = "ROADWAVE_ALERT_CDN_MS"
        /// How long a threshold is exceeded before an alert.
        case alertAfterSeconds = "ROADWAVE_ALERT_AFTER_SECONDS"
        /// How long a value is low enough before the end of an alert.
        case alertClearSeconds = "ROADWAVE_ALERT_CLEAR_SECONDS"
        /// The capacity of the machine's uplink.
        case uplinkMegabits = "ROADWAVE_UPLINK_MBPS"
        /// The network interface of the uplink.
        case uplinkInterface = "ROADWAVE_UPLINK_INTERFACE"
        /// The memory that may be used.
        case memoryMegabytes = "ROADWAVE_MEMORY_CAPACITY_MB"
        /// The URL that gets alerts as signed JSON.
        case webhookURL = "ROADWAVE_ALERT_WEBHOOK_URL"
        /// The key of their signature.
        case webhookSecret = "ROADWAVE_ALERT_WEBHOOK_SECRET"
        /// The SMTP server of alerts.
        case mailServer = "ROADWAVE_ALERT_SMTP_URL"
        /// The sender of the mail.
        case mailFrom = "ROADWAVE_ALERT_MAIL_FROM"
        /// Its recipients.
        case mailTo = "ROADWAVE_ALERT_MAIL_TO"
        /// The root of Alertmanager's URLs.
        case alertmanager = "ROADWAVE_ALERTMANAGER_URL"
        /// The page for the reader of an alert.
        case alertLink = "ROADWAVE_ALERT_LINK"
        /// The time allowed to send an HTTP request, and to be idle between two.
        case requestTimeoutSeconds = "ROADWAVE_REQUEST_TIMEOUT_SECONDS"
        /// The least severe lines of the log.
        case logLevel = "ROADWAVE_LOG_LEVEL"
        /// The form of a line of the log.
        case logFormat = "ROADWAVE_LOG_FORMAT"
    }
}
