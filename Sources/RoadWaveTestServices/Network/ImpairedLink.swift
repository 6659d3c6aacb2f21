internal import RoadWaveMedia
package import RoadWaveRTC

/// One direction of a bad network: what is sent comes out later, in another order, twice, or never.
///
/// A state machine without clock or socket: `send`, then ``deliver(now:)``, and again at ``nextDeadline``. Five minutes
/// of a call pass in as many milliseconds as their packets need; ``UDPRelay`` gives it sockets and the real time.
package struct ImpairedLink: Sendable {
    /// What it does to the datagrams that are sent from now on; those under way arrive as they were going to. The seed
    /// counts at the beginning only.
    package var conditions: NetworkConditions
    /// What it did so far.
    package private(set) var counters = LinkCounters()

    /// As many as netem holds by default: 20 s of packets of one creator. Only a flood gets there.
    package static let capacity = 1_000
    /// UDP (8 bytes) over IPv4 (20 bytes).
    private static let headerBytes = 28

    private struct Flight {
        var arrival: MonotonicTime
        var number: Int
        var datagram: [UInt8]
    }

    /// Ordered by arrival; of two at the same time, the one sent first comes first.
    private var flights: [Flight] = []
    private var random: SplitMix64
    private var isBad = false
    /// When the slowest hop has sent on all that it was given.
    private var idleFrom: MonotonicTime?
    private var lastArrival: MonotonicTime?
    private var highestDelivered = 0

    /// A link with nothing under way.
    package init(_ conditions: NetworkConditions = .perfect) {
        self.conditions = conditions
        random = SplitMix64(seed: conditions.seed)
    }

    /// When ``deliver(now:)`` next has something; `nil` when nothing is under way.
    package var nextDeadline: MonotonicTime? { flights.first?.arrival }

    /// Takes a datagram, and decides what becomes of it.
    package mutating func send(_ datagram: [UInt8], now: MonotonicTime) {
        counters.sent += 1
        let fate = drawFate()
        guard let departure = departure(of: datagram, now: now) else {
            counters.overflowed += 1
            return
        }
        guard !fate.isLost else {
            counters.lost += 1
            return
        }
        launch(datagram, at: departure + (fate.overtakes ? .zero : fate.delay))
        if fate.isDuplicated {
            counters.duplicated += 1
            launch(datagram, at: departure + fate.delayOfCopy)
        }
    }

    /// What has arrived, in the order of arrival.
    package mutating func deliver(now: MonotonicTime) -> [[UInt8]] {
        let arrived = flights.prefix { $0.arrival <= now }
        flights.removeFirst(arrived.count)
        for flight in arrived {
            counters.delivered += 1
            counters.bytesDelivered += flight.datagram.count
            if flight.number < highestDelivered { counters.reordered += 1 }
            highestDelivered = max(highestDelivered, flight.number)
        }
        return arrived.map(\.datagram)
    }

    private mutating func launch(_ datagram: [UInt8], at time: MonotonicTime) {
        guard flights.count < Self.capacity else {
            counters.overflowed += 1
            return
        }
        let arrival = conditions.keepsOrder ? max(time, lastArrival ?? time) : time
        lastArrival = max(arrival, lastArrival ?? arrival)
        let index = flights.lastIndex { $0.arrival <= arrival }.map { $0 + 1 } ?? 0
        flights.insert(Flight(arrival: arrival, number: counters.sent, datagram: datagram), at: index)
    }

    /// When the slowest hop has sent the datagram on; `nil` when too much waits for it.
    private mutating func departure(of datagram: [UInt8], now: MonotonicTime) -> MonotonicTime? {
        guard let bitrate = conditions.bitrate else { return now }
        let start = max(now, idleFrom ?? now)
        guard start - now <= conditions.queueLimit else { return nil }
        let bits = Double((datagram.count + Self.headerBytes) * 8)
        let departure = start + .seconds(bits / Double(max(1, bitrate)))
        idleFrom = departure
        return departure
    }
}

// MARK: - Chance

extension ImpairedLink {
    /// What chance has in store for one datagram.
    private struct Fate {
        var isLost: Bool
        var overtakes: Bool
        var isDuplicated: Bool
        var delay: Duration
        var delayOfCopy: Duration
    }

    /// Every datagram draws as many numbers whatever the conditions are: with the same seed, a network that loses more
    /// loses the same datagrams and others.
    private mutating func drawFate() -> Fate {
        let change = drawUnit()
        let loss = drawUnit()
        let overtakes = drawUnit() < conditions.reordering
        let isDuplicated = drawUnit() < conditions.duplication
        return Fate(
            isLost: isLost(change: change, loss: loss), overtakes: overtakes, isDuplicated: isDuplicated,
            delay: drawDelay(), delayOfCopy: drawDelay())
    }

    private mutating func isLost(change: Double, loss: Double) -> Bool {
        switch conditions.loss {
        case .none: return false
        case .random(let probability): return loss < probability
        case .bursty(let model):
            if change < (isBad ? model.toGood : model.toBad) { isBad.toggle() }
            return loss < (isBad ? model.lossWhenBad : model.lossWhenGood)
        }
    }

    private mutating func drawDelay() -> Duration {
        // Irwin and Hall: the sum of twelve uniform numbers has the variance 1, and is within 6 of its mean.
        let first = drawUnit()
        let others = (0..<11).reduce(0) { sum, _ in sum + drawUnit() }
        let deviation =
            switch conditions.jitterDistribution {
            case .uniform: 2 * first - 1
            case .normal: first + others - 6
            }
        return max(.zero, conditions.delay + conditions.jitter * deviation)
    }

    /// Uniform from 0 up to but not including 1, from the 53 high bits that a `Double` holds.
    private mutating func drawUnit() -> Double {
        Double(random.next() >> 11) / Double(UInt64(1) << 53)
    }
}
