import RoadWaveMedia
import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Bitrate advisor")
struct BitrateAdvisorTests {
    /// A connection and its advisor, a report a second.
    private struct Watched {
        var advisor = BitrateAdvisor(AdaptationConfiguration())
        var figures: ConnectionFigures?
        var second = 0

        /// Lets seconds pass on a network.
        /// - Returns: the advices given, with the second of each.
        mutating func pass(_ seconds: Int, _ report: () -> ReceptionReport) -> [(second: Int, advice: BitrateAdvice)] {
            (0..<seconds).compactMap { _ in
                second += 1
                let now = MonotonicTime.zero + .seconds(second)
                let report = report()
                var figures = figures ?? ConnectionFigures(report, now: now)
                figures.take(report, now: now)
                self.figures = figures
                return advisor.take(figures, now: now).map { (second, $0) }
            }
        }
    }

    @Test(
        "each limit that is exceeded for a while reduces the bitrate to 32 kbps and says why",
        arguments: [
            (ReceptionReport.of(loss: 0.12), BitrateAdvice.Reason.loss), (.of(jitter: 90), .jitter),
            (.of(roundTrip: 600), .roundTrip),
        ])
    func reduction(report: ReceptionReport, reason: BitrateAdvice.Reason) throws {
        var watched = Watched()
        #expect(watched.pass(30) { .good }.isEmpty)
        let advices = watched.pass(30) { report }
        let first = try #require(advices.first)
        #expect(advices.count == 1)
        #expect(first.advice == BitrateAdvice(bitrate: 32_000, reason: reason))
        // The figures take about 2 s to cross the limit, which must last for 2 s.
        #expect((32...38).contains(first.second))
    }

    @Test("a bad second changes nothing")
    func spike() {
        var watched = Watched()
        _ = watched.pass(10) { .good }
        #expect(watched.pass(1) { .of(loss: 0.14, jitter: 70, roundTrip: 900) }.isEmpty)
        #expect(watched.pass(30) { .good }.isEmpty)
    }

    @Test("a good connection gets 48 kbps back, after 12 s of it")
    func recovery() throws {
        var watched = Watched()
        let down = try #require(watched.pass(20) { .poor }.first)
        let up = try #require(watched.pass(60) { .good }.first)
        #expect(down.advice.bitrate == 32_000)
        #expect(up.advice == BitrateAdvice(bitrate: 48_000, reason: .recovered))
        #expect(up.second >= 20 + 12)
        #expect(up.second <= 20 + 12 + 8)
    }

    @Test("between the limits of the two ways the bitrate stays as it is, reduced or not")
    func hysteresis() {
        let between = ReceptionReport.of(loss: 0.04, jitter: 45, roundTrip: 320)
        var full = Watched()
        #expect(full.pass(300) { between }.isEmpty)
        var reduced = Watched()
        #expect(reduced.pass(10) { .poor }.count == 1)
        #expect(reduced.pass(300) { between }.isEmpty)
    }

    @Test("an application that does not tell its round trip is judged by loss and jitter")
    func noRoundTrip() {
        var watched = Watched()
        #expect(watched.pass(20) { .of(roundTrip: nil) }.isEmpty)
        #expect(watched.pass(20) { .of(loss: 0.12, roundTrip: nil) }.count == 1)
    }

    @Test("noise around a limit makes no flapping", arguments: 0..<20)
    func noise(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var watched = Watched()
        // Ten minutes of a network that loses 5 % of packets at random, 50 a second, and has a jitter around 60 ms.
        let advices = watched.pass(600) {
            let lost = (0..<50).filter { _ in Double.random(in: 0..<1, using: &random) < 0.05 }.count
            return .of(loss: Double(lost) / 50, jitter: .random(in: 48...72, using: &random))
        }
        #expect(advices.count <= 1)
    }

    @Test("whatever the network does, changes alternate and are apart", arguments: 0..<20)
    func anything(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var watched = Watched()
        var report = ReceptionReport.good
        let advices = watched.pass(1_200) {
            if Int.random(in: 0..<10, using: &random) == 0 {
                report = .of(
                    loss: .random(in: 0...0.2, using: &random), jitter: .random(in: 0...120, using: &random),
                    roundTrip: .random(in: 10...800, using: &random))
            }
            return report
        }
        for (change, next) in zip(advices, advices.dropFirst()) {
            #expect(change.advice.bitrate != next.advice.bitrate)
            // A way down lasts 12 s at least, a way up 5 s.
            #expect(next.second - change.second >= (next.advice.bitrate == 48_000 ? 12 : 5))
        }
    }

    @Test("a network with room for 40 kbps is asked for 48 kbps less and less often")
    func failedRaises() {
        var watched = Watched()
        var bitrate = 48_000
        var raises: [Int] = []
        for _ in 0..<600 {
            for (second, advice) in watched.pass(1, { .of(loss: bitrate > 40_000 ? 0.17 : 0) }) {
                bitrate = advice.bitrate
                if advice.reason == .recovered { raises.append(second) }
            }
        }
        let waits = zip(raises, raises.dropFirst()).map { $1 - $0 }
        #expect(raises.count >= 3)
        #expect(raises.count <= 8)
        #expect(waits == waits.sorted())
        #expect(waits.last.map { $0 >= 120 } == true)
    }
}
