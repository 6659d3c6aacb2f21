/// Estimates how long to wait for a hole in a stream, from the lateness of its packets.
///
/// The wait grows at once when packets come late: after one packet that came too late to be used, or four that come
/// later than before. It falls slowly: 16 s after the network got better, at 50 packets a second. Too long a wait costs
/// almost nothing, since only a packet that never comes causes such a wait. Too short a wait causes a gap.
struct PatienceEstimator: Sendable {
    /// The share of packets that the wait covers. Forward error correction recovers the others.
    private static let covered = 0.98
    /// The weight of a packet that came too late: above `1 - covered`, so that one is enough, and for 6 s.
    private static let shareOfLate = 0.1

    /// The bounds of the wait.
    var bounds: ClosedRange<Duration> {
        didSet { update() }
    }
    /// The time between the request for a packet and its answer; `nil` if nothing is retransmitted.
    var roundTrip: Duration? {
        didSet { update() }
    }
    /// The wait for a hole.
    private(set) var target: Duration
    /// How much longer packets travel than the fastest: almost all packets stay below.
    private(set) var jitter = Duration.zero

    private var delays = DelayHistogram()
    private var relative = RelativeDelay()

    init(bounds: ClosedRange<Duration>) {
        self.bounds = bounds
        target = bounds.lowerBound
    }

    /// Learns from a packet that arrives for the first time; `late` if it is too late to be used.
    mutating func receive(timestamp: UInt32, late: Bool, now: MonotonicTime) {
        let delay = relative.measure(timestamp: timestamp, now: now)
        delays.add(delay, share: late ? Self.shareOfLate : DelayHistogram.share)
        jitter = delays.quantile(Self.covered)
        update()
    }

    /// The stream starts again: its timestamps cannot be compared with the former ones. The network is the same.
    mutating func restart() {
        relative = RelativeDelay()
    }

    private mutating func update() {
        target = min(max(bounds.lowerBound, jitter, waitForAnswer ?? .zero), bounds.upperBound)
    }

    /// Time for the first request, and for a second one 1.25 round trips later, if the first or its answer is lost.
    private var waitForAnswer: Duration? {
        roundTrip.map { RetransmissionRequests.reorderingAllowance.upperBound + $0 * 9 / 4 + bounds.lowerBound }
    }
}
