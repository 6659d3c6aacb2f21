import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Places of connections")
struct ConnectionPlacesTests {
    private static func network(_ text: String) throws -> ClientNetwork { ClientNetwork(try #require(.init(text))) }

    @Test("one address does not take the places of others, nor more than its own; they come back")
    func places() throws {
        let metrics = MetricsRegistry()
        let limits = HTTPConnectionLimits(total: 5, perNetwork: 3, timeout: .seconds(1))
        let places = ConnectionPlaces(limits, metrics: APIMetrics(metrics))
        let (home, other) = (try Self.network("192.0.2.1"), try Self.network("192.0.2.2"))
        var taken = (0..<10).compactMap { _ in places.take(from: home) }
        #expect(taken.count == 3)
        taken += (0..<10).compactMap { _ in places.take(from: other) }
        #expect(taken.count == 5)
        #expect(metrics["roadwave_http_connections"] == 5)
        #expect(metrics["roadwave_http_connections_refused_total"] == 15)
        taken.removeFirst()
        #expect(places.take(from: other) != nil)
        taken = []
        #expect(metrics["roadwave_http_connections"] == 0)
    }

    @Test("a proxy of ours takes as many as there are")
    func proxies() throws {
        let limits = HTTPConnectionLimits(total: 5, perNetwork: 1, timeout: .seconds(1))
        let places = ConnectionPlaces(limits, metrics: APIMetrics(MetricsRegistry()))
        let taken = (0..<10).compactMap { _ in places.take(from: nil) }
        #expect(taken.count == 5)
    }

    @Test(
        "the more places there are, the more clients without one are told so at once",
        arguments: [(1, 64), (9_600, 300)])
    func refusals(total: Int, refused: Int) {
        #expect(HTTPConnectionLimits(total: total, perNetwork: nil, timeout: .seconds(1)).refused == refused)
    }

    @Test("as many connections are taken as the process may open files for, with room for the files")
    func affordable() {
        #expect(HTTPConnectionLimits.affordable >= 64)
        var configuration = NodeConfiguration()
        configuration.maximumConnections = HTTPConnectionLimits.affordable + 1
        let error = #expect(throws: RoadWaveError.self) {
            try HTTPConnectionLimits(configuration, verifiesTokens: true)
        }
        #expect(error?.message.contains("ROADWAVE_MAX_CONNECTIONS") == true)
    }
}
