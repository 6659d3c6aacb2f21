import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("The last hour of a resource")
struct ResourceHistoryTests {
    private static func time(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: Int64(seconds * 1_000_000_000))
    }

    @Test("a stretch is the mean of its values, and one without a value is empty")
    func means() {
        var history = ResourceHistory()
        history.add([.cpu: 0.2, .memory: 0.5], at: Self.time(0))
        history.add([.cpu: 0.4], at: Self.time(14.9))
        history.add([:], at: Self.time(15))
        history.add([.cpu: 0.9, .memory: .nan], at: Self.time(30))
        let cpu = history.curve(of: .cpu, at: Self.time(30))
        #expect(cpu.count == ResourceHistory.length)
        #expect(cpu.suffix(4).map { $0.map { Int(($0 * 100).rounded()) } } == [nil, 30, nil, 90])
        #expect(history.curve(of: .memory, at: Self.time(30)).suffix(3) == [0.5, nil, nil])
        #expect(history.curve(of: .upload, at: Self.time(30)).allSatisfy { $0 == nil })
    }

    @Test("the curve moves on while nothing is measured, and drops values older than an hour")
    func age() {
        var history = ResourceHistory()
        history.add([.cpu: 1], at: Self.time(0))
        #expect(history.curve(of: .cpu, at: Self.time(3_599)).first == 1)
        #expect(history.curve(of: .cpu, at: Self.time(3_600)).allSatisfy { $0 == nil })
        // Longer than memory should last: a value each 10 s for a day.
        for second in stride(from: 0.0, to: 86_400, by: 10) { history.add([.cpu: second], at: Self.time(second)) }
        let curve = history.curve(of: .cpu, at: Self.time(86_390))
        #expect(curve.allSatisfy { $0 != nil })
        #expect((curve.first ?? nil).map { $0 >= 86_400 - 3_615 } == true)
    }
}
