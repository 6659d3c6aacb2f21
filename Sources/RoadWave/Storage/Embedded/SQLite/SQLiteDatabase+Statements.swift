internal import GRDB

extension SQLiteDatabase: SQLDatabase {
    func run(_ statements: [SQLStatement]) async throws(DatabaseFailure) -> [[SQLRow]] {
        try await write { database in
            var results: [[SQLRow]] = []
            for statement in statements {
                let found = try database.rows(of: statement)
                results.append(found)
                if found.isEmpty { break }
            }
            return results
        }
    }

    /// The machine's clock: it has no other. Julian days, since older versions have no fractions of Unix seconds.
    var currentMilliseconds: String { "CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)" }

    var currentDate: String { currentMilliseconds }

    func read(_ statement: SQLStatement, isSearch: Bool) async throws(DatabaseFailure) -> [SQLRow] {
        if isSearch { return try await search { try $0.rows(of: statement) } }
        return try await read { try $0.rows(of: statement) }
    }

    func milliseconds(_ column: String) -> String { column }

    var columnList: String {
        """
        SELECT tables.name AS table_name, info.name AS column_name, info.type AS data_type
        FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS info
        WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%' AND tables.name NOT LIKE 'grdb_%'
        """
    }

    func rowJSON(_ columns: [String]) -> String {
        let pairs = columns.map { "'\($0.replacing("'", with: "''"))', t.\"\($0.replacing("\"", with: "\"\""))\"" }
        return "json_object(\(pairs.joined(separator: ", ")))"
    }

    func contains(_ column: String, _ parameter: String) -> String { "instr(\(column), \(parameter)) > 0" }

    func hasElement(_ column: String, _ parameter: String) -> String {
        "\(parameter) IN (SELECT value FROM json_each(\(column)))"
    }

    func json(_ column: String) -> String { column }

    /// CROSS JOIN keeps the order of the loops.
    func lives(of rows: String, as alias: String) -> String {
        "CROSS JOIN lives AS \(alias) ON \(alias).live_id = \(rows).live_id"
    }
}

extension SQLValue {
    /// As the embedded database stores it: dates are milliseconds since 1970.
    fileprivate var columnValue: (any DatabaseValueConvertible)? {
        switch self {
        case .null: nil
        case .text(let text): text
        case .integer(let number): number
        case .real(let number): number
        case .date(let date): date.millisecondsSince1970
        }
    }
}

extension SQLRow {
    fileprivate init(_ row: Row) {
        var columns: [String: Int] = [:]
        var values: [String?] = []
        for (name, value) in row {
            columns[name] = values.count
            switch value.storage {
            case .null, .blob: values.append(nil)
            case .int64(let number): values.append(String(number))
            case .double(let number): values.append("\(number)")
            case .string(let text): values.append(text)
            }
        }
        self.init(columns: columns, values: values)
    }
}

extension Database {
    func rows(of statement: SQLStatement) throws -> [SQLRow] {
        var values: [String: (any DatabaseValueConvertible)?] = [:]
        // « $1 » is a parameter with the name 1.
        for (index, value) in statement.values.enumerated() { values["\(index + 1)"] = value.columnValue }
        return try Row.fetchAll(self, sql: statement.sql, arguments: StatementArguments(values)).map { SQLRow($0) }
    }
}
