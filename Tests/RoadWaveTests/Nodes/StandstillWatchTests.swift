import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Standstill watch")
struct StandstillWatchTests {
    private let live = LiveID()
    private let node = NodeID()

    private func at(_ seconds: Int) -> MonotonicTime { .zero + .seconds(seconds) }

    /// A look at the live: when, and what was seen.
    private struct Look {
        var playlist: [UInt8]?
        var second: Int
    }

    /// What a watch of 5 s says after each look.
    private func outcomes(_ looks: Look...) -> [Bool] {
        var watch = StandstillWatch(patience: .seconds(5))
        return looks.map { watch.see($0.playlist, of: live, on: node, now: at($0.second)) }
    }

    @Test("a playlist that stays the same for long enough stands still")
    func standstill() {
        let outcomes = outcomes(
            Look(playlist: [1], second: 0), Look(playlist: [1], second: 4), Look(playlist: [1], second: 5))
        #expect(outcomes == [false, false, true])
    }

    @Test("a playlist that changes does not; the time counts from its last change")
    func movement() {
        var watch = StandstillWatch(patience: .seconds(5))
        let moving = (0..<20).map { watch.see([UInt8($0 / 2)], of: live, on: node, now: at($0)) }
        #expect(moving == Array(repeating: false, count: 20))
        let stopped = [22, 23].map { watch.see([9], of: live, on: node, now: at($0)) }
        #expect(stopped == [false, true])
    }

    @Test("a missing playlist stands still as well")
    func absence() {
        let outcomes = outcomes(
            Look(playlist: nil, second: 0), Look(playlist: nil, second: 5), Look(playlist: [1], second: 6))
        #expect(outcomes == [false, true, false])
    }

    @Test("the time counts anew for another node, and for a node that was back in between")
    func anew() {
        var watch = StandstillWatch(patience: .seconds(5))
        var outcomes = [node, NodeID()].enumerated().map { index, node in
            watch.see([1], of: live, on: node, now: at(index * 6))
        }
        watch.keep([])
        outcomes.append(watch.see([1], of: live, on: node, now: at(12)))
        #expect(outcomes == [false, false, false])
    }
}
