/// Durations in the format of playlists: decimal seconds (RFC 8216 §4.2, decimal-floating-point).
enum DecimalSeconds {
    /// Ten digits of seconds are three centuries.
    private static let maximumDigits = 10

    /// `duration` with `digits` decimals, 1 to 6, truncated.
    static func text(_ duration: Duration, digits: Int) -> String {
        let (seconds, attoseconds) = duration.components
        let fraction = String(attoseconds / 1_000_000_000_000)
        let decimals = String(repeating: "0", count: max(0, 6 - fraction.count)) + fraction
        return "\(seconds).\(decimals.prefix(digits))"
    }

    /// The duration in `text`, to the microsecond; nil if it is not digits with at most one point.
    static func parse(_ text: some StringProtocol) -> Duration? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...maximumDigits).contains(whole.utf8.count), isDigits(whole),
            let seconds = Int64(whole)
        else { return nil }
        guard parts.count > 1 else { return .seconds(seconds) }
        guard isDigits(parts[1]) else { return nil }
        let decimals = parts[1].prefix(6) + String(repeating: "0", count: max(0, 6 - parts[1].utf8.count))
        return Int64(decimals).map { .seconds(seconds) + .microseconds($0) }
    }

    private static func isDigits(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
