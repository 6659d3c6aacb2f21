internal import NIOCore
internal import RoadWaveRTC

/// The time of one relay, counted from its start.
struct RelayClock: Sendable {
    private let origin = NIODeadline.now()

    /// Now, by the clock of the event loops.
    var now: MonotonicTime { MonotonicTime(nanoseconds: (NIODeadline.now() - origin).nanoseconds) }

    /// How long it is until `time`; zero when it is past.
    func delay(until time: MonotonicTime) -> TimeAmount {
        .nanoseconds(max(0, time.nanoseconds - now.nanoseconds))
    }
}
