internal import RoadWaveRTC

/// Decides which attempts are recorded one by one, and which are summed.
///
/// The first attempts of a bearer in a minute are recorded at once. The others of that minute become one entry for each
/// refused action and reason, with the number of attempts.
struct RefusalDigest {
    /// An attempt, and the number of attempts that it stands for.
    struct Entry: Equatable {
        var attempt: ForbiddenAttempt
        var times: Int
    }

    private struct Window {
        var end: MonotonicTime
        var recorded: Int
        /// One for each action and reason: at most two dozen.
        var waiting: [Entry] = []
    }

    static let period = Duration.seconds(60)
    /// Enough to show the intention of a person, or of a program with a bug.
    static let recordedPerPeriod = 5
    /// How many bearers are counted separately in one minute. Each has a valid token of the radio, so more than this is
    /// no attack. Bearers beyond the bound are recorded once under their names, and then counted together.
    static let maximumBearers = 1_000

    private var windows: [UserID: Window] = [:]
    /// The attempts of the bearers beyond the bound: the last attempt at an action stands for all of them.
    private var others: Window?

    /// Takes one attempt.
    /// - Returns: the entries to record now.
    mutating func note(_ attempt: ForbiddenAttempt, at now: MonotonicTime) -> [Entry] {
        var entries = entries(dueAt: now)
        let fresh = Window(end: now + Self.period, recorded: 0)
        if windows[attempt.user] != nil || windows.count < Self.maximumBearers {
            entries += Self.note(attempt, in: &windows[attempt.user, default: fresh])
        } else {
            var window = others ?? fresh
            entries += Self.note(attempt, in: &window)
            others = window
        }
        return entries
    }

    /// The summed attempts of the minutes that are over.
    mutating func entries(dueAt now: MonotonicTime) -> [Entry] {
        let due = windows.filter { $0.value.end <= now }
        for user in due.keys { windows[user] = nil }
        var entries = due.values.flatMap(\.waiting)
        if let window = others, window.end <= now {
            others = nil
            entries += window.waiting
        }
        return entries
    }

    /// All summed attempts.
    mutating func drain() -> [Entry] {
        defer { (windows, others) = ([:], nil) }
        return windows.values.flatMap(\.waiting) + (others?.waiting ?? [])
    }

    private static func note(_ attempt: ForbiddenAttempt, in window: inout Window) -> [Entry] {
        guard window.recorded >= recordedPerPeriod else {
            window.recorded += 1
            return [Entry(attempt: attempt, times: 1)]
        }
        let same = window.waiting.firstIndex {
            $0.attempt.action == attempt.action && $0.attempt.reason == attempt.reason
        }
        guard let same else {
            window.waiting.append(Entry(attempt: attempt, times: 1))
            return []
        }
        let before = window.waiting[same]
        window.waiting[same] = Entry(attempt: attempt.summed(with: before.attempt), times: before.times + 1)
        return []
    }
}
