/// The JSON of `GET /operations/nodes`, and of the event `nodes`.
struct NodeListDocument: Encodable {
    /// A node.
    struct Entry: Encodable {
        var nodeID: String
        var url: String
        /// Whether it is the responding node.
        var isHere: Bool
        /// Whether its lease is valid.
        var isAlive: Bool
        /// Seconds until its lease expires; zero if it has expired.
        var leaseSeconds: Int
        /// The lives that it runs.
        var lives: [String]

        init(_ node: KnownNode, here: NodeID) {
            nodeID = node.node.description
            url = node.url
            isHere = node.node == here
            isAlive = node.isAlive
            leaseSeconds = Int(max(.zero, node.leaseRest) / .seconds(1))
            lives = node.lives.map(\.description)
        }

        enum CodingKeys: String, CodingKey {
            case nodeID = "node_id"
            case url
            case isHere = "is_here"
            case isAlive = "is_alive"
            case leaseSeconds = "lease_s"
            case lives
        }
    }

    var nodes: [Entry]
}

/// A live as operators see it.
struct OperatedLiveDocument: Encodable {
    var liveID: String
    var creatorID: String
    var title: String
    var state: String
    var endedReason: String?
    var startedAt: String
    var endedAt: String?
    var zoneGeo: String?
    var listeners: Int
    /// The most listeners at once so far.
    var peakListeners: Int
    var likes: Int
    var reports: Int
    /// The quality of the creator's connection; absent before the first measurement and once the live is over.
    var quality: String?
    /// The received Opus bitrate, in bit/s; absent in the same cases.
    var receivedBitrate: Int?
    /// The root of the URLs of its node; absent if no node runs it.
    var node: String?

    init(_ live: Live, _ counts: AudienceCounts, peak: Int, node: String?) {
        liveID = live.id.description
        creatorID = live.creator.description
        title = live.metadata.title
        state = live.state.rawValue
        endedReason = live.endReason?.rawValue
        startedAt = live.startedAt.description
        endedAt = live.endedAt?.description
        zoneGeo = live.metadata.zoneGeo
        listeners = counts.listeners
        peakListeners = peak
        likes = counts.likes
        reports = counts.reports
        quality = live.connection?.quality?.rawValue
        receivedBitrate = live.connection?.receivedBitrate
        self.node = node
    }

    enum CodingKeys: String, CodingKey {
        case liveID = "live_id"
        case creatorID = "creator_id"
        case title
        case state
        case endedReason = "ended_reason"
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case zoneGeo = "zone_geo"
        case listeners
        case peakListeners = "peak_listeners"
        case likes
        case reports
        case quality
        case receivedBitrate = "received_bps"
        case node
    }
}

/// The JSON of `GET /operations/lives`, and of the event `lives`.
struct OperatedLiveListDocument: Encodable {
    /// Newest first.
    var lives: [OperatedLiveDocument]
    /// The `cursor` of the next page; absent on the last one.
    var next: String?
}

/// The JSON of `GET /operations/lives/{id}/usage`.
struct LiveUsageDocument: Encodable {
    /// The bytes and the sound served of a rendition, or of a file of the replay.
    struct Entry: Encodable {
        var rendition: String
        /// The sound that all listeners together have fetched, in seconds.
        var listenedSeconds: Double
        var sentBytes: Int64

        enum CodingKeys: String, CodingKey {
            case rendition
            case listenedSeconds = "listened_s"
            case sentBytes = "sent_bytes"
        }
    }

    var liveID: String
    /// Sorted by name; empty before the logs of the caches are imported.
    var renditions: [Entry]

    /// - Parameter rows: of all months.
    init(_ live: LiveID, _ rows: [UsageRow]) {
        var sums: [String: Usage] = [:]
        for row in rows { sums[row.key.rendition, default: Usage()] += row.usage }
        liveID = live.description
        renditions = sums.map { rendition, usage in
            Entry(
                rendition: rendition, listenedSeconds: Double(usage.listenedMilliseconds) / 1_000,
                sentBytes: usage.sentBytes)
        }.sorted { $0.rendition < $1.rendition }
    }

    enum CodingKeys: String, CodingKey {
        case liveID = "live_id"
        case renditions
    }
}

/// The JSON of `GET /operations/jobs`, and of the event `jobs`.
struct JobListDocument: Encodable {
    /// The job of a replay.
    struct Entry: Encodable {
        var liveID: String
        /// The title of the live; absent if it is no longer in the catalogue.
        var title: String?
        var state: String
        var createdAt: String
        /// The worker that has the job, or had it last.
        var worker: String?
        var failures: Int
        /// Why the last attempt ended, in English, for people who operate the radio.
        var reason: String?
        var interruptedAt: String?
        var stage: String?
        var percent: Int?
        var remainingSeconds: Int?
        var finishedAt: String?

        init(_ job: ReplayJob) {
            liveID = job.live.description
            title = job.title
            state = job.state.rawValue
            createdAt = job.createdAt.description
            worker = job.worker
            failures = job.failures
            reason = job.interruption?.reason ?? job.reason
            interruptedAt = job.interruption?.date.description
            stage = job.progress?.stage.rawValue
            percent = job.progress?.percent
            remainingSeconds = job.progress?.remainingSeconds
            finishedAt = job.finishedAt?.description
        }

        enum CodingKeys: String, CodingKey {
            case liveID = "live_id"
            case title
            case state
            case createdAt = "created_at"
            case worker
            case failures
            case reason
            case interruptedAt = "interrupted_at"
            case stage
            case percent
            case remainingSeconds = "remaining_s"
            case finishedAt = "finished_at"
        }
    }

    /// Newest first.
    var jobs: [Entry]
}

/// The JSON of `GET /operations/alerts`, and of the event `alerts`: the messages as webhooks get them.
struct AlertListDocument: Encodable {
    /// The alerts that have begun and not ended.
    var open: [AlertMessage]
    /// The last messages since the start of the node, the latest first.
    var recent: [AlertMessage]
}

/// The JSON of `GET /operations/resources`, and of the event `resources`.
struct ResourceListDocument: Encodable {
    /// A resource.
    struct Entry: Encodable {
        var metric: String
        /// `ratio`, `count` or `seconds`.
        var unit: String
        /// Absent while it is unknown.
        var value: Double?
        /// An alert begins above it.
        var threshold: Double?
        /// The last hour, the oldest first; null for a stretch without a value. Absent in most events.
        var hour: [Double?]?

        init(_ resource: ResourceReport.Resource, withHour: Bool) {
            metric = resource.metric.rawValue
            unit = resource.metric.unit.rawValue
            value = resource.value
            threshold = resource.threshold
            hour = withHour ? resource.hour.map { $0.map(Self.rounded) } : nil
        }

        /// Four decimals: a hundredth of a percent, a tenth of a millisecond.
        private static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
    }

    var nodeID: String
    /// When the values were measured; absent before the first measurement.
    var measuredAt: String?
    /// The length of a stretch of `hour`.
    var stepSeconds: Int
    var resources: [Entry]

    /// - Parameter withHour: whether the curves are part of it.
    init(_ report: ResourceReport, of node: NodeID, withHour: Bool) {
        nodeID = node.description
        measuredAt = report.date?.description
        stepSeconds = Int(ResourceHistory.step / .seconds(1))
        resources = report.resources.map { Entry($0, withHour: withHour) }
    }

    enum CodingKeys: String, CodingKey {
        case nodeID = "node_id"
        case measuredAt = "measured_at"
        case stepSeconds = "step_s"
        case resources
    }
}

/// The JSON of the event `unavailable`: a list cannot be read now.
struct UnavailableDocument: Encodable {
    /// The event that is missing: `nodes`, `lives` or `jobs`.
    var section: String
}
