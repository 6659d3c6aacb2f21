internal import Foundation

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

    /// The date as HTTP headers have it (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
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
}
