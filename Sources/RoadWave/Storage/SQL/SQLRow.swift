/// A row of an answer: texts by column name.
struct SQLRow: Sendable {
    private let columns: [String: Int]
    private let values: [String?]

    init(columns: [String: Int], values: [String?]) {
        self.columns = columns
        self.values = values
    }

    /// The text of a column; nil if it is null.
    /// - Throws: code `unreadable` if there is no such column.
    func optionalText(_ column: String) throws(DatabaseFailure) -> String? {
        guard let index = columns[column], values.indices.contains(index) else {
            throw DatabaseFailure(.unreadable, "the answer has no column \(column)")
        }
        return values[index]
    }

    /// The text of a column.
    /// - Throws: code `unreadable` if it is null.
    func text(_ column: String) throws(DatabaseFailure) -> String {
        guard let text = try optionalText(column) else {
            throw DatabaseFailure(.unreadable, "the column \(column) has no value")
        }
        return text
    }

    /// The integer of a column; nil if it is null.
    /// - Throws: code `unreadable` if it is not an integer.
    func optionalInteger(_ column: String) throws(DatabaseFailure) -> Int64? {
        guard let text = try optionalText(column) else { return nil }
        guard let number = Int64(text) else {
            throw DatabaseFailure(.unreadable, "the column \(column) holds no whole number")
        }
        return number
    }

    /// The integer of a column.
    /// - Throws: code `unreadable` if it is not an integer.
    func integer(_ column: String) throws(DatabaseFailure) -> Int64 {
        guard let number = try optionalInteger(column) else {
            throw DatabaseFailure(.unreadable, "the column \(column) has no value")
        }
        return number
    }

    /// The number of a column; nil if it is null.
    /// - Throws: code `unreadable` if it is not a number.
    func optionalReal(_ column: String) throws(DatabaseFailure) -> Double? {
        guard let text = try optionalText(column) else { return nil }
        guard let number = Double(text) else {
            throw DatabaseFailure(.unreadable, "the column \(column) holds no number")
        }
        return number
    }
}

extension SQLRow {
    /// The date in a column of milliseconds since 1970; nil if it is null.
    func optionalDate(_ column: String) throws(DatabaseFailure) -> WallDate? {
        try optionalInteger(column).map { WallDate(millisecondsSince1970: $0) }
    }

    /// The date in a column of milliseconds since 1970.
    func date(_ column: String) throws(DatabaseFailure) -> WallDate {
        WallDate(millisecondsSince1970: try integer(column))
    }
}
