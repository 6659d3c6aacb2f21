/// A month's rows as a bill shows them: CSV for programs, lines for people.
struct UsageStatement: Sendable {
    /// The state of a month.
    enum State: Hashable, Sendable {
        /// It is not over.
        case open
        /// It is over, and accepts late lines until a date.
        case provisional(until: WallDate)
        /// Its rows no longer change. Later lines become corrections.
        case final
    }

    /// The columns of the CSV (RFC 4180). No value contains a comma or a quotation mark.
    static let header =
        "month,time_zone,state,live_id,creator_id,rendition,corrected_on,requests,segments,partial_segments,listened_s,"
        + "audio_bytes,media_bytes,document_bytes,error_bytes,header_bytes,sent_bytes,price_eur_per_gb,cost_eur"

    let rules: UsageTally.Rules
    /// When it is shown.
    let now: WallDate

    /// The state of a month in the zone of the bills.
    func state(of month: BillingMonth) -> State {
        if now < rules.calendar.end(of: month) { return .open }
        let close = rules.close(of: month)
        return now < close ? .provisional(until: close) : .final
    }

    /// A row of the CSV.
    func csv(_ row: UsageRow) -> String {
        let usage = row.usage
        let sums = [
            usage.audioBytes, usage.mediaBytes, usage.documentBytes, usage.errorBytes, usage.headerBytes,
            usage.sentBytes,
        ]
        let fields =
            [
                "\(row.key.month)", row.zone, word(for: row.key.month), row.key.live?.description ?? "",
                row.creator?.description ?? "", row.key.rendition, row.key.correctedOn ?? "", "\(usage.requests)",
                "\(usage.segments)", "\(usage.partialSegments)", Self.seconds(usage.listenedMilliseconds),
            ] + sums.map { "\($0)" } + [row.key.price.description, row.cost.sixDecimals]
        return fields.joined(separator: ",")
    }

    /// A row for people.
    func line(_ row: UsageRow) -> String {
        var words = [
            "\(row.key.month)", row.key.live?.description ?? "no live (errors and other requests)", row.key.rendition,
        ]
        if let day = row.key.correctedOn { words.append("correction of \(day)") }
        words += [
            "requests=\(row.usage.requests)", "listened=\(Self.seconds(row.usage.listenedMilliseconds))s",
            "audio=\(row.usage.audioBytes)", "sent=\(row.usage.sentBytes)", "cost=\(row.cost.sixDecimals) EUR",
        ]
        return words.joined(separator: "  ")
    }

    /// The lines below the rows, for people: the state of the month, and the three ways to count the same bytes.
    func summary(of month: BillingMonth?, _ total: Total, _ lines: LineCounts) -> [String] {
        var words: [String] = []
        if let month { words.append("month \(month) of \(rules.calendar.zone): \(explanation(of: state(of: month)))") }
        if total.corrections > 0 {
            words.append("corrections: \(total.corrections) rows of lines that came after the month was final")
        }
        let usage = total.usage
        words += [
            "audio payload: \(usage.audioBytes) bytes, \(total.cost.sixDecimals) EUR",
            "with MPEG-TS: \(usage.mediaBytes) bytes\(Self.percent(usage.mediaBytes, over: usage.audioBytes))",
            "with headers, playlists and errors: \(usage.sentBytes) bytes"
                + Self.percent(usage.sentBytes, over: usage.mediaBytes),
        ]
        let refused = RefusedLine.allCases.map { "\($0.words) \(lines.refused[$0] ?? 0)" }.joined(separator: ", ")
        words.append("lines of all logs: \(lines.lines), of which not counted: \(refused)")
        return words
    }

    /// The sum of rows.
    struct Total: Hashable, Sendable {
        var usage = Usage()
        /// The sum of the rows' costs, as they are shown.
        var cost = MicroEuros(0)
        var corrections = 0

        mutating func add(_ row: UsageRow) {
            usage += row.usage
            cost = cost + row.cost
            if row.key.correctedOn != nil { corrections += 1 }
        }
    }

    private func word(for month: BillingMonth) -> String {
        switch state(of: month) {
        case .open: "open"
        case .provisional: "provisional"
        case .final: "final"
        }
    }

    private func explanation(of state: State) -> String {
        switch state {
        case .open: "open, so far"
        case .provisional(let until): "provisional until \(until); later lines become corrections"
        case .final: "final; later lines become corrections"
        }
    }

    private static func seconds(_ milliseconds: Int64) -> String {
        let (whole, part) = milliseconds.quotientAndRemainder(dividingBy: 1_000)
        return "\(whole).\(String(String(1_000 + part).dropFirst()))"
    }

    private static func percent(_ bytes: Int64, over other: Int64) -> String {
        guard other > 0 else { return "" }
        let tenths = Int64(((Double(bytes) / Double(other) - 1) * 1_000).rounded())
        return " (\(tenths < 0 ? "-" : "+")\(abs(tenths) / 10).\(abs(tenths) % 10) %)"
    }
}

extension RefusedLine {
    /// For people.
    var words: String {
        switch self {
        case .unreadable: "unreadable"
        case .tooLong: "too long"
        case .misdated: "misdated"
        }
    }
}
