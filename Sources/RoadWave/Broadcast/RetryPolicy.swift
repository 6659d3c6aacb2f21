/// The backoff before a failed write is tried again.
struct RetryPolicy: Hashable, Sendable {
    /// From 100 ms, doubled up to 1 s. This is half a segment, so that a recovered storage is noticed before the next
    /// segment is due.
    static let standard = RetryPolicy(first: .milliseconds(100), longest: .seconds(1), closingAttempts: 20)

    /// The first wait.
    var first: Duration
    /// The longest wait.
    var longest: Duration
    /// The number of failures in a row, after the end of the live, at which the rest is given up: no new segment will
    /// push it out.
    var closingAttempts: Int

    /// The wait after `failures` failures in a row, from 1.
    func delay(after failures: Int) -> Duration {
        // After 16 doublings, any first wait exceeds any longest one; the shift must not overflow.
        min(longest, first * (1 << min(max(failures, 1) - 1, 16)))
    }
}
