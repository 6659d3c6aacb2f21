import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Back-off of the connections to a server")
struct ConnectionBackOffTests {
    private let error = RedisError(.unreachable, "gone")

    @Test("each failure doubles the wait, up to the longest")
    func doubling() {
        var backOff = ConnectionBackOff<RedisError>()
        var now = MonotonicTime.zero
        #expect(backOff.refusal(now: now) == nil)
        for wait in [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000] {
            backOff.fail(error, now: now, jitter: 0)
            #expect(backOff.refusal(now: now + .milliseconds(wait - 1)) == error)
            now = now + .milliseconds(wait)
            #expect(backOff.refusal(now: now) == nil)
        }
    }

    @Test("jitter leaves out up to a half of the wait", arguments: [(0.5, 75), (1.0, 50), (7.0, 50), (-1.0, 100)])
    func jitter(drawn: Double, wait: Int) {
        var backOff = ConnectionBackOff<RedisError>()
        backOff.fail(error, now: .zero, jitter: drawn)
        #expect(backOff.refusal(now: .zero + .milliseconds(wait - 1)) == error)
        #expect(backOff.refusal(now: .zero + .milliseconds(wait)) == nil)
    }

    @Test("a success forgets the failures")
    func success() {
        var backOff = ConnectionBackOff<RedisError>()
        for _ in 0..<5 { backOff.fail(error, now: .zero, jitter: 0) }
        backOff.succeed()
        #expect(backOff.refusal(now: .zero) == nil)
        backOff.fail(error, now: .zero, jitter: 0)
        #expect(backOff.refusal(now: .zero + .milliseconds(100)) == nil)
    }
}
