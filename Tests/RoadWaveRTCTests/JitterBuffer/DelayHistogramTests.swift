import Testing

@testable import RoadWaveRTC

@Suite("Histogram of delays")
struct DelayHistogramTests {
    private func histogram(_ delays: [Int]) -> DelayHistogram {
        var histogram = DelayHistogram()
        for delay in delays { histogram.add(.milliseconds(delay)) }
        return histogram
    }

    @Test("nothing is zero")
    func nothing() {
        #expect(DelayHistogram().quantile(0.98) == .zero)
    }

    @Test("the first packets weigh the same")
    func first() {
        let delays = histogram([5, 95, 15, 55])
        #expect(delays.quantile(0.25) == .milliseconds(10))
        #expect(delays.quantile(0.5) == .milliseconds(20))
        #expect(delays.quantile(0.75) == .milliseconds(60))
        #expect(delays.quantile(1) == .milliseconds(100))
    }

    @Test("a quantile is that of the delays that were added, within a bucket")
    func uniform() {
        var generator = SeededGenerator(seed: 3)
        let delays = histogram((0..<2_000).map { _ in Int.random(in: 0..<120, using: &generator) })
        #expect((.milliseconds(110)...Duration.milliseconds(120)).contains(delays.quantile(0.98)))
        #expect((.milliseconds(50)...Duration.milliseconds(70)).contains(delays.quantile(0.5)))
    }

    @Test("one outlier among many is not seen; four in a row are")
    func outliers() {
        var delays = histogram([Int](repeating: 5, count: 1_000))
        for _ in 0..<3 { delays.add(.milliseconds(300)) }
        #expect(delays.quantile(0.98) == .milliseconds(10))
        for _ in 0..<2 { delays.add(.milliseconds(300)) }
        #expect(delays.quantile(0.98) == .milliseconds(310))
    }

    @Test("what is past fades: after 800 quick packets slow ones are forgotten, after 700 not yet")
    func forgetting() {
        var delays = histogram([Int](repeating: 200, count: 1_000))
        for _ in 0..<700 { delays.add(.zero) }
        #expect(delays.quantile(0.98) == .milliseconds(210))
        for _ in 0..<100 { delays.add(.zero) }
        #expect(delays.quantile(0.98) == .milliseconds(10))
    }

    @Test("a delay out of the histogram counts as its longest or shortest")
    func extremes() {
        #expect(histogram([1_000_000]).quantile(0.98) == .seconds(1))
        #expect(histogram([-1_000_000]).quantile(0.98) == .milliseconds(10))
    }
}
