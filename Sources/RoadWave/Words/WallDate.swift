/// A wall-clock date, to the millisecond, as in `EXT-X-PROGRAM-DATE-TIME`.
///
/// Integer milliseconds: every second date would be printed one millisecond off from a `Double` of seconds.
public struct WallDate: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let millisecondsSince1970: Int64

    /// The date `millisecondsSince1970` after the epoch.
    public init(millisecondsSince1970: Int64) {
        self.millisecondsSince1970 = millisecondsSince1970
    }

    /// Whether `lhs` is earlier.
    public static func < (lhs: WallDate, rhs: WallDate) -> Bool {
        lhs.millisecondsSince1970 < rhs.millisecondsSince1970
    }

    /// The date when the sample at `time` was spoken, to the nearest millisecond, in a live that began at `start`.
    static func + (start: WallDate, time: MediaTime) -> WallDate {
        let (quotient, remainder) = (time.samples + 24).quotientAndRemainder(dividingBy: 48)
        return WallDate(
            millisecondsSince1970: start.millisecondsSince1970 + (remainder < 0 ? quotient - 1 : quotient))
    }
}

extension WallDate: CustomStringConvertible {
    /// ISO 8601 in UTC: `2026-03-29T12:34:56.789Z`.
    public var description: String {
        let (days, milliseconds) = floorDivision(millisecondsSince1970, by: 86_400_000)
        let (year, month, day) = Self.civil(days: days)
        let seconds = milliseconds / 1_000
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        let time = "\(padded(seconds / 3_600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        return "\(date)T\(time).\(padded(milliseconds % 1_000, 3))Z"
    }

    /// Year, month and day of the proleptic Gregorian calendar, by eras of 400 years that begin on 1 March.
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivision(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    /// Days from 1970-01-01 to the given day of the proleptic Gregorian calendar.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = floorDivision(shiftedYear, by: 400)
        let shiftedMonth = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Parses a date in the ISO 8601 profile of RFC 8216 §4.3.2.6 (`2026-03-29T12:34:56[.789][Z|±hh:mm]`), in UTC if it
    /// has no zone. Digits beyond the millisecond are cut. Nil for anything else, and for a date whose year in UTC does
    /// not have four digits.
    public init?(parsing text: some StringProtocol) {
        var fields = DigitReader(text.utf8)
        guard let year = fields.number(digits: 4), fields.skip("-"), let month = fields.number(digits: 2),
            fields.skip("-"), let day = fields.number(digits: 2), fields.skip("T"),
            let hour = fields.number(digits: 2), fields.skip(":"), let minute = fields.number(digits: 2),
            fields.skip(":"), let second = fields.number(digits: 2),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        let milliseconds = fields.skip(".") ? fields.fraction() : 0
        guard let milliseconds, let offset = fields.zoneOffsetMinutes(), fields.isAtEnd else { return nil }
        let minutes = Self.days(year: year, month: month, day: day) * 1_440 + hour * 60 + minute - offset
        self.init(millisecondsSince1970: (minutes * 60 + second) * 1_000 + milliseconds)
        // A zone, or a leap second, may lead beyond the years that `description` can write.
        guard Self.writable.contains(millisecondsSince1970) else { return nil }
    }

    /// From 0000-01-01T00:00:00.000Z to 9999-12-31T23:59:59.999Z, in milliseconds.
    private static let writable = Int64(-62_167_219_200_000)...253_402_300_799_999
}

/// Quotient and remainder. The remainder is never negative, for dates before 1970.
private func floorDivision(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}

private func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// Reads the fixed-width numbers of a date.
private struct DigitReader<Bytes: Collection<UInt8>> {
    private var rest: Bytes.SubSequence

    init(_ bytes: Bytes) {
        rest = bytes[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ separator: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == separator.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func number(digits: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let digit = nextDigit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Milliseconds from the digits after the point.
    mutating func fraction() -> Int64? {
        var milliseconds: Int64 = 0
        var weight: Int64 = 100
        var hasDigits = false
        while let digit = nextDigit() {
            milliseconds += digit * weight
            weight /= 10
            hasDigits = true
        }
        return hasDigits ? milliseconds : nil
    }

    /// `Z`, nothing, `+hh:mm`, `+hhmm`.
    mutating func zoneOffsetMinutes() -> Int64? {
        if isAtEnd || skip("Z") { return 0 }
        let sign: Int64 = skip("-") ? -1 : 1
        guard sign < 0 || skip("+"), let hours = number(digits: 2) else { return nil }
        _ = skip(":")
        guard let minutes = number(digits: 2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }

    private mutating func nextDigit() -> Int64? {
        guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
        rest = rest.dropFirst()
        return Int64(byte - 0x30)
    }
}

extension WallDate {
    /// The date that is `period` later, to the millisecond.
    static func + (date: WallDate, period: Duration) -> WallDate {
        WallDate(millisecondsSince1970: date.millisecondsSince1970 + period.wholeMilliseconds)
    }

    /// The date that is `period` earlier, to the millisecond.
    static func - (date: WallDate, period: Duration) -> WallDate {
        WallDate(millisecondsSince1970: date.millisecondsSince1970 - period.wholeMilliseconds)
    }

    /// How much later `lhs` is.
    static func - (lhs: WallDate, rhs: WallDate) -> Duration {
        .milliseconds(lhs.millisecondsSince1970 - rhs.millisecondsSince1970)
    }
}

extension Duration {
    /// Nanoseconds, saturated at the ends of `Int64` (292 years).
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carried) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }
    /// Whole milliseconds, rounded toward zero.
    var wholeMilliseconds: Int64 { wholeNanoseconds / 1_000_000 }
}
