internal import RoadWaveRTC
internal import Synchronization

/// Records forbidden actions of known bearers in the audit trail. A flood of attempts does not flood the trail.
final class RefusalAudit: Sendable {
    private let digest: Mutex<RefusalDigest>
    private let clock: NodeClock
    private let record: @Sendable (ForbiddenAttempt, _ times: Int) -> Void

    /// - Parameter record: called with an attempt, and the number of attempts that it stands for.
    init(clock: NodeClock, record: @escaping @Sendable (ForbiddenAttempt, _ times: Int) -> Void) {
        digest = Mutex(RefusalDigest())
        self.clock = clock
        self.record = record
    }

    /// Records an attempt, or adds it to the count of earlier ones.
    func note(_ attempt: ForbiddenAttempt) {
        let now = clock.now
        let entries = digest.withLock { $0.note(attempt, at: now) }
        for entry in entries { record(entry.attempt, entry.times) }
    }

    /// Records the counted attempts of all bearers whose period is over.
    func flush() {
        let now = clock.now
        let entries = digest.withLock { $0.entries(dueAt: now) }
        for entry in entries { record(entry.attempt, entry.times) }
    }

    /// Records all counted attempts, since the node stops.
    func finish() {
        let entries = digest.withLock { $0.drain() }
        for entry in entries { record(entry.attempt, entry.times) }
    }
}
