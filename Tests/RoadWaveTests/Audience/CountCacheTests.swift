import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Cache of counts")
struct CountCacheTests {
    private func counts(_ listeners: Int) -> AudienceCounts {
        AudienceCounts(listeners: listeners, likes: 0, reports: 0)
    }

    @Test("counts that are cached for the first time trigger no event; a change triggers one")
    func changes() {
        let live = LiveID()
        var cache = CountCache()
        cache.store([live: counts(1)], answering: cache.request())
        #expect(cache.takeChanges().isEmpty)
        cache.store([live: counts(2)], answering: cache.request())
        cache.store([live: counts(3)], answering: cache.request())
        #expect(cache.takeChanges().map(\.1) == [counts(3)])
        #expect(cache.takeChanges().isEmpty)
    }

    @Test("the answer to an earlier request does not replace that to a later one")
    func order() {
        let live = LiveID()
        var cache = CountCache()
        let (earlier, later) = (cache.request(), cache.request())
        cache.store([live: counts(2)], answering: later)
        cache.store([live: counts(1)], answering: earlier)
        #expect(cache.counts(of: live) == counts(2))
    }

    @Test("a live stays cached for a minute after it was last asked for")
    func interest() {
        let (asked, observed) = (LiveID(), LiveID())
        var cache = CountCache()
        #expect(cache.lookUp([asked], now: .zero) == [asked])
        cache.store([asked: counts(1), observed: counts(2)], answering: cache.request())
        #expect(Set(cache.livesToRefresh(besides: [observed], now: .zero + .seconds(59))) == [asked, observed])
        #expect(cache.lookUp([asked], now: .zero + .seconds(59)) == [])
        #expect(Set(cache.livesToRefresh(besides: [observed], now: .zero + .seconds(118))) == [asked, observed])
        #expect(cache.livesToRefresh(besides: [observed], now: .zero + .seconds(119)) == [observed])
        #expect(cache.counts(of: asked) == nil)
        #expect(cache.counts(of: observed) == counts(2))
    }

    @Test("no more lives than the limit are cached")
    func bound() {
        var cache = CountCache()
        let lives = (0..<(CountCache.limit + 10)).map { _ in LiveID() }
        #expect(cache.lookUp(lives, now: .zero).count == lives.count)
        cache.store(Dictionary(uniqueKeysWithValues: lives.map { ($0, counts(1)) }), answering: cache.request())
        #expect(lives.count { cache.counts(of: $0) != nil } == CountCache.limit)
        #expect(cache.livesToRefresh(besides: [], now: .zero).count == CountCache.limit)
    }
}
