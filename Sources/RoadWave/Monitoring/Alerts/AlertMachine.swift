internal import RoadWaveRTC

/// Decides when an alert about a metric begins and ends: values with their times in, events out.
///
/// An alert begins after ``AlertTiming/alertAfter`` over the threshold without a break, and ends after
/// ``AlertTiming/clearAfter`` under the release. A number that is not finite is no value, and missing values for as
/// long as ``AlertTiming/alertAfter`` are an alert of their own. Each incident has one event at its beginning and one
/// at its end.
/// See docs/decisions/monitoring.md, « One message an incident ».
struct AlertMachine: Sendable {
    /// A stretch of time in which a condition holds without a break.
    private struct Stretch: Sendable {
        var start: MonotonicTime
        var last: MonotonicTime

        /// The stretch up to `now`; it begins anew after too long a gap.
        static func extended(_ stretch: Stretch?, to now: MonotonicTime, longestGap: Duration) -> Stretch {
            guard let stretch, now - stretch.last <= longestGap else { return Stretch(start: now, last: now) }
            return Stretch(start: stretch.start, last: now)
        }
    }

    /// A condition that has to last before it counts.
    private struct Track: Sendable {
        var over: Stretch?
        var under: Stretch?
        var missing: Stretch?
        var present: Stretch?
        var breach: Incident?
        var absence: Incident?
    }

    private let rules: [MonitoredMetric: AlertRule]
    private let timing: AlertTiming
    private var tracks: [MonitoredMetric: Track]
    /// Incidents of an earlier process about metrics that are no longer measured.
    private var orphans: [Incident] = []

    /// - Parameter open: the incidents that an earlier process left open: their first message is not sent again.
    init(rules: [MonitoredMetric: AlertRule], timing: AlertTiming, open: [Incident] = []) {
        self.rules = rules
        self.timing = timing
        tracks = rules.mapValues { _ in Track() }
        for incident in open {
            switch incident.kind {
            case _ where rules[incident.metric] == nil: orphans.append(incident)
            case .threshold: tracks[incident.metric]?.breach = incident
            case .noData: tracks[incident.metric]?.absence = incident
            }
        }
    }

    /// The incidents that are open, in a stable order.
    var open: [Incident] {
        MonitoredMetric.allCases.compactMap { tracks[$0] }.flatMap { [$0.breach, $0.absence].compactMap(\.self) }
    }

    /// Takes a value of each metric; a metric without an entry has no value.
    mutating func take(
        _ values: [MonitoredMetric: Double], at now: MonotonicTime, date: WallDate
    ) -> [AlertEvent] {
        var events = orphans.map { AlertEvent.ended($0, at: date, value: nil) }
        orphans = []
        for metric in MonitoredMetric.allCases {
            guard let rule = rules[metric], var track = tracks[metric] else { continue }
            if let value = values[metric], value.isFinite {
                events += take(value, of: metric, rule, &track, at: now, date: date)
            } else {
                events += takeNothing(of: metric, rule, &track, at: now, date: date)
            }
            tracks[metric] = track
        }
        return events
    }

    private func take(
        _ value: Double, of metric: MonitoredMetric, _ rule: AlertRule, _ track: inout Track, at now: MonotonicTime,
        date: WallDate
    ) -> [AlertEvent] {
        var events: [AlertEvent] = []
        track.missing = nil
        let present = extended(track.present, to: now)
        track.present = present
        if let absence = track.absence, now - present.start >= timing.clearAfter {
            track.absence = nil
            events.append(.ended(absence, at: date, value: value))
        }
        let over = value > rule.threshold ? extended(track.over, to: now) : nil
        let under = value < rule.release ? extended(track.under, to: now) : nil
        (track.over, track.under) = (over, under)
        if track.breach == nil, let over, now - over.start >= timing.alertAfter {
            let incident = Incident(
                metric: metric, kind: .threshold, startedAt: date, value: value, threshold: rule.threshold)
            track.breach = incident
            events.append(.started(incident))
        } else if let breach = track.breach, let under, now - under.start >= timing.clearAfter {
            track.breach = nil
            events.append(.ended(breach, at: date, value: value))
        }
        return events
    }

    /// A missing value neither breaches nor clears the threshold: a short gap breaks no stretch, and ends no alert.
    private func takeNothing(
        of metric: MonitoredMetric, _ rule: AlertRule, _ track: inout Track, at now: MonotonicTime, date: WallDate
    ) -> [AlertEvent] {
        let missing = extended(track.missing, to: now)
        (track.missing, track.present) = (missing, nil)
        guard track.absence == nil, now - missing.start >= timing.alertAfter else { return [] }
        let incident = Incident(
            metric: metric, kind: .noData, startedAt: date, value: nil, threshold: rule.threshold)
        track.absence = incident
        return [.started(incident)]
    }

    private func extended(_ stretch: Stretch?, to now: MonotonicTime) -> Stretch {
        Stretch.extended(stretch, to: now, longestGap: timing.longestGap)
    }
}
