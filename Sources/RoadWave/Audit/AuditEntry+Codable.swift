/// An entry as JSON: one value for each column of the table, so that PostgreSQL reads a batch of entries in one
/// parameter.
extension AuditEntry: Codable {
    private enum CodingKeys: String, CodingKey {
        case id = "event_id"
        case at
        case event
        case live = "live_id"
        case user = "user_id"
        case details
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(event.at.description, forKey: .at)
        try container.encode(event.kind.rawValue, forKey: .event)
        try container.encodeIfPresent(event.live?.description, forKey: .live)
        try container.encodeIfPresent(event.user?.description, forKey: .user)
        try container.encode(event.details, forKey: .details)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let date = try container.decode(String.self, forKey: .at)
        let name = try container.decode(String.self, forKey: .event)
        guard let at = WallDate(parsing: date), let kind = AuditEvent.Kind(rawValue: name) else {
            throw DecodingError.dataCorruptedError(
                forKey: .event, in: container, debugDescription: "neither a date nor an event of ours")
        }
        self.init(
            id: try container.decode(String.self, forKey: .id),
            event: AuditEvent(
                at: at, kind: kind,
                live: try container.decodeIfPresent(String.self, forKey: .live).flatMap { LiveID($0) },
                user: try container.decodeIfPresent(String.self, forKey: .user).flatMap { UserID($0) },
                details: try container.decode([String: AuditValue].self, forKey: .details)))
    }
}
