/// The answer to a join.
enum JoinDecision: Hashable, Sendable {
    /// The user is counted until leaving or expiry. The session replaces an expired one of the same user that no sweep
    /// had removed yet, if there was one.
    case joined(replacing: EndedSession?)
    /// The user is counted already, perhaps on another device, as this listener.
    case present(ListenerID)
    /// The live takes no more listeners.
    case full
    /// The live is over.
    case over
    /// The store has no audience of this live: there is no such live, or the store has lost its data.
    case unknown
}

/// The answer to a heartbeat.
enum BeatDecision: Hashable, Sendable {
    /// The session goes on.
    case counted
    /// There is no such session, or it has ended: the application must join again.
    case gone
    /// It is another user's session.
    case foreign
    /// The live is over.
    case over
    /// The store has no audience of this live: there is no such live, or the store has lost its data.
    case unknown
}

/// The answer to a leave.
enum LeaveDecision: Hashable, Sendable {
    /// The session has ended.
    case left(EndedSession)
    /// There is no such session, or it had ended before.
    case gone
    /// It is another user's session.
    case foreign
}

/// A user's reaction to a live; each counts once.
enum Reaction: String, Sendable, CaseIterable {
    case like
    case report
}

/// The answer to a reaction.
enum ReactionDecision: Hashable, Sendable {
    /// Counted: the user's first for this live.
    case counted
    /// The user already reacted in this way.
    case repeated
    /// The live takes no more reactions of this kind.
    case full
    /// The live is over.
    case over
    /// The store has no audience of this live: there is no such live, or the store has lost its data.
    case unknown
}
