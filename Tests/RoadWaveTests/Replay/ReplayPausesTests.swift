import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Pauses between attempts at a replay")
struct ReplayPausesTests {
    private func second(_ seconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: seconds * 1_000_000_000) }

    @Test("a pause is twice as long each time, from five seconds to five minutes")
    func growth() {
        var pauses = ReplayPauses()
        let live = LiveID()
        #expect(pauses.rest(of: live, at: second(0)) == nil)
        for length: Int64 in [5, 10, 20, 40, 80, 160, 300, 300] {
            pauses.lengthen(live, at: second(1_000))
            #expect(pauses.rest(of: live, at: second(1_000)) == .seconds(length))
            #expect(pauses.rest(of: live, at: second(1_000 + length - 1)) == .seconds(1))
            #expect(pauses.rest(of: live, at: second(1_000 + length)) == nil)
        }
        #expect(pauses.rest(of: LiveID(), at: second(1_000)) == nil)
    }

    @Test("a job that is over begins with the shortest pause again")
    func forgotten() {
        var pauses = ReplayPauses()
        let live = LiveID()
        for _ in 0..<3 { pauses.lengthen(live, at: second(0)) }
        pauses.forget(live)
        #expect(pauses.rest(of: live, at: second(0)) == nil)
        pauses.lengthen(live, at: second(0))
        #expect(pauses.rest(of: live, at: second(0)) == .seconds(5))
    }

    @Test("a thousand lives are remembered: the pause that ends first goes")
    func bound() {
        var pauses = ReplayPauses()
        let lives = (0...ReplayPauses.capacity).map { _ in LiveID() }
        for (index, live) in lives.enumerated() { pauses.lengthen(live, at: second(Int64(index))) }
        #expect(pauses.rest(of: lives[0], at: second(0)) == nil)
        for live in lives.dropFirst() { #expect(pauses.rest(of: live, at: second(0)) != nil) }
    }
}
