/// How long to wait before a request that failed for a passing reason is sent again, and how long a call may take.
struct S3RetryPolicy: Hashable, Sendable {
    /// From 50 ms, doubled up to 2 s, ten times at most; a call lasts at most 12 s, so that who writes a live learns of a
    /// dead storage within a few segments.
    static let standard = S3RetryPolicy(
        first: .milliseconds(50), longest: .seconds(2), attempts: 10, attempt: .seconds(5), call: .seconds(12))

    /// Time for the bytes themselves, beside the limits: 8 Mbit/s, less than any link between servers.
    private static let perMebibyte = Duration.seconds(1)

    /// The longest first wait.
    var first: Duration
    /// The longest wait.
    var longest: Duration
    /// How often a request is sent at most.
    var attempts: Int
    /// How long one attempt may take, without the time of the bytes.
    var attempt: Duration
    /// How long a call may take with all its attempts, without the time of the bytes.
    var call: Duration

    /// The wait after `failures` failures in a row, from 1: at random between nothing and a bound that doubles, so that
    /// clients that failed together do not come back together.
    func delay(after failures: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        // Past 16 doublings any first wait is over any longest one; the shift must not overflow.
        let bound = min(longest, first * (1 << min(max(failures, 1) - 1, 16)))
        return bound * Double.random(in: 0...1, using: &generator)
    }

    /// What the transfer of `bytes` adds to the limits.
    static func allowance(bytes: Int) -> Duration {
        perMebibyte * (bytes >> 20)
    }
}
