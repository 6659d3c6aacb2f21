internal import RoadWaveRTC

/// The values of a node's resources in the last hour, as means of short stretches: the curves that operators see.
///
/// A stretch without a value stays empty: a missing value is not zero. A state machine without a clock.
struct ResourceHistory: Sendable {
    /// The length of a stretch. 240 of them fill the width of a curve on a phone's screen.
    static let step = Duration.seconds(15)
    /// The stretches of an hour.
    static let length = 240

    /// The values of one stretch.
    private struct Stretch: Sendable {
        /// Counted from the origin of the clock.
        let number: Int64
        var sums: [MonitoredMetric: Double] = [:]
        var counts: [MonitoredMetric: Int] = [:]
    }

    /// At most ``length``, the oldest first.
    private var stretches: [Stretch] = []

    /// Takes the measured values of the metrics that have one.
    mutating func add(_ values: [MonitoredMetric: Double], at now: MonotonicTime) {
        let number = Self.number(of: now)
        if stretches.last?.number != number {
            stretches.append(Stretch(number: number))
            stretches.removeAll { $0.number <= number - Int64(Self.length) }
        }
        for (metric, value) in values where value.isFinite {
            stretches[stretches.count - 1].sums[metric, default: 0] += value
            stretches[stretches.count - 1].counts[metric, default: 0] += 1
        }
    }

    /// The means of a metric, ``length`` of them, the oldest first; the last one is that of the stretch of `now`.
    func curve(of metric: MonitoredMetric, at now: MonotonicTime) -> [Double?] {
        var curve = [Double?](repeating: nil, count: Self.length)
        let first = Self.number(of: now) - Int64(Self.length) + 1
        for stretch in stretches {
            guard let sum = stretch.sums[metric], let count = stretch.counts[metric] else { continue }
            let index = stretch.number - first
            if curve.indices.contains(Int(index)) { curve[Int(index)] = sum / Double(count) }
        }
        return curve
    }

    private static func number(of time: MonotonicTime) -> Int64 { time.nanoseconds / step.wholeNanoseconds }
}

/// The measured values of a node's resources.
struct ResourceReport: Sendable {
    /// One resource.
    struct Resource: Sendable {
        var metric: MonitoredMetric
        /// The last value, in the metric's own unit; nil if the metric has none now.
        var value: Double?
        /// The node raises an alert above it; nil for a metric without alerts.
        var threshold: Double?
        /// The last hour, in stretches of ``ResourceHistory/step``.
        var hour: [Double?]
    }

    /// When the values were measured; nil before the first time.
    var date: WallDate?
    /// The resources that the node can measure, in a stable order.
    var resources: [Resource]
}
