/// Adds up the lines of a log, by their payload and their month.
/// See docs/decisions/billing.md, « What a byte served is », and docs/decisions/billing.md, « Late lines are corrections ».
struct UsageTally: Sendable {
    /// The settings of the sums.
    struct Rules: Sendable {
        let calendar: BillingCalendar
        let price: MicroEuros
        /// How long a month accepts late lines after its end.
        let monthOpen: Duration
        /// The length of a live's segments.
        let segmentMilliseconds: Int64

        /// - Returns: nil if this machine does not know the time zone.
        init?(_ settings: BillingConfiguration, segment: Duration) {
            guard let calendar = BillingCalendar(zone: settings.timeZone) else { return nil }
            self.calendar = calendar
            price = settings.pricePerGigabyte
            monthOpen = settings.monthOpen
            segmentMilliseconds = segment.wholeMilliseconds
        }

        /// The date from which lines of a month are corrections.
        func close(of month: BillingMonth) -> WallDate { calendar.end(of: month) + monthOpen }
    }

    /// The length of a replay's segments.
    private static let replaySegmentMilliseconds: Int64 = 10_000
    /// How far the date of a line may be ahead of the importing machine: clocks differ.
    private static let latest = Duration.seconds(86_400)
    /// 2020-01-01: no log is older.
    private static let earliest = WallDate(millisecondsSince1970: 1_577_836_800_000)

    let rules: Rules
    /// When the lines are imported.
    let now: WallDate
    private(set) var sums: [UsageKey: Usage] = [:]
    private(set) var counts = LineCounts()
    /// The month of the line before: most lines are of the same one.
    private var month: (month: BillingMonth, from: WallDate, until: WallDate, correctedOn: String?)?

    init(rules: Rules, now: WallDate) {
        self.rules = rules
        self.now = now
    }

    /// Adds a line, without its line feed.
    mutating func add(_ line: ArraySlice<UInt8>) {
        do throws(RefusedLine) {
            let request = try ServedRequest(line)
            guard request.at >= Self.earliest, request.at <= now + Self.latest else { throw .misdated }
            counts.lines += 1
            let (key, usage) = row(of: request)
            sums[key, default: Usage()] += usage
        } catch {
            refuse(error)
        }
    }

    /// Counts a line that is not added to the sums.
    mutating func refuse(_ reason: RefusedLine) {
        counts.lines += 1
        counts.refused[reason, default: 0] += 1
    }

    private mutating func row(of request: ServedRequest) -> (UsageKey, Usage) {
        let month = self.month(of: request.at)
        var usage = Usage(requests: 1, headerBytes: request.sentBytes - request.bodyBytes)
        guard request.isRead, [200, 206, 304].contains(request.status), let media = request.media else {
            usage.errorBytes = request.bodyBytes
            let key = UsageKey(
                month: month.month, live: nil, rendition: "none", correctedOn: month.correctedOn, price: rules.price)
            return (key, usage)
        }
        switch media.kind {
        case .document: usage.documentBytes = request.bodyBytes
        case .sound(let bitrate):
            usage.mediaBytes = request.bodyBytes
            usage.audioBytes = request.bodyBytes
            usage.listenedMilliseconds = request.bodyBytes * 8_000 / bitrate
        case .liveSegment(let bitrate): usage.addSegment(request, rules.segmentMilliseconds, bitrate)
        case .replaySegment(let bitrate): usage.addSegment(request, Self.replaySegmentMilliseconds, bitrate)
        }
        let key = UsageKey(
            month: month.month, live: media.live, rendition: media.rendition, correctedOn: month.correctedOn,
            price: rules.price)
        return (key, usage)
    }

    private mutating func month(of date: WallDate) -> (month: BillingMonth, correctedOn: String?) {
        if let month, date >= month.from, date < month.until { return (month.month, month.correctedOn) }
        let found = rules.calendar.month(of: date)
        let correctedOn = now < rules.close(of: found) ? nil : rules.calendar.day(of: now)
        month = (found, rules.calendar.start(of: found), rules.calendar.end(of: found), correctedOn)
        return (found, correctedOn)
    }
}

extension Usage {
    /// A segment counts as its nominal length times its bit rate, a part as its share of that. The share of each line
    /// is rounded down by itself: the sum does not depend on how the lines are grouped.
    fileprivate mutating func addSegment(_ request: ServedRequest, _ milliseconds: Int64, _ bitrate: Int64) {
        mediaBytes = request.bodyBytes
        // HEAD and 304 send none of it.
        guard request.bodyBytes > 0 else { return }
        let size = request.objectBytes ?? 0
        let isWhole = request.isComplete && (size > 0 ? request.bodyBytes >= size : request.status == 200)
        if isWhole { segments = 1 } else { partialSegments = 1 }
        let (sent, all) = isWhole ? (1, 1) : (min(request.bodyBytes, size), max(size, 1))
        listenedMilliseconds = milliseconds.share(sent, of: all)
        audioBytes = (milliseconds * bitrate / 8_000).share(sent, of: all)
    }
}

extension Int64 {
    /// `self * part / whole`, rounded down; `part` is at most `whole`.
    fileprivate func share(_ part: Int64, of whole: Int64) -> Int64 {
        let product = multipliedFullWidth(by: part)
        return whole.dividingFullWidth(product).quotient
    }
}
