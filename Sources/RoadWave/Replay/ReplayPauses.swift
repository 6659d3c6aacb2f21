internal import RoadWaveRTC

/// How long a worker leaves jobs alone that it gave back, or that failed: 5 s, and twice as long each time after, 5 min at
/// most. A state machine without clock. See docs/decisions/replay.md, « Growing pauses ».
struct ReplayPauses: Sendable {
    private struct Pause {
        var length: Duration
        var end: MonotonicTime
    }

    static let shortest = ReplayConfiguration.pause
    static let longest = Duration.seconds(300)
    /// As many lives as are remembered: more than workers can try within the longest pause.
    static let capacity = 1_000

    private var pauses: [LiveID: Pause] = [:]

    /// An attempt at a job has ended, and the job waits again.
    mutating func lengthen(_ live: LiveID, at now: MonotonicTime) {
        let length = pauses[live].map { min($0.length * 2, Self.longest) } ?? Self.shortest
        pauses[live] = Pause(length: length, end: now + length)
        guard pauses.count > Self.capacity, let first = pauses.min(by: { $0.value.end < $1.value.end }) else { return }
        pauses[first.key] = nil
    }

    /// A job is over, or another worker has it.
    mutating func forget(_ live: LiveID) { pauses[live] = nil }

    /// How long a job is left alone yet; nil if it is not.
    func rest(of live: LiveID, at now: MonotonicTime) -> Duration? {
        pauses[live].flatMap { $0.end > now ? $0.end - now : nil }
    }
}
