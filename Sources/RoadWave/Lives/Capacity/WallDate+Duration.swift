extension WallDate {
    /// The date that is `period` later, to the millisecond.
    static func + (date: WallDate, period: Duration) -> WallDate {
        WallDate(millisecondsSince1970: date.millisecondsSince1970 + period.wholeMilliseconds)
    }

    /// How much later `lhs` is.
    static func - (lhs: WallDate, rhs: WallDate) -> Duration {
        .milliseconds(lhs.millisecondsSince1970 - rhs.millisecondsSince1970)
    }
}

extension Duration {
    /// Whole milliseconds, the rest cut.
    var wholeMilliseconds: Int64 { wholeNanoseconds / 1_000_000 }
}
