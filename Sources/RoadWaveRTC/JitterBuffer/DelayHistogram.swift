/// The distribution of the delays of a stream's recent packets, in which older packets weigh less and less.
///
/// The estimator of NetEq's DelayManager, tuned for an encoder. A conversation forgets within a second, to become fast
/// again. Here only holes wait, so the memory is longer and the covered share of packets is higher.
struct DelayHistogram: Sendable {
    /// The weight of one more packet: 200 packets are remembered, usually 4 s.
    static let share = 0.005

    private static let bucketWidth: Duration = .milliseconds(10)
    /// Up to one second; a longer delay counts as one second.
    private static let bucketCount = 100

    /// Their sum is 1 after the first packet.
    private var shares = [Double](repeating: 0, count: bucketCount)
    private var count = 0

    /// Adds a delay with a weight of `share`.
    mutating func add(_ delay: Duration, share: Double = DelayHistogram.share) {
        count = min(count + 1, Self.bucketCount * 1_000)
        // The first packets have equal weights: 1, then 1/2, 1/3…
        let share = max(share, 1 / Double(count))
        for index in shares.indices { shares[index] *= 1 - share }
        shares[Self.bucket(of: delay)] += share
    }

    /// The delay that this share of packets does not exceed, rounded up to 10 ms; zero when no delay was added.
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
