@testable import RoadWave

extension Live {
    /// A live that began so many seconds after a date of no importance.
    static func catalogued(
        _ title: String, at seconds: Double = 0, zone: String? = nil, tags: [String] = [], age: String? = nil,
        state: LiveState = .live, id: LiveID = LiveID()
    ) throws -> Live {
        Live(
            id: id, creator: UserID(token: "a"),
            metadata: try LiveMetadata(title: title, zoneGeo: zone, tags: tags, classificationAge: age),
            renditions: ["96k", "48k"], playerBuffer: .seconds(15), state: state, startedAt: .at(seconds))
    }

    /// The live as it is once it is over.
    func over(_ state: LiveState, _ reason: EndReason, at seconds: Double) -> Live {
        var live = self
        live.state = state
        live.endReason = reason
        live.endedAt = .at(seconds)
        return live
    }
}

extension Catalogue {
    /// Writes lives one after the other.
    func record(_ lives: [Live]) async throws {
        for live in lives { try await record(live) }
    }

    /// The titles of the first page.
    func titles(_ filter: LiveFilter = LiveFilter()) async throws -> [String] {
        try await page(matching: filter, after: nil, limit: LivePage.limit).lives.map(\.metadata.title)
    }
}
