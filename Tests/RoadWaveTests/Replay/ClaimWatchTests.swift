import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Watch over the claims of workers")
struct ClaimWatchTests {
    private func second(_ seconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: seconds * 1_000_000_000) }

    @Test("a claim expires once its renewals have stood still for its lifetime, and not before")
    func expiry() {
        var watch = ClaimWatch(lifetime: .seconds(60))
        let claim = ReplayClaim(live: LiveID(), number: 1)
        #expect(watch.look(at: [claim: 3], now: second(100)) == [])
        #expect(watch.look(at: [claim: 3], now: second(159)) == [])
        #expect(watch.look(at: [claim: 3], now: second(160)) == [claim])
        // It is said again until somebody has acted.
        #expect(watch.look(at: [claim: 3], now: second(170)) == [claim])
    }

    @Test("a claim that is renewed lasts, however long the job takes")
    func renewal() {
        var watch = ClaimWatch(lifetime: .seconds(60))
        let claim = ReplayClaim(live: LiveID(), number: 1)
        for look in 0..<36 {
            #expect(watch.look(at: [claim: look], now: second(Int64(look) * 59)) == [])
        }
        #expect(watch.look(at: [claim: 35], now: second(35 * 59 + 60)) == [claim])
    }

    @Test("a claim that is first seen when it is old has its whole lifetime, and so has another worker's")
    func newClaims() {
        var watch = ClaimWatch(lifetime: .seconds(60))
        let live = LiveID()
        let (first, second) = (ReplayClaim(live: live, number: 1), ReplayClaim(live: live, number: 2))
        #expect(watch.look(at: [first: 900], now: self.second(1_000)) == [])
        #expect(watch.look(at: [second: 900], now: self.second(1_060)) == [])
        #expect(watch.look(at: [second: 900], now: self.second(1_119)) == [])
        #expect(watch.look(at: [second: 900], now: self.second(1_120)) == [second])
    }

    @Test("a claim that was gone meanwhile is new")
    func gone() {
        var watch = ClaimWatch(lifetime: .seconds(60))
        let claim = ReplayClaim(live: LiveID(), number: 1)
        #expect(watch.look(at: [claim: 1], now: second(0)) == [])
        #expect(watch.look(at: [:], now: second(30)) == [])
        #expect(watch.look(at: [claim: 1], now: second(60)) == [])
        #expect(watch.look(at: [claim: 1], now: second(120)) == [claim])
    }

    @Test("of many claims those expire that stand still, also when renewals begin anew at a smaller number")
    func many() {
        var watch = ClaimWatch(lifetime: .seconds(60))
        let claims = (0..<10).map { ReplayClaim(live: LiveID(), number: $0) }
        let before = Dictionary(uniqueKeysWithValues: claims.map { ($0, 7) })
        #expect(watch.look(at: before, now: second(0)) == [])
        var after = before
        after[claims[3]] = 6
        after[claims[4]] = 8
        let expired = watch.look(at: after, now: second(60))
        #expect(expired.count == 8)
        #expect(Set(expired) == Set(claims).subtracting([claims[3], claims[4]]))
    }
}
