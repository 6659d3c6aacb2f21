import Testing

@testable import RoadWaveRTC

@Suite("Delay behind the fastest packet")
struct RelativeDelayTests {
    /// Measures packets of 20 ms: the number of each and when it arrives, in milliseconds.
    private func delays(_ arrivals: [(number: Int, at: Int64)], firstTimestamp: UInt32 = 0) -> [Duration] {
        var relative = RelativeDelay()
        return arrivals.map { arrival in
            relative.measure(
                timestamp: firstTimestamp &+ UInt32(truncatingIfNeeded: arrival.number * 960),
                now: .zero + .milliseconds(arrival.at))
        }
    }

    @Test("packets at an even pace have none, whatever the clocks say", arguments: [0, UInt32.max - 1_000])
    func even(firstTimestamp: UInt32) {
        let measured = delays((0..<500).map { ($0, 7_000 + Int64($0) * 20) }, firstTimestamp: firstTimestamp)
        #expect(measured.allSatisfy { $0 == .zero })
    }

    @Test("a packet is as late as it travelled longer than the fastest, in order or not")
    func late() {
        let measured = delays([(0, 50), (1, 60), (2, 100), (4, 121), (3, 130)])
        #expect(measured == [.zero, .zero, .milliseconds(20), .milliseconds(1), .milliseconds(30)])
    }

    @Test("the fastest packet is forgotten after some seconds, so that clocks may drift")
    func drift() {
        // The creator's clock is slow by a thousandth: 1 ms more for each second.
        let measured = delays((0..<30_000).map { ($0, Int64($0) * 20 + Int64($0) / 50) })
        #expect(measured.allSatisfy { $0 <= .milliseconds(5) })
    }

    @Test("a clock that was set, or that stood still, is no delay", arguments: [Int64(-100_000), 100_000])
    func clockSet(jump: Int64) {
        let measured = delays((0..<100).map { ($0, 200_000 + Int64($0) * 20 + ($0 < 50 ? 0 : jump)) })
        #expect(measured.allSatisfy { $0 == .zero })
    }
}
