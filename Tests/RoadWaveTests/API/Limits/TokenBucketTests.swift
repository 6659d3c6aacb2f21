import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Token buckets")
struct TokenBucketTests {
    private static let limit = RateLimit(perMinute: 30)

    @Test("a full bucket gives as many at once as it holds, then one for each interval")
    func burst() {
        var bucket = TokenBucket(at: .zero)
        for _ in 0..<30 { #expect(bucket.take(Self.limit, at: .zero) == nil) }
        #expect(bucket.take(Self.limit, at: .zero) == .seconds(2))
        #expect(bucket.take(Self.limit, at: .zero + .seconds(1)) == .seconds(1))
        #expect(bucket.take(Self.limit, at: .zero + .seconds(2)) == nil)
        #expect(bucket.take(Self.limit, at: .zero + .seconds(2)) == .seconds(2))
    }

    @Test("what is refused takes nothing, so that asking again and again puts nothing off")
    func refused() {
        var bucket = TokenBucket(at: .zero)
        for _ in 0..<30 { _ = bucket.take(Self.limit, at: .zero) }
        for _ in 0..<1_000 { #expect(bucket.take(Self.limit, at: .zero) != nil) }
        #expect(bucket.take(Self.limit, at: .zero + .seconds(2)) == nil)
    }

    @Test("a bucket that rested holds no more than when it was new")
    func rest() {
        var bucket = TokenBucket(at: .zero)
        let later = MonotonicTime.zero + .seconds(86_400)
        #expect((0..<40).count { _ in bucket.take(Self.limit, at: later) == nil } == 30)
    }

    @Test("over an hour a holder who never stops gets the hour's share and one burst")
    func longRun() {
        var bucket = TokenBucket(at: .zero)
        let passed = (0..<36_000).count { tenth in
            bucket.take(Self.limit, at: .zero + .milliseconds(100 * tenth)) == nil
        }
        #expect(passed == 30 + 60 * 30 - 1)
    }

    @Test("a limit of one a minute, and of a million, hold")
    func extremes() {
        var slow = TokenBucket(at: .zero)
        #expect(slow.take(RateLimit(perMinute: 1), at: .zero) == nil)
        #expect(slow.take(RateLimit(perMinute: 1), at: .zero) == .seconds(60))
        #expect(RateLimit(perMinute: 0).perMinute == 1)
        var fast = TokenBucket(at: .zero)
        #expect(
            (0..<1_000_100).count { _ in fast.take(RateLimit(perMinute: 1_000_000), at: .zero) == nil } == 1_000_000)
    }
}
