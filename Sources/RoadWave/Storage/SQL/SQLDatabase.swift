/// A parameter of a statement that every database understands.
enum SQLValue: Hashable, Sendable {
    case null
    case text(String)
    case integer(Int64)
    case real(Double)
    case date(WallDate)

    init(_ text: String?) { self = text.map { .text($0) } ?? .null }
    init(_ integer: Int?) { self = integer.map { .integer(Int64($0)) } ?? .null }
    init(_ real: Double?) { self = real.map { .real($0) } ?? .null }
}

/// A statement that every database understands, with `$1`, `$2`… for the parameters.
struct SQLStatement: Sendable {
    var sql: String
    var values: [SQLValue]

    init(_ sql: String, _ values: [SQLValue] = []) {
        self.sql = sql
        self.values = values
    }
}

extension SQLStatement {
    /// The parameters of one statement that names many lives: databases limit them.
    private static let livesAtOnce = 100

    /// Lives in portions, each for one statement: the list of its parameters, `$1, $2…`, and their values.
    static func portions(of lives: [LiveID]) -> [(places: String, values: [SQLValue])] {
        stride(from: 0, to: lives.count, by: livesAtOnce).map { start in
            let portion = lives[start..<min(start + livesAtOnce, lives.count)]
            return (
                (1...portion.count).map { "$\($0)" }.joined(separator: ", "),
                portion.map { .text($0.description) }
            )
        }
    }
}

/// A database for stores whose statements are the same in PostgreSQL and SQLite. Where the databases differ, the
/// statement asks for the form.
protocol SQLDatabase: Sendable {
    /// Executes statements in one transaction. A statement that returns no row ends it there: what was done before stays.
    /// Every call may be repeated by the database after a broken connection.
    /// - Returns: the rows of each executed statement.
    func run(_ statements: [SQLStatement]) async throws(DatabaseFailure) -> [[SQLRow]]

    /// The date of the database's own clock as milliseconds since 1970.
    var currentMilliseconds: String { get }

    /// The date of the database's own clock, as a date column has it.
    var currentDate: String { get }

    /// Executes a statement that only reads, without holding up the writes.
    /// - Parameter isSearch: whether it compares many rows: it then waits for the other searches.
    func read(_ statement: SQLStatement, isSearch: Bool) async throws(DatabaseFailure) -> [SQLRow]

    /// A date column as milliseconds since 1970.
    func milliseconds(_ column: String) -> String

    /// The statement that lists the columns of all tables: `table_name`, `column_name` and `data_type`.
    var columnList: String { get }

    /// Some columns of the row `t` as a JSON object.
    func rowJSON(_ columns: [String]) -> String

    /// Whether a text contains another.
    func contains(_ column: String, _ parameter: String) -> String

    /// The condition that a list of texts contains one.
    func hasElement(_ column: String, _ parameter: String) -> String

    /// A list of texts as JSON.
    func json(_ column: String) -> String

    /// The join of a query with the lives of its rows, each looked up by its identity: the filters that follow then see
    /// no other lives.
    func lives(of rows: String, as alias: String) -> String
}

extension SQLDatabase {
    /// Executes a statement that only reads.
    func read(_ sql: String, _ values: [SQLValue] = []) async throws(DatabaseFailure) -> [SQLRow] {
        try await read(SQLStatement(sql, values), isSearch: false)
    }

    /// Executes one statement.
    @discardableResult
    func run(_ sql: String, _ values: [SQLValue] = []) async throws(DatabaseFailure) -> [SQLRow] {
        try await run([SQLStatement(sql, values)]).first ?? []
    }
}
