/// The statements of one page of the list: a walk along an index, from the start of a search.
///
/// The walk is bounded by a LIMIT in a query of its own, which no planner moves. So the planner cannot decide to read
/// the whole table, in the hope of finding soon rows that do not exist.
struct PostgresWalk {
    private let search: LiveSearch
    /// The rows of the index, without an order and a limit.
    private var rows = ""
    /// Whether they are rows of `live_tags`.
    private var isOfTags = false
    private(set) var values: [PostgresValue] = []

    init(_ search: LiveSearch) {
        self.search = search
        var conditions: [String] = []
        var table = "lives"
        switch search.index {
        case .start: break
        case .state(let state): conditions.append("state = \(bind(.text(state)))")
        case .zoneGeo(let zone): conditions.append("zone_geo_search = \(bind(.text(zone)))")
        case .classificationAge(let age): conditions.append("classification_age_search = \(bind(.text(age)))")
        case .tag(let tag):
            (table, isOfTags) = ("live_tags", true)
            conditions.append("tag = \(bind(.text(tag)))")
        }
        if let from = search.from { conditions.append("started_at >= \(bind(.date(from)))::timestamptz") }
        if let after = search.after {
            // The smallest identity: no other comes before it.
            let id = after.id?.description ?? "00000000-0000-0000-0000-000000000000"
            conditions.append(
                "(started_at, live_id) < (\(bind(.date(after.startedAt)))::timestamptz, \(bind(.text(id)))::uuid)")
        }
        rows = "FROM \(table)" + (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))
    }

    /// The query for the lives of a page.
    func page(limit: Int) -> (sql: String, values: [PostgresValue]) {
        var page = self
        let conditions = page.comparisons()
        let bound = search.isWhole ? limit : LiveSearch.reach
        let live =
            isOfTags
            ? """
            (SELECT started_at, live_id \(rows) ORDER BY started_at DESC, live_id DESC LIMIT \(bound)) AS walked
                CROSS JOIN LATERAL (SELECT * FROM lives WHERE lives.live_id = walked.live_id OFFSET 0) AS live
            """
            : "(SELECT * \(rows) ORDER BY started_at DESC, live_id DESC LIMIT \(bound)) AS live"
        let walked = isOfTags ? "walked" : "live"
        let sql = """
            SELECT \(PostgresCatalogue.read) FROM (
                SELECT live.* FROM \(live)
                WHERE \(conditions.isEmpty ? "true" : conditions.joined(separator: " AND "))
                ORDER BY \(walked).started_at DESC, \(walked).live_id DESC
                LIMIT \(limit)
            ) AS lives
            """
        return (sql, page.values)
    }

    /// The query for the last row that the walk reaches; it returns nothing if the index ends before.
    func reached() -> (sql: String, values: [PostgresValue]) {
        let sql = """
            SELECT (extract(epoch FROM started_at) * 1000)::bigint AS started_ms, live_id FROM (
                SELECT started_at, live_id \(rows) ORDER BY started_at DESC, live_id DESC
                LIMIT 1 OFFSET \(LiveSearch.reach - 1)
            ) AS walked
            """
        return (sql, values)
    }

    private mutating func comparisons() -> [String] {
        var conditions: [String] = []
        if let state = search.state { conditions.append("live.state = \(bind(.text(state)))") }
        if let title = search.title { conditions.append("live.title_search LIKE \(bind(.text(Self.pattern(title))))") }
        if let zone = search.zoneGeo { conditions.append("live.zone_geo_search = \(bind(.text(zone)))") }
        if !search.tags.isEmpty { conditions.append("live.tags_search @> \(bind(.texts(search.tags)))::text[]") }
        if let age = search.classificationAge {
            conditions.append("live.classification_age_search = \(bind(.text(age)))")
        }
        return conditions
    }

    private mutating func bind(_ value: PostgresValue) -> String {
        values.append(value)
        return "$\(values.count)"
    }

    /// The LIKE pattern for a text anywhere in another one, with its wildcards escaped.
    private static func pattern(_ text: String) -> String {
        "%\(PostgresValue.escaped(text, ["%", "_", "\\"]))%"
    }
}
