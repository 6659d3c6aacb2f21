import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("The latency of the cache", .timeLimit(.minutes(1)))
struct DeliveryLatencyTests {
    @Test("it is the mean of the answers of the last ten seconds, and nothing without one")
    func mean() {
        var latency = DeliveryLatency()
        #expect(latency.mean(at: .zero) == nil)
        latency.add(.milliseconds(100), at: .zero)
        latency.add(.milliseconds(300), at: .zero + .seconds(5))
        #expect(latency.mean(at: .zero + .seconds(10)) == 0.2)
        #expect(latency.mean(at: .zero + .seconds(11)) == 0.3)
        #expect(latency.mean(at: .zero + .seconds(16)) == nil)
    }

    @Test("any answer of the cache except a 5xx has a latency", arguments: [200, 404, 500, 504])
    func answers(status: Int) async throws {
        let server = try await LoopbackServer.start { _ in LoopbackServer.Answer(status) }
        let probe = DeliveryProbe(root: await server.base)
        #expect((await probe.measure(nil) != nil) == (status < 500))
        await probe.close()
        await server.stop()
    }

    @Test("without a cache there is no value")
    func absent() async {
        let probe = DeliveryProbe(root: "http://127.0.0.1:1")
        #expect(await probe.measure(nil) == nil)
        await probe.close()
    }

    @Test("the playlist of a running live is asked for, as a listener does")
    func path() async throws {
        let live = LiveID()
        let server = try await LoopbackServer.start { LoopbackServer.Answer($0.path.contains("\(live)") ? 200 : 503) }
        let probe = DeliveryProbe(root: await server.base)
        #expect(await probe.measure(live) != nil)
        #expect(await probe.measure(nil) == nil)
        await probe.close()
        await server.stop()
    }
}
