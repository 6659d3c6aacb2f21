internal import RoadWaveRTC
internal import Synchronization

/// Says whether a request comes too soon after those before it. Each node counts what it is sent.
final class RateLimiter: Sendable {
    private let table: Mutex<RateTable>
    private let clock: NodeClock
    private let counters: NodeCounters

    init(_ limits: RateLimits, clock: NodeClock, counters: NodeCounters) {
        table = Mutex(RateTable(limits))
        self.clock = clock
        self.counters = counters
    }

    /// Counts one request.
    /// - Returns: nil when it may pass; else how long its sender is to wait.
    func take(_ rateClass: RateClass, _ holder: RateHolder) -> Duration? {
        let now = clock.now
        guard let wait = table.withLock({ $0.take(rateClass, holder, at: now) }) else { return nil }
        counters.count { $0.rateLimited[rateClass, default: 0] += 1 }
        return wait
    }
}
