/// An alert about a metric, from its first message to the message of its end.
struct Incident: Hashable, Sendable {
    /// The fault of the metric.
    enum Kind: String, Codable, Sendable {
        /// It is over its threshold.
        case threshold
        /// It has no value.
        case noData = "no_data"
    }

    var metric: MonitoredMetric
    var kind: Kind
    /// When the alert began.
    var startedAt: WallDate
    /// The value at that time; nil without one.
    var value: Double?
    /// The threshold at that time.
    var threshold: Double
}

/// A change that is reported to the people on duty.
enum AlertEvent: Hashable, Sendable {
    case started(Incident)
    /// - Parameters:
    ///   - at: when it ended.
    ///   - value: the last value; nil if the metric is no longer measured.
    case ended(Incident, at: WallDate, value: Double?)
    /// A replay has failed for good. This has no end.
    case replayFailed(LiveID, reason: String, at: WallDate)
}
