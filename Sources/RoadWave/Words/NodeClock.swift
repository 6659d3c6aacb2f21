internal import Foundation
internal import RoadWaveRTC

/// The clock of one node: all timers, periods and dates of the engine use it.
///
/// It hides the type of the clock, counts from the node's start, and computes dates from the wall date of that start,
/// so that a node with a manual clock is consistent in its own time.
struct NodeClock: Sendable {
    /// The clock itself, for code that only waits.
    let base: any Clock<Duration>
    private let elapsed: @Sendable () -> Duration
    private let sleepUntil: @Sendable (Duration) async throws -> Void
    private let startDate: WallDate

    init(_ clock: some Clock<Duration>, startDate: WallDate = .now) {
        base = clock
        let origin = clock.now
        elapsed = { origin.duration(to: clock.now) }
        sleepUntil = { try await clock.sleep(until: origin.advanced(by: $0), tolerance: nil) }
        self.startDate = startDate
    }

    /// Whether it is a system clock, not a manual clock.
    var isSystem: Bool { base is ContinuousClock || base is SuspendingClock }

    /// The time since the node's clock was created.
    var now: MonotonicTime { MonotonicTime(nanoseconds: elapsed().wholeNanoseconds) }

    /// The current date: the wall date of the start plus the time since then.
    var date: WallDate { date(at: now) }

    /// The date at a time of this clock.
    func date(at time: MonotonicTime) -> WallDate {
        WallDate(millisecondsSince1970: startDate.millisecondsSince1970 + time.nanoseconds / 1_000_000)
    }

    /// Suspends until the moment, or throws `CancellationError`.
    func sleep(until time: MonotonicTime) async throws {
        try await sleepUntil(.nanoseconds(time.nanoseconds))
    }

    /// Suspends for a period, or throws `CancellationError`.
    func sleep(for period: Duration) async throws {
        try await sleepUntil(elapsed() + period)
    }

    /// Waits for tasks to end, for a limited time. The limit holds even if the tasks ignore their cancellation or the
    /// caller is cancelled.
    /// - Returns: whether they have ended.
    func wait(for tasks: [Task<Void, Never>], atMost limit: Duration) async -> Bool {
        let (outcomes, outcome) = AsyncStream.makeStream(of: Bool.self)
        Task {
            for task in tasks { await task.value }
            outcome.yield(true)
        }
        let timer = Task {
            try await sleep(for: limit)
            outcome.yield(false)
        }
        defer { timer.cancel() }
        // In a task of its own: for a cancelled caller, the stream would end at once.
        return await Task { await outcomes.first { _ in true } ?? false }.value
    }
}

extension WallDate {
    /// The current date of the system's clock.
    public static var now: WallDate {
        WallDate(millisecondsSince1970: Int64((Date().timeIntervalSince1970 * 1_000).rounded()))
    }
}
