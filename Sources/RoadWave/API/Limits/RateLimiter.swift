internal import RoadWaveRTC
internal import Synchronization

/// Says whether a request comes too soon after those before it. Each node counts what it is sent.
/// See docs/decisions/api.md, « Rate limits ».
final class RateLimiter: Sendable {
    private let table: Mutex<RateTable>
    private let clock: NodeClock
    private let metrics: APIMetrics

    init(_ limits: RateLimits, clock: NodeClock, metrics: APIMetrics) {
        table = Mutex(RateTable(limits))
        self.clock = clock
        self.metrics = metrics
    }

    /// Counts one request.
    /// - Returns: nil when it may pass; else how long its sender is to wait.
    func take(_ rateClass: RateClass, _ holder: RateHolder) -> Duration? {
        let now = clock.now
        guard let wait = table.withLock({ $0.take(rateClass, holder, at: now) }) else { return nil }
        metrics.requestsLimited.increment(rateClass)
        return wait
    }
}
