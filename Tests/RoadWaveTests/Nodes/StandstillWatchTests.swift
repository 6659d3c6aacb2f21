import Testing
import WebRTC

@testable import RoadWave

@Suite("Standstill watch")
struct StandstillWatchTests {
    private let live = LiveID()
    private let node = NodeID()

    private func at(_ seconds: Int) -> MonotonicTime { .zero + .seconds(seconds) }

    @Test("a playlist that is the same long enough stands still")
    func standstill() {
        var watch = StandstillWatch(patience: .seconds(5))
        #expect(!watch.see([1], of: live, on: node, now: at(0)))
        #expect(!watch.see([1], of: live, on: node, now: at(4)))
        #expect(watch.see([1], of: live, on: node, now: at(5)))
    }

    @Test("a playlist that moves never does, and begins anew when it stops")
    func movement() {
        var watch = StandstillWatch(patience: .seconds(5))
        for second in 0..<20 {
            #expect(!watch.see([UInt8(second / 2)], of: live, on: node, now: at(second)))
        }
        #expect(!watch.see([9], of: live, on: node, now: at(22)))
        #expect(watch.see([9], of: live, on: node, now: at(23)))
    }

    @Test("no playlist at all is one that may stand still")
    func absence() {
        var watch = StandstillWatch(patience: .seconds(5))
        #expect(!watch.see(nil, of: live, on: node, now: at(0)))
        #expect(watch.see(nil, of: live, on: node, now: at(5)))
        #expect(!watch.see([1], of: live, on: node, now: at(6)))
    }

    @Test("another node, and a node that was back in between, are looked at anew")
    func anew() {
        var watch = StandstillWatch(patience: .seconds(5))
        #expect(!watch.see([1], of: live, on: node, now: at(0)))
        #expect(!watch.see([1], of: live, on: NodeID(), now: at(6)))
        watch.keep([])
        #expect(!watch.see([1], of: live, on: node, now: at(12)))
    }
}
