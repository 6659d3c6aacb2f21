internal import Foundation
internal import RoadWaveRTC

/// Sends the alerts to Alertmanager's API v2. Alertmanager forgets an alert that is not repeated, so open alerts are
/// sent periodically, each with an end in the near future; the last report has the real end.
///
/// The labels of an alert are the same from its beginning to its end, since they are its identity: the value is an
/// annotation. See docs/decisions/monitoring.md, « Alertmanager is told again ».
struct AlertmanagerFeed: Sendable {
    /// The time between two reports: a third of ``horizon``, so that one may be lost.
    static let period = Duration.seconds(60)
    /// How long after a report an alert ends, unless another report follows.
    static let horizon = Duration.seconds(180)
    /// How long a failed replay is shown, since it has no end of its own.
    static let eventLength = Duration.seconds(3_600)
    /// The most ended alerts and events that wait for a report.
    private static let capacity = 100

    /// An alert of the API, with its dates as text.
    struct Alert: Codable, Hashable, Sendable {
        var labels: [String: String]
        var annotations: [String: String]
        var startsAt: String
        var endsAt: String
        var generatorURL: String
    }

    private let sender: AlertSender
    private var firing: [String: AlertMessage] = [:]
    /// Ended alerts and events, which are sent until a report is accepted.
    private var owed: [AlertMessage] = []
    private var due: MonotonicTime?
    private var failures = 0
    /// The number of messages taken: one that arrives during a report is in the next report.
    private var taken = 0

    /// What is posted at once.
    struct Report: Hashable, Sendable {
        var alerts: [Alert]
        /// The messages that are done once the report is accepted.
        fileprivate var ids: Set<String>
        fileprivate var taken: Int
    }

    init(sender: AlertSender) { self.sender = sender }

    /// Takes a message; it is reported at once.
    mutating func take(_ message: AlertMessage) {
        switch message.status {
        case .firing: firing[message.incident] = message
        case .resolved:
            firing[message.incident] = nil
            owed.append(message)
        case .event: owed.append(message)
        }
        owed = Array(owed.suffix(Self.capacity))
        (due, failures) = (nil, 0)
        taken += 1
    }

    /// The next report; nil if none is due.
    func report(at now: MonotonicTime, date: WallDate) -> Report? {
        guard !firing.isEmpty || !owed.isEmpty, due.map({ now >= $0 }) ?? true else { return nil }
        let open = firing.values.sorted { $0.incident < $1.incident }.map { alert($0, end: date + Self.horizon) }
        let over = owed.map { message in
            let start = WallDate(parsing: message.startedAt) ?? date
            return alert(message, end: message.endedAt.flatMap { WallDate(parsing: $0) } ?? start + Self.eventLength)
        }
        return Report(alerts: over + open, ids: Set(owed.map(\.id)), taken: taken)
    }

    /// Notes the outcome of a report.
    mutating func settle(_ outcome: AlertOutbox.Outcome, of report: Report, at now: MonotonicTime) {
        let isLatest = report.taken == taken
        switch outcome {
        case .accepted, .partly, .refused:
            owed.removeAll { report.ids.contains($0.id) }
            if isLatest { (due, failures) = (now + Self.period, 0) }
        case .failed(_, let wish):
            let doubled = (0..<failures).reduce(Duration.seconds(1)) { pause, _ in min(pause * 2, Self.period) }
            failures += 1
            if isLatest { due = now + min(max(doubled, wish ?? .zero), Self.period) }
        }
    }

    private func alert(_ message: AlertMessage, end: WallDate) -> Alert {
        var labels = [
            "alertname": message.metric == nil ? "RoadWaveReplayFailed" : "RoadWaveResource", "service": "roadwave",
            "node": message.node, "kind": message.kind,
        ]
        labels["metric"] = message.metric
        var annotations = ["summary": message.subject, "description": message.text, "link": message.link]
        annotations["value"] = message.value.map { "\($0)" }
        annotations["threshold"] = message.threshold.map { "\($0)" }
        annotations["live"] = message.live
        // The API refuses an end before the start.
        let start = WallDate(parsing: message.startedAt) ?? end
        return Alert(
            labels: labels, annotations: annotations, startsAt: min(start, end).description, endsAt: end.description,
            generatorURL: message.link)
    }
}

/// Posts the reports of a feed.
struct AlertmanagerChannel: Sendable {
    /// The root of Alertmanager's URLs.
    let root: String
    let http: AlertHTTP

    func post(_ alerts: [AlertmanagerFeed.Alert]) async -> AlertOutbox.Outcome {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let body = try? encoder.encode(alerts) else { return .refused("the alerts cannot be encoded") }
        return await http.post(Array(body), to: root + "/api/v2/alerts")
    }
}
