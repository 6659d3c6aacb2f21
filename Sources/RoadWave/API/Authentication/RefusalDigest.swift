internal import RoadWaveRTC

/// Which attempts are recorded one by one, and which are summed up.
///
/// Of each bearer the first attempts of a minute are recorded as they come; the rest of that minute becomes one entry for
/// each action that was refused and each reason, with the number of attempts.
struct RefusalDigest {
    /// An attempt, and how many it stands for.
    struct Entry: Equatable {
        var attempt: ForbiddenAttempt
        var times: Int
    }

    private struct Window {
        var end: MonotonicTime
        var recorded: Int
        /// One for each action and reason: two dozen at most.
        var waiting: [Entry] = []
    }

    static let period = Duration.seconds(60)
    /// Enough to see what a person, or a program with a bug, was trying.
    static let recordedPerPeriod = 5
    /// How many bearers are told apart in one minute. Each has a good token of the radio: more than this is no attack,
    /// and those beyond are recorded under their names once, and then not counted apart.
    static let maximumBearers = 1_000

    private var windows: [UserID: Window] = [:]
    /// What those beyond the bound tried: the last attempt at an action stands for all of them.
    private var others: Window?

    /// Takes one attempt.
    /// - Returns: what to record now.
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

    /// What was summed up in the minutes that are over.
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

    /// All that was summed up.
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
