import RoadWaveRTC
import Testing

@Suite("Wrapping counters")
struct WrappingCounterTests {
    @Test("a counter goes on through its wrap")
    func wrap() {
        var counter = SequenceExtender()
        #expect([65_534, 65_535, 0, 1].map { counter.extend($0) } == [65_534, 65_535, 65_536, 65_537])
    }

    @Test("an older number stays in its cycle")
    func older() {
        var counter = SequenceExtender()
        _ = counter.extend(65_535)
        #expect(counter.extend(2) == 65_538)
        #expect(counter.extend(65_533) == 65_533)
        #expect(counter.highest == 65_538)
    }

    @Test("a number from before the first is below it")
    func beforeFirst() {
        var counter = SequenceExtender()
        _ = counter.extend(1)
        #expect(counter.extend(65_535) == -1)
    }

    @Test("peeking changes nothing")
    func peek() {
        var counter = TimestampExtender()
        _ = counter.extend(.max)
        #expect(counter.peek(10) == 1 << 32 + 10)
        #expect(counter.highest == Int64(UInt32.max))
    }

    @Test("many cycles of timestamps add up")
    func manyCycles() {
        var counter = TimestampExtender()
        var timestamp: UInt32 = 5
        var expected: Int64 = 5
        #expect(counter.extend(timestamp) == expected)
        for _ in 0..<100 {
            timestamp &+= 1 << 30
            expected += 1 << 30
            #expect(counter.extend(timestamp) == expected)
        }
    }
}
