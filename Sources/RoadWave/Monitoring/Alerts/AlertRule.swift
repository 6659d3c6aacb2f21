/// When a metric raises an alert, in the metric's own unit.
struct AlertRule: Hashable, Sendable {
    /// A value over it, unrounded, is a breach. A value equal to it is not.
    var threshold: Double
    /// A value under it ends an alert, if it stays there.
    var release: Double
}

/// How long a state lasts before it counts.
struct AlertTiming: Hashable, Sendable {
    /// Over the threshold, or without a value, before an alert.
    var alertAfter = Duration.seconds(30)
    /// Under the release, or with values again, before the end of the alert.
    var clearAfter = Duration.seconds(60)
    /// The longest gap between two values within one stretch: a node that slept for an hour has not measured meanwhile.
    var longestGap = Duration.seconds(5)
}
