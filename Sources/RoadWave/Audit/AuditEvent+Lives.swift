extension AuditEvent {
    /// A creator was admitted.
    static func started(_ live: Live) -> AuditEvent {
        var details: [String: AuditValue] = ["creator_id": .string(live.creator.description)]
        details["zone_geo"] = live.metadata.zoneGeo.map { .string($0) }
        return AuditEvent(at: live.startedAt, kind: .liveStarted, live: live.id, user: live.creator, details: details)
    }

    /// A live is over.
    /// - Parameter audience: its last counts; nil if they were lost with their node.
    static func ended(_ live: Live, audience: AudienceCounts?) -> AuditEvent {
        let end = live.endedAt ?? live.startedAt
        var details: [String: AuditValue] = [
            "creator_id": .string(live.creator.description), "duration_s": .double((end - live.startedAt).seconds),
        ]
        details["reason"] = live.endReason.map { .string($0.rawValue) }
        details["listeners"] = audience.map { .int($0.listeners) }
        details["likes"] = audience.map { .int($0.likes) }
        details["reports"] = audience.map { .int($0.reports) }
        return AuditEvent(at: end, kind: .liveEnded, live: live.id, user: live.creator, details: details)
    }
}
