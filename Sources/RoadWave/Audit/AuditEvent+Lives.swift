extension AuditEvent {
    /// A creator was admitted.
    static func started(_ live: Live) -> AuditEvent {
        var details: [String: AuditValue] = ["creator_id": .string(live.creator.description)]
        details["zone_geo"] = live.metadata.zoneGeo.map { .string($0) }
        return AuditEvent(at: live.startedAt, kind: .liveStarted, live: live.id, user: live.creator, details: details)
    }

    /// A live is over.
    /// - Parameters:
    ///   - audience: its last counts; nil if they were lost with their node.
    ///   - peak: the peak of listeners; nil if it was lost as well.
    ///   - mediaBytes: the bytes of its stored segments, of all renditions; nil if they are unknown.
    static func ended(
        _ live: Live, audience: AudienceCounts?, peak: Int? = nil, mediaBytes: Int? = nil
    ) -> AuditEvent {
        let end = live.endedAt ?? live.startedAt
        var details: [String: AuditValue] = [
            "creator_id": .string(live.creator.description), "duration_s": .double((end - live.startedAt).seconds),
        ]
        details["reason"] = live.endReason.map { .string($0.rawValue) }
        details["listeners"] = audience.map { .int($0.listeners) }
        details["likes"] = audience.map { .int($0.likes) }
        details["reports"] = audience.map { .int($0.reports) }
        details["peak_listeners"] = peak.map { .int($0) }
        details["bytes"] = mediaBytes.map { .int($0) }
        return AuditEvent(at: end, kind: .liveEnded, live: live.id, user: live.creator, details: details)
    }

    /// The end of a live with the totals of its listeners from the trail.
    func with(_ totals: ListeningTotals) -> AuditEvent {
        var event = self
        event.details["unique_listeners"] = .int(totals.unique)
        event.details["listener_seconds"] = .double(totals.seconds)
        return event
    }
}
