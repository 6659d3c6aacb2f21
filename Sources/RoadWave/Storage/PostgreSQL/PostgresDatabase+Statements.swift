extension PostgresDatabase: SQLDatabase {
    func run(_ statements: [SQLStatement]) async throws(DatabaseFailure) -> [[SQLRow]] {
        try await perform { connection throws(DatabaseFailure) in
            guard statements.count > 1 else {
                return try statements.map { statement throws(DatabaseFailure) in try connection.query(statement) }
            }
            return try connection.transaction { connection throws(DatabaseFailure) in
                var results: [[SQLRow]] = []
                for statement in statements {
                    let rows = try connection.query(statement)
                    results.append(rows)
                    if rows.isEmpty { break }
                }
                return results
            }
        }
    }

    var currentMilliseconds: String { milliseconds("clock_timestamp()") }

    var currentDate: String { "date_trunc('milliseconds', clock_timestamp())" }

    func read(_ statement: SQLStatement, isSearch: Bool) async throws(DatabaseFailure) -> [SQLRow] {
        try await query(
            statement.sql, statement.values.map { PostgresValue($0) }, for: isSearch ? .searching : .reading)
    }

    func milliseconds(_ column: String) -> String { "(extract(epoch FROM \(column)) * 1000)::bigint" }

    /// Only the columns of tables that this role may read, without the list of migrations, which nodes may not change
    /// and which has no personal data.
    var columnList: String {
        """
        SELECT columns.table_name, column_name, data_type FROM information_schema.columns
        JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name <> 'schema_migrations'
        """
    }

    /// The whole row: other columns have dates and numbers.
    func rowJSON(_ columns: [String]) -> String { "to_jsonb(t)::text" }

    func contains(_ column: String, _ parameter: String) -> String { "strpos(\(column), \(parameter)) > 0" }

    func hasElement(_ column: String, _ parameter: String) -> String { "\(parameter) = ANY (\(column))" }

    func json(_ column: String) -> String { "to_json(\(column))" }

    /// OFFSET 0 keeps the sub-query apart: the planner would otherwise apply the filters to the whole table first.
    func lives(of rows: String, as alias: String) -> String {
        "CROSS JOIN LATERAL (SELECT * FROM lives WHERE lives.live_id = \(rows).live_id OFFSET 0) AS \(alias)"
    }
}

extension PostgresConnection {
    @discardableResult
    func query(_ statement: SQLStatement) throws(DatabaseFailure) -> [SQLRow] {
        try query(statement.sql, statement.values.map { PostgresValue($0) })
    }
}

extension PostgresValue {
    fileprivate init(_ value: SQLValue) {
        switch value {
        case .null: self = .null
        case .text(let text): self = .text(text)
        case .integer(let number): self = .integer(number)
        case .real(let number): self = .text("\(number)")
        case .date(let date): self = .date(date)
        }
    }
}
