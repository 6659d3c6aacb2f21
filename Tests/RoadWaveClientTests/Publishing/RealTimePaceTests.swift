import Testing

@testable import RoadWaveClient

@Suite("Pace of real time")
struct RealTimePaceTests {
    @Test("the first packet leaves at once, each other one packet later than the one before")
    func rhythm() {
        var pace = RealTimePace()
        var dues: [Duration?] = []
        for _ in 0..<4 {
            _ = pace.resume(now: .seconds(7))
            dues.append(pace.due)
            pace.advance(by: 960)
        }
        #expect(dues == [0, 20, 40, 60].map { .seconds(7) + .milliseconds($0) })
    }

    @Test("an hour of packets takes an hour")
    func noDrift() {
        var pace = RealTimePace()
        _ = pace.resume(now: .zero)
        for _ in 0..<180_000 { pace.advance(by: 960) }
        #expect(pace.due == .seconds(3_600))
    }

    @Test("a caller that is late by up to a second catches up")
    func late() {
        var pace = RealTimePace()
        _ = pace.resume(now: .zero)
        pace.advance(by: 960)
        let skipped = pace.resume(now: .milliseconds(1_020))
        #expect(skipped == 0)
        #expect(pace.due == .milliseconds(20))
    }

    @Test("a caller that paused for longer has left a silence of that length")
    func pause() {
        var pace = RealTimePace()
        _ = pace.resume(now: .zero)
        pace.advance(by: 960)
        let skipped = pace.resume(now: .milliseconds(5_020))
        #expect(skipped == 5 * 48_000)
        #expect(pace.due == .milliseconds(5_020))
    }
}
