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

extension LiveRow {
    /// The columns of the table that a row is read from: dates as milliseconds, without rounding; lists as JSON.
    static func columns(of table: String, in database: any SQLDatabase) -> String {
        """
        \(table).live_id, \(table).creator_id, \(table).title, \(table).state, \(table).ended_reason, \(table).zone_geo,
        \(table).classification_age, \(table).player_buffer_ms,
        \(database.milliseconds("\(table).started_at")) AS started_ms,
        \(database.milliseconds("\(table).ended_at")) AS ended_ms,
        \(database.json("\(table).tags")) AS tags, \(database.json("\(table).renditions")) AS renditions
        """
    }

    /// Reads a row with these columns.
    init(_ row: SQLRow) throws(DatabaseFailure) {
        self.init(
            liveID: try row.text("live_id"), creatorID: try row.text("creator_id"), title: try row.text("title"),
            startedAt: try row.date("started_ms"), endedAt: try row.optionalDate("ended_ms"),
            state: try row.text("state"), endedReason: try row.optionalText("ended_reason"),
            zoneGeo: try row.optionalText("zone_geo"), tags: try JSONColumn.value(try row.text("tags")),
            classificationAge: try row.optionalText("classification_age"),
            renditions: try JSONColumn.value(try row.text("renditions")),
            playerBufferMilliseconds: try row.integer("player_buffer_ms"))
    }
}

/// The folded texts of a live for searches.
struct LiveSearchColumns: Hashable, Sendable {
    var title: String
    /// The words of the title, which have tables of their own.
    var titleIndex: TitleIndex
    var zoneGeo: String?
    var tags: [String]
    var classificationAge: String?

    init(_ metadata: LiveMetadata) {
        title = SearchText.folded(metadata.title)
        titleIndex = TitleIndex(title)
        zoneGeo = metadata.zoneGeo.map(SearchText.folded)
        tags = metadata.tags.map(SearchText.folded)
        classificationAge = metadata.classificationAge.map(SearchText.folded)
    }
}
