/// A row of the table `lives`, independent of a database's types.
struct LiveRow: Hashable, Sendable {
    var liveID: String
    var creatorID: String
    var title: String
    var startedAt: WallDate
    var endedAt: WallDate?
    var state: String
    var endedReason: String?
    var zoneGeo: String?
    var tags: [String]
    var classificationAge: String?
    var renditions: [String]
    var playerBufferMilliseconds: Int64
}

extension LiveRow {
    /// The row of a live.
    init(_ live: Live) {
        self.init(
            liveID: live.id.description, creatorID: live.creator.description, title: live.metadata.title,
            startedAt: live.startedAt, endedAt: live.endedAt, state: live.state.rawValue,
            endedReason: live.endReason?.rawValue, zoneGeo: live.metadata.zoneGeo, tags: live.metadata.tags,
            classificationAge: live.metadata.classificationAge, renditions: live.renditions,
            playerBufferMilliseconds: live.playerBuffer.wholeMilliseconds)
    }

    /// The live of a row.
    /// - Throws: code `unreadable` if no version of this program writes such a row.
    func live() throws(DatabaseFailure) -> Live {
        guard let id = LiveID(liveID), let creator = UserID(creatorID), let state = LiveState(rawValue: state),
            let metadata = try? LiveMetadata(
                stored: title, zoneGeo: zoneGeo, tags: tags, classificationAge: classificationAge)
        else { throw DatabaseFailure(.unreadable, "the row of the live \(liveID.prefix(36)) is not one of ours") }
        return Live(
            id: id, creator: creator, metadata: metadata, renditions: renditions,
            playerBuffer: .milliseconds(playerBufferMilliseconds), state: state,
            // An end reason of a later version is unknown here; the live is still listed.
            endReason: endedReason.flatMap { EndReason(rawValue: $0) }, startedAt: startedAt, endedAt: endedAt)
    }
}

/// The folded texts of a live for searches.
struct LiveSearchColumns: Hashable, Sendable {
    var title: String
    var zoneGeo: String?
    var tags: [String]
    var classificationAge: String?

    init(_ metadata: LiveMetadata) {
        title = SearchText.folded(metadata.title)
        zoneGeo = metadata.zoneGeo.map(SearchText.folded)
        tags = metadata.tags.map(SearchText.folded)
        classificationAge = metadata.classificationAge.map(SearchText.folded)
    }
}
