/// The tables `media_logs` and `media_usage`. The view `live_costs` has the sums of each live.
struct SQLUsageStore: UsageStore {
    /// The live of requests without media: a key has no null.
    private static let noLive = "00000000-0000-0000-0000-000000000000"
    /// The rows of one statement: databases limit its parameters.
    private static let rowsAtOnce = 100

    let database: any SQLDatabase

    func position(in log: SeenLog, at now: WallDate) async throws(DatabaseFailure) -> LogPosition {
        if let position = try await knownPosition(in: log) { return position }
        try await database.run(
            """
            INSERT INTO media_logs (fingerprint, path, inode, first_read_at, read_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (fingerprint) DO NOTHING RETURNING fingerprint
            """,
            [.text(log.fingerprint.digest), .text(log.path), Self.inode(log), .date(now), .date(now)])
        return try await knownPosition(in: log) ?? LogPosition()
    }

    private func knownPosition(in log: SeenLog) async throws(DatabaseFailure) -> LogPosition? {
        let rows = try await database.run(
            "SELECT read_bytes, in_long_line FROM media_logs WHERE fingerprint = $1", [.text(log.fingerprint.digest)])
        guard let row = rows.first else { return nil }
        return LogPosition(
            offset: try row.integer("read_bytes"), isInLongLine: try row.integer("in_long_line") != 0)
    }

    func record(
        _ tally: UsageTally, of log: SeenLog, from start: LogPosition, to end: LogPosition
    ) async throws(DatabaseFailure) -> Bool {
        // The first statement locks the log's row: of two imports of one place, the second one finds it moved, and its
        // transaction ends there.
        let refused = RefusedLine.allCases.map { tally.counts.refused[$0] ?? 0 }
        let move = SQLStatement(
            """
            UPDATE media_logs SET read_bytes = $1, in_long_line = $2, lines = lines + $3,
                \(zip(RefusedLine.columns, 4...).map { "\($0) = \($0) + $\($1)" }.joined(separator: ", ")),
                path = $7, inode = $8, read_at = $9
            WHERE fingerprint = $10 AND read_bytes = $11 AND in_long_line = $12 RETURNING fingerprint
            """,
            [.integer(end.offset), Self.flag(end.isInLongLine), .integer(tally.counts.lines)]
                + refused.map { .integer($0) } + [
                    .text(log.path), Self.inode(log), .date(tally.now), .text(log.fingerprint.digest),
                    .integer(start.offset), Self.flag(start.isInLongLine),
                ])
        // Always in the same order, so that two imports never wait for each other.
        let rows = tally.sums.map { Self.row($0, $1, tally) }.sorted { $0.order < $1.order }
        let statements = stride(from: 0, to: rows.count, by: Self.rowsAtOnce).map { first in
            Self.addition(Array(rows[first..<min(first + Self.rowsAtOnce, rows.count)]))
        }
        return try await database.run([move] + statements).first?.isEmpty == false
    }

    func rows(
        month: BillingMonth?, live: LiveID?, after row: UsageRow?, limit: Int
    ) async throws(DatabaseFailure) -> [UsageRow] {
        var values: [SQLValue] = []
        var conditions: [String] = []
        func parameter(_ value: SQLValue) -> String {
            values.append(value)
            return "$\(values.count)"
        }
        if let month { conditions.append("media_usage.month = \(parameter(.text("\(month)")))") }
        if let live { conditions.append("media_usage.live_id = \(parameter(.text("\(live)")))") }
        if let row {
            let places = Self.keyValues(row.key, row.zone).map(parameter)
            conditions.append(
                "(\(Self.keyColumns.map { "media_usage.\($0)" }.joined(separator: ", "))) > "
                    + "(\(places.joined(separator: ", ")))")
        }
        let order = Self.keyColumns.map { "media_usage.\($0)" }.joined(separator: ", ")
        let sums = Usage.columns.map { "media_usage.\($0.name)" }.joined(separator: ", ")
        let found = try await database.run(
            """
            SELECT \(order), \(sums), lives.creator_id
            FROM media_usage LEFT JOIN lives ON lives.live_id = media_usage.live_id
            \(conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND "))
            ORDER BY \(order) LIMIT \(parameter(.integer(Int64(limit))))
            """, values)
        return try found.map { row throws(DatabaseFailure) in try row.usage(noLive: Self.noLive) }
    }

    func lines() async throws(DatabaseFailure) -> LineCounts {
        let sums = (["lines"] + RefusedLine.columns).map { "CAST(coalesce(sum(\($0)), 0) AS bigint) AS \($0)" }
        guard let row = try await database.run("SELECT \(sums.joined(separator: ", ")) FROM media_logs").first else {
            return LineCounts()
        }
        var counts = LineCounts(lines: try row.integer("lines"))
        for (reason, column) in zip(RefusedLine.allCases, RefusedLine.columns) {
            let count = try row.integer(column)
            if count > 0 { counts.refused[reason] = count }
        }
        return counts
    }

    // MARK: Rows

    private static let keyColumns = ["month", "time_zone", "live_id", "rendition", "corrected_on", "price_micro_eur"]

    private static func keyValues(_ key: UsageKey, _ zone: String) -> [SQLValue] {
        [
            .text("\(key.month)"), .text(zone), .text(key.live?.description ?? noLive), .text(key.rendition),
            .text(key.correctedOn ?? ""), .integer(key.price.count),
        ]
    }

    private static func row(_ key: UsageKey, _ usage: Usage, _ tally: UsageTally) -> (order: String, values: [SQLValue])
    {
        let order = "\(key.month) \(key.live?.description ?? noLive) \(key.rendition) \(key.correctedOn ?? "")"
        return (
            order,
            keyValues(key, tally.rules.calendar.zone) + Usage.columns.map { .integer(usage[keyPath: $0.path]) }
                + [.date(tally.now)]
        )
    }

    /// Adds rows to the existing sums.
    private static func addition(_ rows: [(order: String, values: [SQLValue])]) -> SQLStatement {
        let names = keyColumns + Usage.columns.map(\.name) + ["updated_at"]
        let places = rows.indices.map { row in
            "(" + names.indices.map { "$\(row * names.count + $0 + 1)" }.joined(separator: ", ") + ")"
        }
        let sums = Usage.columns.map { "\($0.name) = media_usage.\($0.name) + excluded.\($0.name)" }
        return SQLStatement(
            """
            INSERT INTO media_usage (\(names.joined(separator: ", "))) VALUES \(places.joined(separator: ", "))
            ON CONFLICT (\(keyColumns.joined(separator: ", ")))
            DO UPDATE SET \(sums.joined(separator: ", ")), updated_at = excluded.updated_at
            RETURNING month
            """, rows.flatMap(\.values))
    }

    private static func flag(_ isSet: Bool) -> SQLValue { .integer(isSet ? 1 : 0) }

    private static func inode(_ log: SeenLog) -> SQLValue {
        log.inode.map { .integer(Int64(bitPattern: $0)) } ?? .null
    }
}

extension RefusedLine {
    /// The column of each reason, in the order of the cases.
    fileprivate static let columns = allCases.map { reason in
        switch reason {
        case .unreadable: "unreadable_lines"
        case .tooLong: "too_long_lines"
        case .misdated: "misdated_lines"
        }
    }
}

extension SQLRow {
    fileprivate func usage(noLive: String) throws(DatabaseFailure) -> UsageRow {
        let (month, live, corrected) = (try text("month"), try text("live_id"), try text("corrected_on"))
        guard let month = BillingMonth(month), live == noLive || LiveID(live) != nil else {
            throw DatabaseFailure(.unreadable, "a row of media_usage is not one of this version")
        }
        var usage = Usage()
        for column in Usage.columns { usage[keyPath: column.path] = try integer(column.name) }
        return UsageRow(
            key: UsageKey(
                month: month, live: live == noLive ? nil : LiveID(live), rendition: try text("rendition"),
                correctedOn: corrected.isEmpty ? nil : corrected, price: MicroEuros(try integer("price_micro_eur"))),
            zone: try text("time_zone"), creator: try optionalText("creator_id").flatMap { UserID($0) }, usage: usage)
    }
}
