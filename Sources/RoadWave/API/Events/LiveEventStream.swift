internal import Hummingbird
internal import NIOCore
internal import Synchronization

/// The answer to one client of a live's events: it stays open until the live is over, the client leaves, its token
/// expires, or the node stops.
///
/// A client that does not read holds nobody up: the newest events wait for it, up to a bound, and the oldest are lost.
/// None of them is missed for good: what stands is told again to whoever connects again.
struct LiveEventStream: Sendable {
    let live: LiveID
    let lives: LiveLookup
    let audience: AudienceKeeper
    let hub: EventHub
    let clock: NodeClock
    /// The period of the signs of life, which also find out that a client is gone.
    let keepAlive: Duration
    /// The `id` of the next event, for all streams.
    let numbers: EventNumbers
    let place: EventStreamPlaces.Place
    /// Until when the token is good that opened it; nil without one.
    let expiry: WallDate?

    /// No stream lasts as long, and it keeps the arithmetic of clocks safe from dates of the far future.
    private static let longest = Duration.seconds(365 * 24 * 3_600)

    /// The body of the answer to `request`.
    func body(for request: Request) -> ResponseBody {
        ResponseBody { writer in
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                try await write(to: &writer)
            }
            try await writer.finish(nil)
            // Until here the place is taken.
            withExtendedLifetime(place) {}
        }
    }

    private func write(to writer: inout any ResponseBodyWriter) async throws {
        // Before the state is read: what happens in between is told twice, and not lost.
        let events = hub.observe(live)
        guard let live = try await lives.requested(live) else { return }
        let first = LiveEventFeed(live: live.id).standing(live, await audience.counts(of: live.id)).map {
            $0.text(number: numbers.next())
        }
        try await writer.write(ByteBuffer(string: ServerSentEvent.preamble + first.joined()))
        guard !live.isOver else { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (texts, output) = AsyncStream.makeStream(
                of: String.self, bufferingPolicy: .bufferingNewest(EventHub.liveCapacity))
            group.addTask { await pass(events, to: output) }
            group.addTask {
                while true {
                    try await clock.sleep(for: keepAlive)
                    output.yield(ServerSentEvent.keepAlive)
                }
            }
            if let expiry {
                group.addTask {
                    // Tokens are of the world, whatever the node's clock.
                    try await clock.sleep(for: min(expiry - .now, Self.longest))
                    output.finish()
                }
            }
            for await text in texts { try await writer.write(ByteBuffer(string: text)) }
            group.cancelAll()
        }
    }

    /// Passes events on until the live is over or the node has stopped.
    private func pass(_ events: AsyncStream<EngineEvent>, to output: AsyncStream<String>.Continuation) async {
        for await event in events {
            let texts = LiveEventFeed(live: live).events(of: event).map { $0.text(number: numbers.next()) }
            if !texts.isEmpty { output.yield(texts.joined()) }
            if case .liveEnded = event { break }
        }
        output.finish()
    }
}

/// Numbers events in the order in which they are told: a browser sends the last one back when it connects again.
final class EventNumbers: Sendable {
    private let last = Atomic<Int>(0)

    func next() -> Int { last.add(1, ordering: .relaxed).newValue }
}
