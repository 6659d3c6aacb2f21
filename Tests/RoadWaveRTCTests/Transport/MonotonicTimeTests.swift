import RoadWaveRTC
import Testing

@Suite("Monotonic time")
struct MonotonicTimeTests {
    @Test("durations add and subtract")
    func arithmetic() {
        let time = MonotonicTime.zero + .milliseconds(1_500)
        #expect(time.nanoseconds == 1_500_000_000)
        #expect(time - MonotonicTime.zero == .milliseconds(1_500))
        #expect(time - .seconds(2) == MonotonicTime(nanoseconds: -500_000_000))
        #expect(MonotonicTime.zero < time)
    }

    @Test("the ends of time stay where they are")
    func saturation() {
        let last = MonotonicTime(nanoseconds: .max)
        let first = MonotonicTime(nanoseconds: .min)
        #expect(last + .seconds(1) == last)
        #expect(first - .seconds(1) == first)
        #expect(MonotonicTime.zero + .seconds(Int64.max) == last)
        #expect(MonotonicTime.zero + .seconds(Int64.min) == first)
        #expect(last - first == .nanoseconds(Int64.max))
    }
}
