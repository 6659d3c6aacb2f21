/// Answers listeners. It asks the audience store first, and looks up a live only if its audience is over or unknown.
///
/// A heartbeat of a running live is one call of the store. While the store does not answer, no live is looked up
/// either: every heartbeat would become a query of the database.
/// See docs/decisions/audience.md, « Heartbeats ask the store first ».
struct AudienceDesk: Sendable {
    let audience: AudienceKeeper
    private let lookups: SharedLookups

    init(audience: AudienceKeeper, lives: LiveLookup) {
        self.init(audience: audience) { id throws(Problem) in try await lives.requested(id) }
    }

    /// - Parameter lookUp: finds a live of any node.
    init(audience: AudienceKeeper, lookUp: @escaping SharedLookups.LookUp) {
        self.audience = audience
        lookups = SharedLookups(lookUp)
    }

    /// Begins a session of a listener, or continues the one that the user has.
    func join(_ live: LiveID, of user: UserID, at position: GeoPosition?) async throws(Problem) -> ListenerID {
        let listener = ListenerID()
        let decision = try await counted(live, unknown: .unknown) { () throws(AudienceError) in
            try await audience.join(listener, of: user, to: live, at: position)
        }
        switch decision {
        case .joined: return listener
        // A second device of the user, or a repeated join after a lost answer: the same listener.
        case .present(let present): return present
        case .full: throw .audienceFull
        case .over: throw try await over(live)
        case .unknown: throw .audienceUnavailable
        }
    }

    /// Takes a heartbeat.
    /// - Returns: `counted`, `gone` or `foreign`.
    func beat(_ listener: ListenerID, of user: UserID, in live: LiveID) async throws(Problem) -> BeatDecision {
        let decision = try await counting { () throws(AudienceError) in
            try await audience.beat(listener, of: user, in: live)
        }
        switch decision {
        case .counted, .gone, .foreign: return decision
        case .over: throw try await over(live)
        case .unknown:
            // The store lost a running live: the application joins again, which restores it.
            _ = try await running(live)
            return .gone
        }
    }

    /// Ends a session. An absent listener is no error.
    func leave(_ listener: ListenerID, of user: UserID, in live: LiveID) async throws(Problem) -> LeaveDecision {
        try await counting { () throws(AudienceError) in try await audience.leave(listener, of: user, in: live) }
    }

    /// Counts a user's like. A repeated one is not counted, and is no error: the first answer may have been lost.
    func like(_ live: LiveID, by user: UserID) async throws(Problem) {
        try await react(to: live) { () throws(AudienceError) in try await audience.like(live, by: user) }
    }

    /// Counts a user's report, as ``like(_:by:)`` counts a like.
    func report(_ live: LiveID, as category: ReportCategory, by user: UserID) async throws(Problem) {
        try await react(to: live) { () throws(AudienceError) in
            try await audience.report(live, as: category, by: user)
        }
    }

    private func react(
        to live: LiveID, _ body: () async throws(AudienceError) -> ReactionDecision
    ) async throws(Problem) {
        switch try await counted(live, unknown: .unknown, body) {
        case .counted, .repeated: return
        case .full: throw .audienceFull
        case .over: throw try await over(live)
        case .unknown: throw .audienceUnavailable
        }
    }

    /// The decision of the audience, which is restored first if the store lost it.
    private func counted<Decision: Equatable>(
        _ live: LiveID, unknown: Decision, _ body: () async throws(AudienceError) -> Decision
    ) async throws(Problem) -> Decision {
        let decision = try await counting(body)
        guard decision == unknown else { return decision }
        _ = try await running(live)
        try await counting { () throws(AudienceError) in try await audience.recover(live) }
        return try await counting(body)
    }

    /// A live that is not over.
    private func running(_ id: LiveID) async throws(Problem) -> Live {
        guard let live = try await lookups.live(id) else { throw .liveNotFound }
        guard !live.isOver else { throw .notListenable(live) }
        return live
    }

    /// The answer about a live whose audience is over.
    private func over(_ id: LiveID) async throws(Problem) -> Problem {
        guard let live = try await lookups.live(id) else { return .liveNotFound }
        return .notListenable(live)
    }

    private func counting<Decision>(
        _ body: () async throws(AudienceError) -> Decision
    ) async throws(Problem) -> Decision {
        do throws(AudienceError) {
            return try await body()
        } catch {
            throw .audienceUnavailable
        }
    }
}
