/// A listener as a node counts it: joins a live, says at the period that the node tells that it still listens, joins anew
/// when the node has forgotten it, and leaves.
///
/// ```swift
/// let member = try await AudienceMember.join(ListenerClient(liveID: id, at: "http://127.0.0.1:8080", token: token))
/// player.play(await member.place.playlistURL)
/// // …
/// await member.leave()
/// ```
/// See docs/decisions/audience.md, « Listeners join ».
public actor AudienceMember {
    /// Where it is counted: another place after it joined anew.
    public private(set) var place: ListenerClient.Place
    /// How many heartbeats the node has taken.
    public private(set) var beats = 0
    /// How often it joined anew.
    public private(set) var returns = 0
    /// Why it is not counted any more, although it listens: the live is over, or the token is no good. Nil while it is.
    public private(set) var failure: ListenerError?

    private let client: ListenerClient
    private let position: ListenerClient.Position?
    private let clock: any Clock<Duration>
    private var work: Task<Void, Never>?

    private init(
        _ place: ListenerClient.Place, _ client: ListenerClient, _ position: ListenerClient.Position?,
        _ clock: any Clock<Duration>
    ) {
        self.place = place
        self.client = client
        self.position = position
        self.clock = clock
    }

    /// Joins a live, and beats from now on.
    ///
    /// - Parameter clock: what the period of the heartbeats is counted with.
    /// - Throws: ``ListenerError`` when the node does not count it.
    public static func join(
        _ client: ListenerClient, position: ListenerClient.Position? = nil,
        clock: any Clock<Duration> = ContinuousClock()
    ) async throws(ListenerError) -> AudienceMember {
        let member = AudienceMember(try await client.join(position: position), client, position, clock)
        await member.start()
        return member
    }

    /// Leaves the live.
    ///
    /// - Throws: ``ListenerError`` when the node was not told: it then counts the listener until the place expires.
    public func leave() async throws(ListenerError) {
        await fallSilent()
        try await client.leave(place.listenerID)
    }

    /// Says nothing any more, as an application that was killed: the node counts the listener until the place expires.
    public func fallSilent() async {
        work?.cancel()
        await work?.value
    }

    private func start() {
        work = Task {
            while failure == nil, (try? await clock.sleep(for: place.heartbeat)) != nil { await beat() }
        }
    }

    private func beat() async {
        do throws(ListenerError) {
            switch try await client.beat(place.listenerID) {
            case .counted: beats += 1
            case .gone:
                place = try await client.join(position: position)
                returns += 1
            }
        } catch {
            // A node that is not there, or cannot count, may be asked again before the place expires.
            if case .refused(let status, _) = error, status < 500, status != 429 { failure = error }
        }
    }
}

extension Clock<Duration> {
    /// Suspends for a period of whatever clock this is.
    fileprivate func sleep(for period: Duration) async throws { try await sleep(for: period, tolerance: nil) }
}
