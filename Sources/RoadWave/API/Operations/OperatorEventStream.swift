internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle

/// The event stream of an operator: first the current state, then the changes, until the operator leaves, the token
/// expires, or the node stops.
///
/// The state is compared with the last one sent, and the next comparison waits until the client has read: nothing is
/// queued for a slow client. See docs/decisions/operations.md, « The state is compared, not announced ».
struct OperatorEventStream: Sendable {
    /// How often the state is compared. A client that hears nothing for several periods knows that the node is gone.
    static let period = Duration.seconds(2)
    /// After so many periods, the curves of the last hour are sent: about as often as they get a point.
    private static let hourPeriods = 8

    let overview: OperatorOverview
    let scope: OperatorOverview.Scope
    let clock: NodeClock
    let place: EventStreamPlaces.Place
    /// When the token of the operator expires; nil for one that does not.
    let expiry: WallDate?

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

    private func write(to writer: inout any ResponseBodyWriter) async throws {
        var (sent, number, round) = ([Int: ServerSentEvent](), 0, 0)
        try await writer.write(ByteBuffer(string: ServerSentEvent.preamble))
        repeat {
            var text = ""
            let events = await overview.events(scope, withHour: round.isMultiple(of: Self.hourPeriods))
            for (index, event) in events.enumerated() where sent[index] != event {
                sent[index] = event
                number += 1
                text += event.text(number: number)
            }
            round += 1
            try await writer.write(ByteBuffer(string: text.isEmpty ? ServerSentEvent.keepAlive : text))
        } while await pause()
    }

    /// Waits for a period.
    /// - Returns: whether the stream goes on.
    private func pause() async -> Bool {
        do {
            // At a stop of the node, the stream must not hold up the port.
            try await cancelWhenGracefulShutdown { try await clock.sleep(for: Self.period) }
        } catch {
            return false
        }
        // Tokens expire in real time, even in a node with a manual clock.
        return expiry.map { WallDate.now < $0 } ?? true
    }
}
