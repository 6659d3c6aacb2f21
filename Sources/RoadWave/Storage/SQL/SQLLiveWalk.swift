/// The statements of one page of the list: a walk along an index, from the start of a search.
///
/// The walk is bounded by a LIMIT in a sub-query of its own, which no planner moves. Its rows are bounded by row values
/// and sorted by all columns of the index: no other index has this order. So the plan does not depend on the planner's
/// statistics, also for a prepared statement.
struct SQLLiveWalk: Sendable {
    let database: any SQLDatabase
    let search: LiveSearch
    let index: LiveSearch.Index
    /// The conditions that the index does not cover.
    let rest: [LiveSearch.Condition]

    /// Whether every row of the walk belongs to the page, which then reads only the rows that it returns.
    var isWhole: Bool { rest.isEmpty }

    /// The query for the lives of a page.
    func page(limit: Int) -> SQLStatement {
        statement(LiveRow.columns(of: "live", in: database), walking: isWhole ? limit : LiveSearch.reach, limit: limit)
    }

    /// The query for the replays of the lives of a page. Not every live has one.
    /// - Parameter columns: of the table `contents`, by the name « content ».
    func replays(_ columns: String, limit: Int) -> SQLStatement {
        statement(
            columns,
            joining: "JOIN contents AS content ON content.live_id = walked.live_id AND content.type = 'replay'",
            walking: LiveSearch.reach, limit: limit)
    }

    private func statement(
        _ columns: String, joining join: String = "", walking reach: Int, limit: Int
    ) -> SQLStatement {
        var values: [SQLValue] = []
        let walked = rows(reach, &values)
        let conditions = rest.map { comparison(with: $0, &values) }
        let sql = """
            SELECT \(columns) FROM (\(walked)) AS walked \(database.lives(of: "walked", as: "live")) \(join)
            WHERE \(conditions.isEmpty ? "true" : conditions.joined(separator: " AND "))
            ORDER BY walked.started_at DESC, walked.live_id DESC LIMIT \(limit)
            """
        return SQLStatement(sql, values)
    }

    /// The query for the last row that the walk reaches; it returns nothing if the index ends before.
    func reached() -> SQLStatement {
        var values: [SQLValue] = []
        let walked = rows(LiveSearch.reach, &values)
        let sql = """
            SELECT \(database.milliseconds("started_at")) AS started_ms, live_id FROM (\(walked)) AS walked
            ORDER BY started_at DESC, live_id DESC LIMIT 1 OFFSET \(LiveSearch.reach - 1)
            """
        return SQLStatement(sql, values)
    }

    /// The query that counts the rows of the walk, up to one more than a page reads.
    func count(_ values: inout [SQLValue]) -> String {
        "SELECT count(*) FROM (\(rows(LiveSearch.reach + 1, &values))) AS counted"
    }

    /// The first rows of the walk: starts and identities.
    private func rows(_ limit: Int, _ values: inout [SQLValue]) -> String {
        let bounds = Bounds(search, &values)
        switch index {
        case .start: return bounds.rows(of: "lives", nil, limit, &values)
        case .state(let state): return bounds.rows(of: "lives", ("state", state), limit, &values)
        case .zoneGeo(let zone): return bounds.rows(of: "lives", ("zone_geo_search", zone), limit, &values)
        case .classificationAge(let age):
            return bounds.rows(of: "lives", ("classification_age_search", age), limit, &values)
        case .tag(let tag): return bounds.rows(of: "live_tags", ("tag", tag), limit, &values)
        case .title(let entries):
            // No title has an empty entry.
            let walks = (entries.isEmpty ? [""] : entries).map { entry in
                bounds.rows(of: "title_words", ("word", entry), limit, &values)
            }
            guard walks.count > 1 else { return walks[0] }
            // A title may have several of the entries: UNION takes a live once.
            let union = walks.enumerated().map { "SELECT started_at, live_id FROM (\($1)) AS entry_\($0)" }
            return """
                SELECT started_at, live_id FROM (\(union.joined(separator: " UNION "))) AS entries
                ORDER BY started_at DESC, live_id DESC LIMIT \(limit)
                """
        }
    }

    private func comparison(with condition: LiveSearch.Condition, _ values: inout [SQLValue]) -> String {
        switch condition {
        case .state(let state): return "live.state = \(values.bind(.text(state)))"
        case .zoneGeo(let zone): return "live.zone_geo_search = \(values.bind(.text(zone)))"
        case .classificationAge(let age): return "live.classification_age_search = \(values.bind(.text(age)))"
        case .tag(let tag): return database.hasElement("live.tags_search", values.bind(.text(tag)))
        case .text(let text): return database.contains("live.title_search", values.bind(.text(text)))
        case .word(let word):
            let hasStem = database.contains("live.title_words", values.bind(.text(" \(word.stem) ")))
            guard word.text.unicodeScalars.count >= TitleIndex.minimumPart else { return hasStem }
            return "(\(hasStem) OR \(database.contains("live.title_search", values.bind(.text(word.text)))))"
        }
    }
}

/// The start and the end of a walk in an index, as parameters.
private struct Bounds {
    private let start: (date: String, id: String)
    private let end: (date: String, id: String)

    init(_ search: LiveSearch, _ values: inout [SQLValue]) {
        let (none, every) = ("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff")
        let after = search.after
        start = (
            values.bind(.date(after?.startedAt ?? WallDate(millisecondsSince1970: .max))),
            values.bind(.text(after.map { $0.id?.description ?? none } ?? every))
        )
        end = (
            values.bind(.date(search.from ?? WallDate(millisecondsSince1970: .min))), values.bind(.text(none))
        )
    }

    /// The first rows of an index with these columns: a value, start, identity.
    func rows(
        of table: String, _ key: (column: String, value: String)?, _ limit: Int, _ values: inout [SQLValue]
    ) -> String {
        let value = key.map { "\(values.bind(.text($0.value))), " } ?? ""
        let row = "(\(key.map { "\($0.column), " } ?? "")started_at, live_id)"
        return """
            SELECT started_at, live_id FROM \(table)
            WHERE \(row) < (\(value)\(start.date), \(start.id)) AND \(row) >= (\(value)\(end.date), \(end.id))
            ORDER BY \(key.map { "\($0.column) DESC, " } ?? "")started_at DESC, live_id DESC LIMIT \(limit)
            """
    }
}

extension [SQLValue] {
    /// Adds a parameter, and returns its name in the statement.
    fileprivate mutating func bind(_ value: SQLValue) -> String {
        append(value)
        return "$\(count)"
    }
}
