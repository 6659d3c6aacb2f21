/// A listener as a node counts it: it joins a live, sends heartbeats at the node's period, joins again when the node
/// has forgotten it, and leaves.
///
/// ```swift
/// let member = try await AudienceMember.join(ListenerClient(liveID: id, at: "http://127.0.0.1:8080", token: token))
/// player.play(await member.place.playlistURL)
/// // …
/// await member.leave()
/// ```
/// See docs/decisions/audience.md, « Listeners join ».
public actor AudienceMember {
    /// Its session on the node; another one after it joined again.
    public private(set) var place: ListenerClient.Place
    /// The number of accepted heartbeats.
    public private(set) var beats = 0
    /// How often it joined again.
    public private(set) var returns = 0
    /// Why it is no longer counted although it listens: the live has ended, or the token is invalid. Nil while it is
    /// counted.
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

    /// Joins a live, and sends heartbeats from now on.
    ///
    /// - Parameter clock: the clock of the heartbeats.
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
    /// - Throws: ``ListenerError`` when the node did not get the request: it then counts the listener until its session
    ///   expires.
    public func leave() async throws(ListenerError) {
        await fallSilent()
        try await client.leave(place.listenerID)
    }

    /// Stops its heartbeats, like a killed application: the node counts the listener until its session expires.
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
            // If the node is unreachable, or cannot count, the next heartbeat may still come before the session
            // expires.
            if case .refused(let status, _) = error, status < 500, status != 429 { failure = error }
        }
    }
}

extension Clock<Duration> {
    /// Suspends for a period of the clock.
    fileprivate func sleep(for period: Duration) async throws { try await sleep(for: period, tolerance: nil) }
}
