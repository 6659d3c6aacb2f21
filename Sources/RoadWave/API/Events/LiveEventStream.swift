internal import Hummingbird
internal import NIOCore
internal import Synchronization

/// The answer to one client of a live's events. It stays open until the live is over, the client leaves, its token
/// expires, or the node stops.
///
/// A client that does not read delays nobody: a limited number of the newest events wait for it, and older ones are
/// lost. This does no lasting harm: a client that reconnects gets the current state.
struct LiveEventStream: Sendable {
    let live: LiveID
    let lives: LiveLookup
    let audience: AudienceKeeper
    let hub: EventHub
    let clock: NodeClock
    /// The period of keep-alive comments, which also detect that a client is gone.
    let keepAlive: Duration
    /// The source of the next `id`, shared by all streams.
    let numbers: EventNumbers
    let place: EventStreamPlaces.Place
    /// When the token of the client expires; nil without a token.
    let expiry: WallDate?
    /// Whether the client may see reports.
    let showsReports: Bool

    /// No stream lasts this long. The limit protects clock arithmetic from dates in the far future.
    private static let longest = Duration.seconds(365 * 24 * 3_600)

    /// The body of the answer to `request`.
    func body(for request: Request) -> ResponseBody {
        ResponseBody { writer in
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                try await write(to: &writer)
            }
            try await writer.finish(nil)
            // The place is held until here.
            withExtendedLifetime(place) {}
        }
    }

    private var feed: LiveEventFeed { LiveEventFeed(live: live, showsReports: showsReports) }

    private func write(to writer: inout any ResponseBodyWriter) async throws {
        // Before the state is read: an event in between is sent twice, but not lost.
        let events = hub.observe(live)
        guard let live = try await lives.requested(live) else { return }
        let counts = await audience.counts(of: live.id)
        let first = feed.standing(live, counts).map { $0.text(number: numbers.next()) }
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
                    // Tokens expire in real time, even in a node with a manual clock.
                    try await clock.sleep(for: min(expiry - .now, Self.longest))
                    output.finish()
                }
            }
            for await text in texts { try await writer.write(ByteBuffer(string: text)) }
            group.cancelAll()
        }
    }

    /// Sends events until the live is over or the node has stopped.
    private func pass(_ events: AsyncStream<EngineEvent>, to output: AsyncStream<String>.Continuation) async {
        for await event in events {
            let texts = feed.events(of: event).map { $0.text(number: numbers.next()) }
            if !texts.isEmpty { output.yield(texts.joined()) }
            if case .liveEnded = event { break }
        }
        output.finish()
    }
}

/// Numbers events in the order in which they are sent: a browser that reconnects sends the last number.
final class EventNumbers: Sendable {
    private let last = Atomic<Int>(0)

    func next() -> Int { last.add(1, ordering: .relaxed).newValue }
}
