internal import Foundation

/// A date of an HTTP header (RFC 9110 §5.6.7): `Sun, 29 Mar 2026 12:34:50 GMT`.
enum HTTPDateReading {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds since 1970; nil when the text is no such date.
    static func seconds(_ text: String) -> Double? {
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: words[2]) else { return nil }
        let date = String(format: "%@-%02d-%@T%@Z", words[3], month + 1, words[1], words[4])
        return try? Date.ISO8601FormatStyle().parse(date).timeIntervalSince1970
    }
}
