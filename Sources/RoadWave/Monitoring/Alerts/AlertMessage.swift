internal import Foundation

/// A message to the people on duty: the JSON of the webhook, and the text of the mail.
struct AlertMessage: Hashable, Codable, Sendable {
    enum Status: String, Codable, Sendable {
        case firing
        case resolved
        /// A single event, which has no end.
        case event
    }

    /// The same for each attempt to send the message, also after a restart of the node: receivers use it to drop repeats.
    var id: String
    /// The same for the beginning and the end of an incident.
    var incident: String
    var status: Status
    /// `threshold`, `no_data` or `replay_failed`.
    var kind: String
    /// The metric of an incident, such as `cpu_usage`.
    var metric: String?
    /// In the metric's own unit: a share of 1, connections, or seconds.
    var value: Double?
    var threshold: Double?
    /// The live of a failed replay.
    var live: String?
    var node: String
    var link: String
    var startedAt: String
    var endedAt: String?
    /// One line in French.
    var subject: String
    /// Some lines in French.
    var text: String

    private enum CodingKeys: String, CodingKey {
        case id, incident, status, kind, metric, value, threshold, live, node, link, subject, text
        case startedAt = "started_at"
        case endedAt = "ended_at"
    }

    /// The JSON object, the same bytes for the same message.
    var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Fails only for numbers that are not finite, and the machine has none.
        return (try? encoder.encode(self)).map { [UInt8]($0) } ?? []
    }
}

/// The node as it presents itself in messages, the same after a restart.
struct AlertSender: Hashable, Sendable {
    /// The node's public URL, or the names of its machine and port.
    var node: String
    /// A page for the reader.
    var link: String

    func message(about event: AlertEvent, timing: AlertTiming, rule: AlertRule?) -> AlertMessage {
        switch event {
        case .started(let incident): started(incident, timing)
        case .ended(let incident, let date, let value):
            ended(incident, at: date, value: value, timing, release: rule?.release)
        case .replayFailed(let live, let reason, let date): replayFailed(live, reason: reason, at: date)
        }
    }

    private func started(_ incident: Incident, _ timing: AlertTiming) -> AlertMessage {
        let metric = incident.metric
        let lasting = french(timing.alertAfter)
        let (summary, sentence): (String, String)
        if let value = incident.value {
            let measured = metric.unit.french(value, besides: incident.threshold)
            let threshold = metric.unit.french(incident.threshold)
            summary = "\(metric.frenchName) à \(measured) (seuil\u{a0}: \(threshold))"
            sentence = "\(metric.frenchName) à \(measured), au-dessus du seuil de \(threshold) depuis \(lasting)."
        } else {
            summary = "\(metric.frenchName) sans mesure"
            sentence = "\(metric.frenchName) sans aucune mesure depuis \(lasting)."
        }
        var message = base(incident)
        message.subject = "[RoadWave] Alerte\u{a0}: \(summary), nœud \(node)"
        message.text = letter(sentence, "Début de l'alerte\u{a0}: \(french(incident.startedAt))")
        return message
    }

    private func ended(
        _ incident: Incident, at date: WallDate, value: Double?, _ timing: AlertTiming, release: Double?
    ) -> AlertMessage {
        let metric = incident.metric
        let sentence: String
        switch (incident.kind, value, release) {
        case (_, nil, _), (.threshold, _, nil):
            sentence = "\(metric.frenchName)\u{a0}: cette mesure n'est plus surveillée."
        case (.noData, let value?, _):
            sentence = """
                \(metric.frenchName) de nouveau mesuré\(metric.isFeminine ? "e" : "")\(metric.isPlural ? "s" : "") \
                depuis \(french(timing.clearAfter))\u{a0}: \(metric.unit.french(value)).
                """
        case (.threshold, let value?, let release?):
            sentence = """
                \(metric.frenchName) à \(metric.unit.french(value, besides: release)), sous \
                \(metric.unit.french(release)) depuis \(french(timing.clearAfter)).
                """
        }
        var message = base(incident)
        (message.id, message.status) = ("\(message.incident)/resolved", .resolved)
        (message.value, message.endedAt) = (value, date.description)
        message.subject = "[RoadWave] Fin d'alerte\u{a0}: \(metric.frenchName), nœud \(node)"
        message.text = letter(sentence, "Durée de l'alerte\u{a0}: \(french(date - incident.startedAt))")
        return message
    }

    private func replayFailed(_ live: LiveID, reason: String, at date: WallDate) -> AlertMessage {
        let identity = "\(node)/replay_failed/\(live)/\(date)"
        return AlertMessage(
            id: identity, incident: identity, status: .event, kind: "replay_failed", live: "\(live)", node: node,
            link: link, startedAt: date.description,
            subject: "[RoadWave] Alerte\u{a0}: un replay a échoué définitivement, nœud \(node)",
            text: letter(
                "le replay du live \(live) a échoué définitivement\u{a0}: \(reason.prefix(Self.longestReason))",
                "Une fois la cause corrigée, relancez-le\u{a0}: roadwave-server jobs retry \(live)"))
    }

    /// A reason may contain the answer of a server.
    private static let longestReason = 500

    private func base(_ incident: Incident) -> AlertMessage {
        // Two incidents of one metric and kind do not begin in the same millisecond.
        let identity =
            "\(node)/\(incident.metric.rawValue)/\(incident.kind.rawValue)/\(incident.startedAt)"
        return AlertMessage(
            id: "\(identity)/firing", incident: identity, status: .firing, kind: incident.kind.rawValue,
            metric: incident.metric.rawValue, value: incident.value, threshold: incident.threshold, node: node,
            link: link, startedAt: incident.startedAt.description, subject: "", text: "")
    }

    private func letter(_ sentence: String, _ detail: String) -> String {
        "\(sentence.prefix(1).uppercased())\(sentence.dropFirst())\n\(detail)\nNœud\u{a0}: \(node)\nVoir\u{a0}: \(link)\n"
    }

    /// `29/03/2026 à 12:34:56 UTC`
    private func french(_ date: WallDate) -> String {
        let text = date.description
        let parts = text.prefix(10).split(separator: "-")
        return parts.reversed().joined(separator: "/") + " à \(text.dropFirst(11).prefix(8)) UTC"
    }

    /// `30 s`, `4 min 12 s`, `2 h 5 min`
    private func french(_ duration: Duration) -> String {
        let seconds = max(0, duration.wholeMilliseconds / 1_000)
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60)
        if hours > 0 { return "\(hours)\u{202F}h \(minutes)\u{202F}min" }
        if seconds >= 120 { return "\(minutes)\u{202F}min \(seconds % 60)\u{202F}s" }
        return "\(seconds)\u{202F}s"
    }
}
