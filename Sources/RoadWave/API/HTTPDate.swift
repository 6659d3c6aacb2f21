internal import Foundation
internal import RoadWaveRTC

extension Date {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    /// The date in the format of HTTP headers (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
    var httpDate: String {
        let parts = Self.calendar.dateComponents(
            [.weekday, .day, .month, .year, .hour, .minute, .second], from: self)
        func padded(_ number: Int?, _ digits: Int = 2) -> String {
            let text = "\(number ?? 0)"
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        let day = Self.days[((parts.weekday ?? 1) + 6) % 7]
        let month = Self.months[((parts.month ?? 1) + 11) % 12]
        let time = [parts.hour, parts.minute, parts.second].map { padded($0) }.joined(separator: ":")
        return "\(day), \(padded(parts.day)) \(month) \(padded(parts.year, 4)) \(time) GMT"
    }

    /// Parses a date in this format, the only one that senders may still use; nil for any other text.
    init?(httpDate text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[5] == "GMT", let month = Self.months.firstIndex(where: { $0 == words[2] }),
            let day = Int(digits: words[1]), let year = Int(digits: words[3])
        else { return nil }
        let time = words[4].split(separator: ":", omittingEmptySubsequences: false).map { Int(digits: $0) }
        guard time.count == 3, let hour = time[0], let minute = time[1], let second = time[2],
            (1...31).contains(day), (1970...9999).contains(year), hour < 24, minute < 60, second <= 60,
            let date = Self.calendar.date(
                from: DateComponents(
                    year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second))
        else { return nil }
        self = date
    }
}
