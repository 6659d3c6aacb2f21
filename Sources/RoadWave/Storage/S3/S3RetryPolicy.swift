/// The waits before a request is sent again after a transient failure, and the time limits of a call.
struct S3RetryPolicy: Hashable, Sendable {
    /// From 50 ms, doubled up to 2 s, ten times at most. A call lasts at most 12 s, so that a live notices a dead
    /// storage within a few segments.
    static let standard = S3RetryPolicy(
        first: .milliseconds(50), longest: .seconds(2), attempts: 10, attempt: .seconds(5), call: .seconds(12))

    /// The time for the bytes themselves, added to the limits: 8 Mbit/s, slower than any link between servers.
    private static let perMebibyte = Duration.seconds(1)

    /// The longest first wait.
    var first: Duration
    /// The longest wait.
    var longest: Duration
    /// The most attempts of a request.
    var attempts: Int
    /// The time limit of one attempt, without the time for the bytes.
    var attempt: Duration
    /// The time limit of a call with all its attempts, without the time for the bytes.
    var call: Duration

    /// The wait after `failures` failures in a row, from 1: random between zero and a limit that doubles, so that
    /// clients that failed together do not return together.
    func delay(after failures: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        // After 16 doublings, any first wait is above any longest one; the shift must not overflow.
        let bound = min(longest, first * (1 << min(max(failures, 1) - 1, 16)))
        return bound * Double.random(in: 0...1, using: &generator)
    }

    /// The time that the transfer of `bytes` adds to the limits.
    static func allowance(bytes: Int) -> Duration {
        perMebibyte * (bytes >> 20)
    }
}
