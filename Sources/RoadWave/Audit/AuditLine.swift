/// An event for people: a JSON object with the column names of the table.
struct AuditLine: Encodable {
    private enum CodingKeys: String, CodingKey {
        case at
        case event
        case live = "live_id"
        case user = "user_id"
        case details
    }

    let event: AuditEvent

    init(_ event: AuditEvent) { self.event = event }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(event.at.description, forKey: .at)
        try container.encode(event.kind.rawValue, forKey: .event)
        try container.encodeIfPresent(event.live?.description, forKey: .live)
        try container.encodeIfPresent(event.user?.description, forKey: .user)
        try container.encode(event.details, forKey: .details)
    }
}
