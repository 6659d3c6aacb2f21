/// How long to wait before a failed write is tried again.
struct RetryPolicy: Hashable, Sendable {
    /// From 100 ms, doubled up to 1 s: half a segment, so that a storage that is back is noticed before the next one is due.
    static let standard = RetryPolicy(first: .milliseconds(100), longest: .seconds(1), closingAttempts: 20)

    /// The first wait.
    var first: Duration
    /// The longest wait.
    var longest: Duration
    /// Failures in a row, once the live is over, after which the rest is given up: nothing new will push it out.
    var closingAttempts: Int

    /// The wait after `failures` failures in a row, from 1.
    func delay(after failures: Int) -> Duration {
        // Past 16 doublings any first wait is over any longest one; the shift must not overflow.
        min(longest, first * (1 << min(max(failures, 1) - 1, 16)))
    }
}
