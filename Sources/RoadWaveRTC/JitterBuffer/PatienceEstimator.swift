/// How long a hole in a stream is worth waiting for, learnt from how late its packets come.
///
/// It grows at once, when packets come late: by the first that came too late to be used, or by four that come later than
/// before. It falls slowly: 16 s at 50 packets a second after the network got better. Too long a wait costs next to
/// nothing, since only a packet that never comes makes anyone wait so long; too short a wait is a gap.
struct PatienceEstimator: Sendable {
    /// The share of packets that the wait covers. Forward error correction recovers the others.
    private static let covered = 0.98
    /// What a packet that came too late counts: above `1 - covered`, so that one is enough, and for 6 s.
    private static let shareOfLate = 0.1

    /// The bounds of the wait.
    var bounds: ClosedRange<Duration> {
        didSet { update() }
    }
    /// Between a request for a packet and its answer; `nil` when nothing is sent again.
    var roundTrip: Duration? {
        didSet { update() }
    }
    /// How long a hole is waited for.
    private(set) var target: Duration
    /// How much longer packets travel than the fastest: nearly all of them stay below.
    private(set) var jitter = Duration.zero

    private var delays = DelayHistogram()
    private var relative = RelativeDelay()

    init(bounds: ClosedRange<Duration>) {
        self.bounds = bounds
        target = bounds.lowerBound
    }

    /// Learns from a packet that arrives for the first time; `late` when it can no longer be used.
    mutating func receive(timestamp: UInt32, late: Bool, now: MonotonicTime) {
        let delay = relative.measure(timestamp: timestamp, now: now)
        delays.add(delay, share: late ? Self.shareOfLate : DelayHistogram.share)
        jitter = delays.quantile(Self.covered)
        update()
    }

    /// The stream starts afresh: its timestamps do not compare to those before. The network is the same.
    mutating func restart() {
        relative = RelativeDelay()
    }

    private mutating func update() {
        target = min(max(bounds.lowerBound, jitter, waitForAnswer ?? .zero), bounds.upperBound)
    }

    /// Time for the first request, and for the second, 1.25 round trips later, when the first or its answer is lost.
    private var waitForAnswer: Duration? {
        roundTrip.map { RetransmissionRequests.reorderingAllowance.upperBound + $0 * 9 / 4 + bounds.lowerBound }
    }
}
