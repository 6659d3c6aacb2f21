/// Any clock, read as the time since this value was made. It hides the type of the clock's instants.
struct StartedClock: Sendable {
    private let elapsed: @Sendable () -> Duration
    private let sleepUntil: @Sendable (Duration) async throws -> Void

    init(_ clock: some Clock<Duration>) {
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        sleepUntil = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
    }

    /// The time since the start.
    var now: Duration { elapsed() }

    /// Suspends until the moment, or throws `CancellationError`.
    func sleep(until time: Duration) async throws { try await sleepUntil(time) }
}
