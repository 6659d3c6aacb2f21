extension PostgresValue {
    /// The years that have four digits: what lies beyond is before or after any live.
    private static let years = -62_135_596_800_000...253_402_300_799_999 as ClosedRange<Int64>

    /// A date as PostgreSQL reads it, in the range that both it and ISO 8601 can say.
    static func date(_ date: WallDate?) -> PostgresValue {
        guard let date else { return .null }
        let milliseconds = min(max(date.millisecondsSince1970, years.lowerBound), years.upperBound)
        return .text(WallDate(millisecondsSince1970: milliseconds).description)
    }
}

extension PostgresRow {
    /// The date of a column of milliseconds since 1970; nil where it is null.
    func optionalDate(_ column: String) throws(SQLError) -> WallDate? {
        try optionalInteger(column).map { WallDate(millisecondsSince1970: $0) }
    }

    /// The date of a column of milliseconds since 1970.
    func date(_ column: String) throws(SQLError) -> WallDate {
        WallDate(millisecondsSince1970: try integer(column))
    }
}
