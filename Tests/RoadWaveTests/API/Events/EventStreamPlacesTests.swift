import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Places of streams of events")
struct EventStreamPlacesTests {
    private static func take(
        _ count: Int, of places: EventStreamPlaces, in live: LiveID, for client: EventStreamClient = EventStreamClient()
    ) -> [EventStreamPlaces.Place] {
        (0..<count).compactMap { _ in try? places.take(in: live, for: client) }
    }

    private static func network(_ text: String) throws -> ClientNetwork { ClientNetwork(try #require(.init(text))) }

    @Test("there is a limited number, of which one live gets half; they come back")
    func places() {
        let metrics = MetricsRegistry()
        let places = EventStreamPlaces(metrics: APIMetrics(metrics))
        let (live, other) = (LiveID(), LiveID())
        var taken = Self.take(400, of: places, in: live)
        #expect(taken.count == 200)
        taken += Self.take(200, of: places, in: other)
        #expect(taken.count == 400)
        #expect(throws: EventStreamRefusal.full) { try places.take(in: LiveID(), for: EventStreamClient()) }
        #expect(metrics["roadwave_event_streams"] == 400)
        taken.removeLast()
        #expect(Self.take(1, of: places, in: live).isEmpty)
        #expect(Self.take(1, of: places, in: other).count == 1)
        taken = []
        #expect(metrics["roadwave_event_streams"] == 0)
    }

    @Test("a creator who has taken the places of his own takes those of everybody")
    func creators() {
        let places = EventStreamPlaces(
            .init(total: 3, perLive: 2, perCreator: 4), metrics: APIMetrics(MetricsRegistry()))
        let creator = EventStreamClient(isCreator: true)
        let taken = (0..<10).flatMap { _ in Self.take(1, of: places, in: LiveID(), for: creator) }
        #expect(taken.count == 10)
        let live = LiveID()
        let own = Self.take(10, of: places, in: live, for: creator)
        #expect(own.count == 6)
        #expect(Self.take(1, of: places, in: live).isEmpty)
        withExtendedLifetime((taken, own)) {}
    }

    @Test("one address does not take the places of others, in whatever lives; they come back")
    func networks() throws {
        let places = EventStreamPlaces(
            .init(total: 10, perLive: 10, perCreator: 1, perNetwork: 3), metrics: APIMetrics(MetricsRegistry()))
        let crowd = EventStreamClient(network: try Self.network("192.0.2.1"))
        var taken = (0..<10).flatMap { _ in Self.take(1, of: places, in: LiveID(), for: crowd) }
        #expect(taken.count == 3)
        #expect(throws: EventStreamRefusal.tooManyOfClient) { try places.take(in: LiveID(), for: crowd) }
        let other = EventStreamClient(network: try Self.network("192.0.2.2"))
        #expect(Self.take(1, of: places, in: LiveID(), for: other).count == 1)
        taken.removeLast()
        #expect(Self.take(2, of: places, in: LiveID(), for: crowd).count == 1)
    }

    @Test("one token does not either, from however many addresses; the creator of a live behind them has a place")
    func users() throws {
        let places = EventStreamPlaces(
            .init(total: 10, perLive: 10, perCreator: 1, perUser: 2, perNetwork: 2),
            metrics: APIMetrics(MetricsRegistry()))
        let user = UserID(token: "anne")
        let live = LiveID()
        var taken: [EventStreamPlaces.Place] = []
        for last in 1...5 {
            let client = EventStreamClient(user: user, network: try Self.network("192.0.2.\(last)"))
            taken += Self.take(1, of: places, in: live, for: client)
        }
        #expect(taken.count == 2)
        let creator = EventStreamClient(user: user, network: try Self.network("192.0.2.1"), isCreator: true)
        #expect(Self.take(3, of: places, in: live, for: creator).count == 1)
        withExtendedLifetime(taken) {}
    }
}
