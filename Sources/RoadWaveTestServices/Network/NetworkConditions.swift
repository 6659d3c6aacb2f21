/// What a network does to the datagrams that travel one way, in the terms of Linux' netem (tc-netem(8)).
///
/// ```swift
/// var mobile = NetworkConditions(seed: 7)
/// mobile.loss = .random(0.05)
/// mobile.delay = .milliseconds(80)
/// mobile.jitter = .milliseconds(60)
/// ```
package struct NetworkConditions: Hashable, Sendable {
    /// How the delay of a datagram varies around ``delay``, by ``jitter``. No datagram arrives before it was sent.
    package enum JitterDistribution: Hashable, Sendable {
        /// Every delay from `delay - jitter` to `delay + jitter` is as likely.
        case uniform
        /// Gaussian: `jitter` is its standard deviation.
        case normal
    }

    /// Which datagrams never arrive.
    package var loss = PacketLoss.none
    /// The mean time that a datagram travels.
    package var delay = Duration.zero
    /// How much that time varies from one datagram to the next.
    package var jitter = Duration.zero
    /// What ``jitter`` means.
    package var jitterDistribution = JitterDistribution.uniform
    /// Whether datagrams leave in the order in which they came, as out of one queue; the others overtake each other as
    /// soon as the jitter exceeds the time between them.
    package var keepsOrder = false
    /// The share of datagrams, 0…1, that skip the delay and so overtake those sent before.
    package var reordering = 0.0
    /// The share of datagrams, 0…1, of which a copy arrives too, with a delay of its own.
    package var duplication = 0.0
    /// What the slowest hop carries, in bit/s with the headers of UDP and IPv4; without limit when nil.
    package var bitrate: Int?
    /// How long a datagram may queue for that hop; those that would wait longer are lost.
    package var queueLimit = Duration.seconds(1)
    /// Where the random numbers start: the same seed and the same datagrams give the same network.
    package var seed: UInt64

    /// A network that does nothing yet.
    package init(seed: UInt64 = 1) {
        self.seed = seed
    }

    /// A network that carries everything at once.
    package static let perfect = NetworkConditions()
}
