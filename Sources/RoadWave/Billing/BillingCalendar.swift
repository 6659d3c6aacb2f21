internal import Foundation

/// A month of a bill.
package struct BillingMonth: Hashable, Comparable, Sendable {
    let year: Int
    /// 1 for January.
    let month: Int

    init(year: Int, month: Int) {
        self.year = year
        self.month = month
    }

    /// Parses `2026-10`; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let digits = text.utf8.map { Int($0) - 48 }
        guard digits.count == 7, digits[4] == -3, (digits[..<4] + digits[5...]).allSatisfy((0...9).contains) else {
            return nil
        }
        year = digits[..<4].reduce(0) { $0 * 10 + $1 }
        month = digits[5] * 10 + digits[6]
        guard (1...12).contains(month), year > 0 else { return nil }
    }

    /// The order in time.
    package static func < (lhs: BillingMonth, rhs: BillingMonth) -> Bool {
        (lhs.year, lhs.month) < (rhs.year, rhs.month)
    }
}

extension BillingMonth: CustomStringConvertible {
    /// `2026-10`
    package var description: String {
        "\(String(String(10_000 + year).dropFirst()))-\(String(String(100 + month).dropFirst()))"
    }
}

/// The months and days of a named time zone.
struct BillingCalendar: Sendable {
    /// The name of the zone, such as `Europe/Paris`.
    let zone: String
    private let calendar: Calendar

    /// - Returns: nil if this machine has no zone of that name.
    init?(zone: String) {
        guard Self.isName(zone), let timeZone = TimeZone(identifier: zone) else { return nil }
        self.zone = zone
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        self.calendar = calendar
    }

    /// Whether it is the name of a zone. Foundation takes offsets as well (`GMT+2`), which have no summer time.
    private static func isName(_ zone: String) -> Bool {
        zone == "UTC"
            || zone.contains("/") && zone.utf8.count <= 64
                && TimeZone.knownTimeZoneIdentifiers.contains(zone)
    }

    func month(of date: WallDate) -> BillingMonth {
        let parts = calendar.dateComponents([.year, .month], from: date.foundationDate)
        return BillingMonth(year: parts.year ?? 0, month: parts.month ?? 0)
    }

    /// When a month begins: the midnight of its first day in the zone.
    func start(of month: BillingMonth) -> WallDate {
        let date = calendar.date(from: DateComponents(year: month.year, month: month.month, day: 1))
        return WallDate(millisecondsSince1970: Int64(((date ?? .distantPast).timeIntervalSince1970 * 1_000).rounded()))
    }

    /// When a month ends: when the next one begins.
    func end(of month: BillingMonth) -> WallDate {
        start(
            of: month.month == 12
                ? BillingMonth(year: month.year + 1, month: 1) : BillingMonth(year: month.year, month: month.month + 1))
    }

    /// The day of a date in the zone: `2026-11-03`.
    func day(of date: WallDate) -> String {
        let day = calendar.component(.day, from: date.foundationDate)
        return "\(month(of: date))-\(String(String(100 + day).dropFirst()))"
    }
}

extension WallDate {
    fileprivate var foundationDate: Date { Date(timeIntervalSince1970: Double(millisecondsSince1970) / 1_000) }
}
