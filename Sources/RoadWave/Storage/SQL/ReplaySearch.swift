/// The statements of a page of the list of replays: the next ``LiveSearch/reach`` of them are compared with the filter.
struct ReplaySearch {
    private let database: any SQLDatabase
    private var values: [SQLValue] = []
    private var walk = "content.type = 'replay'"
    private var walkValues: [SQLValue] = []
    private var conditions: [String] = []

    /// Whether every replay of the walk matches.
    var isWhole: Bool { conditions.isEmpty }

    init(_ filter: LiveFilter, after cursor: LiveCursor?, database: any SQLDatabase) {
        self.database = database
        if let from = filter.from { walk += " AND content.started_at >= \(bind(.date(from)))" }
        if let to = filter.to { walk += " AND content.started_at < \(bind(.date(to)))" }
        if let cursor {
            let (date, id) = (bind(.date(cursor.startedAt)), bind(.text(cursor.id.description)))
            walk += " AND (content.started_at, content.live_id) < (\(date), \(id))"
        }
        walkValues = values
        if let title = filter.title {
            conditions.append(database.contains("live.title_search", bind(.text(SearchText.folded(title)))))
        }
        if let zone = filter.zoneGeo {
            conditions.append("live.zone_geo_search = \(bind(.text(SearchText.folded(zone))))")
        }
        if let age = filter.classificationAge {
            conditions.append("live.classification_age_search = \(bind(.text(SearchText.folded(age))))")
        }
        for tag in filter.tags {
            conditions.append(
                """
                EXISTS (SELECT 1 FROM live_tags WHERE live_tags.live_id = content.live_id
                    AND live_tags.started_at = content.started_at AND tag = \(bind(.text(SearchText.folded(tag)))))
                """)
        }
        if let state = filter.state { conditions.append("live.state = \(bind(.text(state.rawValue)))") }
    }

    /// The last replay that is compared; no row if the list ends before.
    var reachedStatement: SQLStatement {
        SQLStatement(
            """
            SELECT \(database.milliseconds("content.started_at")) AS started_ms, content.live_id
            FROM contents AS content WHERE \(walk)
            ORDER BY content.started_at DESC, content.live_id DESC LIMIT 1 OFFSET \(LiveSearch.reach - 1)
            """, walkValues)
    }

    /// The columns that a list reads. The time map of a long replay has megabytes.
    private static let read =
        "content_id, live_id, title, creator_id, started_at, published_at, frames, loudness_lufs, mp3_bytes"

    func statement(columns: String, limit: Int) -> SQLStatement {
        SQLStatement(
            """
            SELECT \(columns) FROM (
                SELECT \(Self.read) FROM contents AS content WHERE \(walk)
                ORDER BY started_at DESC, live_id DESC LIMIT \(LiveSearch.reach)
            ) AS content JOIN lives AS live ON live.live_id = content.live_id
            WHERE \((["true"] + conditions).joined(separator: " AND "))
            ORDER BY content.started_at DESC, content.live_id DESC LIMIT \(limit)
            """, values)
    }

    private mutating func bind(_ value: SQLValue) -> String {
        values.append(value)
        return "$\(values.count)"
    }
}
