import RoadWaveRTC
import RoadWaveTestServices
import Testing

@Suite("Impaired link")
struct ImpairedLinkTests {
    /// A datagram that says its number, of 100 bytes.
    private static func datagram(_ number: Int) -> [UInt8] {
        [UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)] + [UInt8](repeating: 0, count: 98)
    }

    private static func number(_ datagram: [UInt8]) -> Int { Int(datagram[0]) << 8 | Int(datagram[1]) }

    /// Sends datagrams at an even pace, and takes what arrives when it does.
    private func pass(
        _ count: Int, over link: inout ImpairedLink, each interval: Duration = .milliseconds(20)
    ) -> [(number: Int, delay: Duration)] {
        var arrivals: [(number: Int, delay: Duration)] = []
        func take(_ link: inout ImpairedLink, until end: MonotonicTime) {
            while let deadline = link.nextDeadline, deadline <= end {
                for datagram in link.deliver(now: deadline) {
                    let number = Self.number(datagram)
                    arrivals.append((number, deadline - (.zero + interval * number)))
                }
            }
        }
        for number in 0..<count {
            let now = MonotonicTime.zero + interval * number
            take(&link, until: now)
            link.send(Self.datagram(number), now: now)
        }
        take(&link, until: .zero + interval * count + .seconds(3_600))
        return arrivals
    }

    private func link(_ seed: UInt64 = 1, _ change: (inout NetworkConditions) -> Void) -> ImpairedLink {
        var conditions = NetworkConditions(seed: seed)
        change(&conditions)
        return ImpairedLink(conditions)
    }

    @Test("a perfect network delivers at once, in order, everything")
    func perfect() {
        var link = ImpairedLink()
        let arrivals = pass(1_000, over: &link)
        #expect(arrivals.map(\.number) == Array(0..<1_000))
        #expect(arrivals.allSatisfy { $0.delay == .zero })
        #expect(link.counters.delivered == 1_000)
        #expect(link.counters.bytesDelivered == 100_000)
        #expect(link.nextDeadline == nil)
    }

    @Test("the same seed gives the same network, another one another")
    func seeds() {
        func arrivals(_ seed: UInt64) -> [Int] {
            var link = link(seed) {
                $0.loss = .random(0.1)
                $0.jitter = .milliseconds(50)
                $0.duplication = 0.1
            }
            return pass(500, over: &link).map(\.number)
        }
        #expect(arrivals(4) == arrivals(4))
        #expect(arrivals(4) != arrivals(5))
    }

    @Test("so many are lost, and a network that loses more loses the same and others", arguments: [0.01, 0.05, 0.3])
    func randomLoss(probability: Double) {
        func lost(_ probability: Double) -> Set<Int> {
            var link = link { $0.loss = .random(probability) }
            let arrived = pass(10_000, over: &link).map(\.number)
            #expect(link.counters.lost == 10_000 - arrived.count)
            return Set(0..<10_000).subtracting(arrived)
        }
        let gone = lost(probability)
        #expect(abs(Double(gone.count) / 10_000 - probability) < 0.015)
        #expect(lost(probability * 2).isSuperset(of: gone))
    }

    @Test("losses in bursts are as many and as long as they should be")
    func burstyLoss() {
        var link = link { $0.loss = .bursts(share: 0.1, length: 5) }
        let arrived = Set(pass(50_000, over: &link).map(\.number))
        let lost = (0..<50_000).map { !arrived.contains($0) }
        let bursts = zip(lost, lost.dropFirst()).count { !$0 && $1 }
        let total = lost.count { $0 }
        #expect(abs(Double(total) / 50_000 - 0.1) < 0.02)
        #expect(abs(Double(total) / Double(bursts) - 5) < 0.5)
    }

    @Test("delays are spread as stated", arguments: [NetworkConditions.JitterDistribution.uniform, .normal])
    func jitter(distribution: NetworkConditions.JitterDistribution) {
        var link = link {
            $0.delay = .milliseconds(200)
            $0.jitter = .milliseconds(40)
            $0.jitterDistribution = distribution
        }
        let delays = pass(20_000, over: &link).map { $0.delay / .milliseconds(1) }
        let mean = delays.reduce(0, +) / 20_000
        let deviation = (delays.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000).squareRoot()
        #expect(abs(mean - 200) < 2)
        switch distribution {
        case .uniform:
            #expect(delays.allSatisfy { (160...240).contains($0) })
            #expect(abs(deviation - 80 / 12.0.squareRoot()) < 1)
        case .normal:
            #expect(abs(deviation - 40) < 1)
            #expect(delays.contains { $0 > 300 })
        }
    }

    @Test("jitter beyond the interval reorders, unless the network keeps the order")
    func order() {
        func arrivals(keepsOrder: Bool) -> (numbers: [Int], reordered: Int) {
            var link = link {
                $0.delay = .milliseconds(60)
                $0.jitter = .milliseconds(60)
                $0.keepsOrder = keepsOrder
            }
            let numbers = pass(1_000, over: &link).map(\.number)
            return (numbers, link.counters.reordered)
        }
        let free = arrivals(keepsOrder: false)
        #expect(free.numbers.sorted() == Array(0..<1_000))
        #expect(free.reordered > 250)
        let queued = arrivals(keepsOrder: true)
        #expect(queued.numbers == Array(0..<1_000))
        #expect(queued.reordered == 0)
    }

    @Test("a share of the datagrams overtakes the others")
    func reordering() {
        var link = link {
            $0.delay = .milliseconds(50)
            $0.reordering = 0.1
        }
        let arrivals = pass(5_000, over: &link)
        let early = arrivals.filter { $0.delay == .zero }
        #expect(abs(Double(early.count) / 5_000 - 0.1) < 0.02)
        #expect(arrivals.allSatisfy { $0.delay == .zero || $0.delay == .milliseconds(50) })
    }

    @Test("a share of the datagrams comes twice")
    func duplication() {
        var link = link { $0.duplication = 0.2 }
        let counts = Dictionary(grouping: pass(5_000, over: &link), by: \.number).mapValues(\.count)
        #expect(counts.count == 5_000)
        #expect(counts.values.allSatisfy { $0 <= 2 })
        #expect(abs(Double(counts.values.count { $0 == 2 }) / 5_000 - 0.2) < 0.02)
        #expect(link.counters.duplicated == counts.values.count { $0 == 2 })
    }

    @Test("a slow hop carries its bitrate and no more, and loses what would queue for too long")
    func bitrate() {
        // 128 bytes with headers each 20 ms are 51,200 bit/s, for a hop of 32,000.
        var link = link {
            $0.bitrate = 32_000
            $0.queueLimit = .milliseconds(500)
        }
        let arrivals = pass(3_000, over: &link)
        #expect(abs(Double(arrivals.count) / 3_000 - 32_000 / 51_200) < 0.02)
        #expect(link.counters.overflowed == 3_000 - arrivals.count)
        #expect(arrivals.allSatisfy { $0.delay <= .milliseconds(532) })
        var wide = self.link { $0.bitrate = 64_000 }
        #expect(pass(1_000, over: &wide).allSatisfy { $0.delay == .milliseconds(16) })
    }

    @Test("conditions change while it runs: what is under way arrives as it was going to")
    func change() {
        var link = link { $0.delay = .milliseconds(100) }
        link.send(Self.datagram(1), now: .zero)
        link.conditions = .perfect
        link.send(Self.datagram(2), now: .zero + .milliseconds(10))
        #expect(link.deliver(now: .zero + .milliseconds(10)).map(Self.number) == [2])
        #expect(link.nextDeadline == .zero + .milliseconds(100))
        #expect(link.deliver(now: .zero + .milliseconds(100)).map(Self.number) == [1])
        #expect(link.counters.reordered == 1)
    }

    @Test("a flood does not pile up without end")
    func capacity() {
        var link = link { $0.delay = .seconds(60) }
        for number in 0..<5_000 { link.send(Self.datagram(number), now: .zero) }
        #expect(link.counters.overflowed == 5_000 - ImpairedLink.capacity)
        #expect(link.deliver(now: .zero + .seconds(60)).count == ImpairedLink.capacity)
    }
}
