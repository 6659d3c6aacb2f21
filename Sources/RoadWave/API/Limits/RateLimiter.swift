internal import RoadWaveRTC
internal import Synchronization

/// Decides whether a request comes too soon after the ones before it. Each node counts its own requests.
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
    /// - Returns: nil if the request is accepted; otherwise how long its sender must wait.
    func take(_ rateClass: RateClass, _ holder: RateHolder) -> Duration? {
        let now = clock.now
        guard let wait = table.withLock({ $0.take(rateClass, holder, at: now) }) else { return nil }
        metrics.requestsLimited.increment(rateClass)
        return wait
    }
}
