extension PostgresValue {
    /// The years with four digits: no live is outside of this range.
    private static let years = -62_135_596_800_000...253_402_300_799_999 as ClosedRange<Int64>

    /// A date in PostgreSQL's form, in the range that both it and ISO 8601 can express.
    static func date(_ date: WallDate?) -> PostgresValue {
        guard let date else { return .null }
        let milliseconds = min(max(date.millisecondsSince1970, years.lowerBound), years.upperBound)
        return .text(WallDate(millisecondsSince1970: milliseconds).description)
    }
}
