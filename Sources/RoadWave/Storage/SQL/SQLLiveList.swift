/// The list of lives in PostgreSQL and SQLite.
///
/// A page takes up to four queries, each of which reads a bounded number of index rows: the entries of the titles for
/// its words, the counts of its conditions, the lives, and the end of the walk.
/// See docs/decisions/api.md, « Searches ».
struct SQLLiveList: Sendable {
    let database: any SQLDatabase

    func page(
        matching filter: LiveFilter, after cursor: LiveCursor?, limit: Int
    ) async throws(DatabaseFailure) -> LivePage {
        let search = LiveSearch(filter, after: cursor)
        let walk = try await walk(search, isSearch: filter.isSearch)
        let rows = try await database.read(walk.page(limit: limit + 1), isSearch: filter.isSearch)
        let found = rows.map { row in try? LiveRow(row).live() }
        guard !walk.isWhole, found.count <= limit else { return LivePage(found, limit: limit) }
        let last = try await database.read(walk.reached(), isSearch: filter.isSearch).first
        guard let last, let id = LiveID(try last.text("live_id")) else { return LivePage(found, limit: limit) }
        return LivePage(
            found, limit: limit, reached: LiveCursor(startedAt: try last.date("started_ms"), id: id))
    }

    /// The walk along the index that has the fewest rows for the search.
    func walk(_ search: LiveSearch, isSearch: Bool) async throws(DatabaseFailure) -> SQLLiveWalk {
        var walks: [SQLLiveWalk] = []
        let most = Self.maximumEntries / max(search.conditions.count(where: \.isOfTitle), 1)
        for condition in search.conditions {
            let entries = try await entries(for: condition, most: most, isSearch: isSearch)
            guard let index = search.index(of: condition, entries: entries) else { continue }
            var rest = search.conditions
            // A word whose only entry is its stem needs no comparison; another entry may have other letters.
            if condition.isDecided(by: entries) { rest.removeAll { $0 == condition } }
            walks.append(SQLLiveWalk(database: database, search: search, index: index, rest: rest))
        }
        let whole = SQLLiveWalk(database: database, search: search, index: .start, rest: search.conditions)
        guard walks.count > 1 else { return walks.first ?? whole }
        var values: [SQLValue] = []
        let counts = walks.indices.map { "(\(walks[$0].count(&values))) AS rows_\($0)" }
        let row = try await database.read(
            SQLStatement("SELECT \(counts.joined(separator: ", "))", values), isSearch: isSearch
        ).first
        var fewest = Int64.max
        var best = whole
        for (number, walk) in walks.enumerated() {
            let count = try row?.integer("rows_\(number)") ?? 0
            if count < fewest { (fewest, best) = (count, walk) }
        }
        return best
    }

    /// The most entries of titles that the walks of a search follow, and so 100,000 index rows; and how many parts are
    /// looked at to find them.
    private static let maximumEntries = 100
    private static let maximumParts = 400

    /// The entries of titles that may match a condition; nil if it is not about titles, or if there are too many.
    private func entries(
        for condition: LiveSearch.Condition, most: Int, isSearch: Bool
    ) async throws(DatabaseFailure) -> [String]? {
        let text: String
        var entries: [String] = []
        switch condition {
        case .word(let word):
            text = word.text
            entries = [word.stem]
        case .text(let part): text = part
        case .state, .classificationAge, .zoneGeo, .tag: return nil
        }
        guard text.unicodeScalars.count >= TitleIndex.minimumPart else { return entries.isEmpty ? nil : entries }
        let (first, end) = TitleIndex.range(of: text)
        let rows = try await database.read(
            SQLStatement(
                """
                SELECT part, word FROM title_parts WHERE part >= $1 AND part < $2 ORDER BY part, word
                LIMIT \(Self.maximumParts)
                """, [.text(first), .text(end)]), isSearch: isSearch)
        guard rows.count < Self.maximumParts else { return nil }
        for row in rows {
            let entry = try row.text("word")
            if !entries.contains(entry) { entries.append(entry) }
        }
        return entries.count > most ? nil : entries
    }
}

extension LiveSearch.Condition {
    fileprivate var isOfTitle: Bool {
        switch self {
        case .word, .text: true
        case .state, .classificationAge, .zoneGeo, .tag: false
        }
    }

    /// Whether the lives of these entries all fulfil the condition.
    fileprivate func isDecided(by entries: [String]?) -> Bool {
        switch self {
        case .word(let word): entries == [word.stem]
        case .text: false
        case .state, .classificationAge, .zoneGeo, .tag: true
        }
    }
}
