import RoadWaveTestServices
import Testing

@testable import StepDefinitions

@Suite("A slow connection", .timeLimit(.minutes(5)))
struct ThrottledCacheTests {
    @Test("it gives all that the cache gives, at its rate, over all connections together")
    func rate() async throws {
        let body = (0..<8_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let cache = try await LoopbackServer.start { _ in LoopbackServer.Answer(200, body: body) }
        let slow = try await ThrottledCache.start(before: await cache.base, bitsPerSecond: 200_000)
        async let first = PlayerRequests().get(slow.base + "/a")
        async let second = PlayerRequests().get(slow.base + "/b")
        #expect(await first.body == body)
        #expect(await second.body == body)
        // Never above: whatever the machine does, bytes wait for their turn.
        let rate = await slow.rate
        #expect(rate > 0 && rate <= 200_001)
        await slow.stop()
        await cache.stop()
    }

    @Test("what is no address is refused")
    func noAddress() async {
        await #expect(throws: DriverError.self) {
            _ = try await ThrottledCache.start(before: "nginx", bitsPerSecond: 1)
        }
    }
}
