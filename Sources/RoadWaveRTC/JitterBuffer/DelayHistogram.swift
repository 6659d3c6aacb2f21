/// How the delays of a stream's recent packets are spread: shares by delay, in which the past fades.
///
/// The estimator of NetEq's DelayManager, set for an encoder. A conversation forgets within a second, to be quick again;
/// here only holes wait, so the memory is longer and the share of packets that it covers is higher.
struct DelayHistogram: Sendable {
    /// What one more packet counts among those before: 200 packets are remembered, 4 s of the usual ones.
    static let share = 0.005

    private static let bucketWidth: Duration = .milliseconds(10)
    /// Up to one second; what is beyond counts as that.
    private static let bucketCount = 100

    /// They add up to 1, once there is one.
    private var shares = [Double](repeating: 0, count: bucketCount)
    private var count = 0

    /// Adds a delay, which then makes up `share` of the whole.
    mutating func add(_ delay: Duration, share: Double = DelayHistogram.share) {
        count = min(count + 1, Self.bucketCount * 1_000)
        // The first packets weigh the same: 1, then 1/2, 1/3…
        let share = max(share, 1 / Double(count))
        for index in shares.indices { shares[index] *= 1 - share }
        shares[Self.bucket(of: delay)] += share
    }

    /// The delay that so much of the whole does not exceed, to the next 10 ms; zero when nothing was added.
    func quantile(_ part: Double) -> Duration {
        guard count > 0 else { return .zero }
        var covered = 0.0
        let index = shares.firstIndex { share in
            covered += share
            return covered >= part
        }
        return Self.bucketWidth * ((index ?? Self.bucketCount - 1) + 1)
    }

    private static func bucket(of delay: Duration) -> Int {
        Int(min(max(0, delay / bucketWidth), Double(bucketCount - 1)))
    }
}
