internal import RoadWaveRTC
internal import Synchronization

/// Notes in the audit what known bearers may not do, without letting a flood of attempts flood the audit.
final class RefusalAudit: Sendable {
    private let digest: Mutex<RefusalDigest>
    private let clock: NodeClock
    private let record: @Sendable (ForbiddenAttempt, _ times: Int) -> Void

    /// - Parameter record: takes an attempt, with how many of the kind it stands for.
    init(clock: NodeClock, record: @escaping @Sendable (ForbiddenAttempt, _ times: Int) -> Void) {
        digest = Mutex(RefusalDigest())
        self.clock = clock
        self.record = record
    }

    /// Records an attempt, or counts it with those before.
    func note(_ attempt: ForbiddenAttempt) {
        let now = clock.now
        let entries = digest.withLock { $0.note(attempt, at: now) }
        for entry in entries { record(entry.attempt, entry.times) }
    }

    /// Records what was only counted, of the bearers whose time is up.
    func flush() {
        let now = clock.now
        let entries = digest.withLock { $0.entries(dueAt: now) }
        for entry in entries { record(entry.attempt, entry.times) }
    }

    /// Records all that was only counted: the node stops.
    func finish() {
        let entries = digest.withLock { $0.drain() }
        for entry in entries { record(entry.attempt, entry.times) }
    }
}
