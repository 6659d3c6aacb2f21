/// Rewrites the search texts of all lives, within a migration: only this program knows how texts are folded and titles
/// cut into words.
struct LiveReindexing: Sendable {
    /// The lives that are read at once, and the rows that are written at once.
    private static let portion = 500

    /// The column of tags, as JSON.
    let tags: String
    /// A list of texts in a column, from a parameter with JSON.
    let list: @Sendable (_ parameter: String) -> String
    /// A date as milliseconds since 1970.
    let milliseconds: @Sendable (_ column: String) -> String

    /// - Parameter execute: executes a statement in the transaction of the migration.
    func run(_ execute: (SQLStatement) throws(DatabaseFailure) -> [SQLRow]) throws(DatabaseFailure) {
        var last = "00000000-0000-0000-0000-000000000000"
        // Titles have common words: most parts are known after the first lives.
        var written: Set<TitleIndex.Part> = []
        while true {
            let rows = try execute(
                SQLStatement(
                    """
                    SELECT live_id, title, zone_geo, classification_age, \(tags) AS tags,
                        \(milliseconds("started_at")) AS started_ms
                    FROM lives WHERE live_id > $1 ORDER BY live_id LIMIT \(Self.portion)
                    """, [.text(last)]))
            guard let end = rows.last else { return }
            last = try end.text("live_id")
            if written.count > 100_000 { written.removeAll() }
            var entries: [[SQLValue]] = []
            var folded: [[SQLValue]] = []
            var parts: Set<TitleIndex.Part> = []
            for row in rows {
                guard let columns = try Self.columns(of: row) else { continue }
                let (id, date) = (SQLValue.text(try row.text("live_id")), SQLValue.date(try row.date("started_ms")))
                try update(id, columns, execute)
                entries += columns.titleIndex.entries.map { [.text($0), date, id] }
                folded += columns.tags.map { [.text($0), date, id] }
                parts.formUnion(columns.titleIndex.parts)
            }
            let new = parts.subtracting(written).sorted()
            try insert("title_words (word, started_at, live_id)", entries, execute)
            try insert("live_tags (tag, started_at, live_id)", folded, execute)
            try insert("title_parts (part, word)", new.map { [.text($0.text), .text($0.entry)] }, execute)
            written.formUnion(new)
        }
    }

    /// Nil for an unreadable row, which is not listed either.
    private static func columns(of row: SQLRow) throws(DatabaseFailure) -> LiveSearchColumns? {
        let tags: [String] = try JSONColumn.value(try row.text("tags"))
        let metadata = try? LiveMetadata(
            stored: try row.text("title"), zoneGeo: try row.optionalText("zone_geo"), tags: tags,
            classificationAge: try row.optionalText("classification_age"))
        return metadata.map { LiveSearchColumns($0) }
    }

    private func update(
        _ id: SQLValue, _ columns: LiveSearchColumns, _ execute: (SQLStatement) throws(DatabaseFailure) -> [SQLRow]
    ) throws(DatabaseFailure) {
        _ = try execute(
            SQLStatement(
                """
                UPDATE lives SET title_search = $2, zone_geo_search = $3, classification_age_search = $4,
                    tags_search = \(list("$5")), title_words = $6
                WHERE live_id = $1
                """,
                [
                    id, .text(columns.title), SQLValue(columns.zoneGeo), SQLValue(columns.classificationAge),
                    .text(try JSONColumn.text(columns.tags)), .text(columns.titleIndex.words),
                ]))
    }

    private func insert(
        _ table: String, _ rows: [[SQLValue]], _ execute: (SQLStatement) throws(DatabaseFailure) -> [SQLRow]
    ) throws(DatabaseFailure) {
        for start in stride(from: 0, to: rows.count, by: Self.portion) {
            let portion = rows[start..<min(start + Self.portion, rows.count)]
            var values: [SQLValue] = []
            let places = portion.map { row in
                let first = values.count
                values += row
                return "(\(row.indices.map { "$\(first + $0 + 1)" }.joined(separator: ", ")))"
            }
            _ = try execute(
                SQLStatement(
                    "INSERT INTO \(table) VALUES \(places.joined(separator: ", ")) ON CONFLICT DO NOTHING", values))
        }
    }
}
