internal import HTTPTypes
internal import Hummingbird

/// `GET /lives/{id}/events`: the events of a live, as server-sent events (HTML standard, §9.2).
///
/// The first events of a stream contain the current state, so `Last-Event-ID` is not needed. The stream ends after
/// `ended`. A live that is over has no stream: the answer 410 tells a browser not to reconnect. A stream also ends when
/// its token expires. The client then reconnects with a new token, or as one of everybody.
struct LiveEventRoutes<Context: RemoteAddressRequestContext>: Sendable {
    let lives: LiveLookup
    /// Identifies the creator of the live; all others may read the stream as well.
    let gate: Gate
    let audience: AudienceKeeper
    let hub: EventHub
    let clock: NodeClock
    let keepAlive: Duration
    let places: EventStreamPlaces
    private let numbers = EventNumbers()

    init(
        lives: LiveLookup, gate: Gate, audience: AudienceKeeper, hub: EventHub, clock: NodeClock,
        keepAlive: Duration,
        places: EventStreamPlaces
    ) {
        self.lives = lives
        self.gate = gate
        self.audience = audience
        self.hub = hub
        self.clock = clock
        self.keepAlive = keepAlive
        self.places = places
    }

    func add(to router: Router<Context>) {
        Resource<Context>()
            .on(.get) { request, context in
                let live = try await live(context)
                // With an invalid token, a client loses the place for the creator, but not the stream: the token may
                // have expired during the live.
                let client = await gate.bearer(ifAny: request)
                try gate.limit(.events, client, request, context)
                let place = try place(in: live, for: client, from: gate.network(of: request, context))
                let stream = LiveEventStream(
                    live: live.id, lives: lives, audience: audience, hub: hub, clock: clock, keepAlive: keepAlive,
                    numbers: numbers, place: place, expiry: client?.expiry,
                    showsReports: gate.showsReports(of: live, to: client))
                return Response(status: .ok, headers: ServerSentEvent.headers, body: stream.body(for: request))
            }
            .on(.head) { _, context in
                _ = try await live(context)
                return Response(status: .ok, headers: ServerSentEvent.headers)
            }
            .route("lives/{id}/events", in: router)
    }

    private func place(
        in live: Live, for bearer: Bearer?, from network: ClientNetwork?
    ) throws(Problem) -> EventStreamPlaces.Place {
        do throws(EventStreamRefusal) {
            return try places.take(
                in: live.id,
                for: EventStreamClient(user: bearer?.id, network: network, isCreator: bearer?.id == live.creator))
        } catch {
            throw error == .full ? .tooManyStreams : .tooManyOwnStreams
        }
    }

    /// The live of a request, which must not be over.
    private func live(_ context: Context) async throws(Problem) -> Live {
        guard let id = context.parameters.get("id").flatMap({ LiveID($0) }), let live = try await lives.requested(id)
        else {
            throw Problem.liveNotFound
        }
        guard !live.isOver else { throw live.state == .lost ? Problem.liveLost : Problem.eventsOver }
        return live
    }
}
