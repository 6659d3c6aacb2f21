internal import NIOCore
internal import RoadWaveRTC

/// The time of one publisher, counted from its start.
struct PublisherClock: Sendable {
    private let origin = NIODeadline.now()

    /// Now, by the clock of the event loops.
    var now: MonotonicTime { MonotonicTime(nanoseconds: (NIODeadline.now() - origin).nanoseconds) }

    /// The time until `time`; zero if it has passed.
    func delay(until time: MonotonicTime) -> TimeAmount {
        .nanoseconds(max(0, time.nanoseconds - now.nanoseconds))
    }
}
