/// What becomes of someone who wants to listen.
enum JoinDecision: Hashable, Sendable {
    /// Counted, until leaving or expiring. A former listener of the user that had expired, and that no sweep had removed
    /// yet, has ended.
    case joined(replacing: Departure?)
    /// The user listens already, perhaps on another device: as this listener, which counts once.
    case present(ListenerID)
    /// The live takes no more listeners.
    case full
    /// The live is over.
    case over
}

/// What becomes of a heartbeat.
enum BeatDecision: Hashable, Sendable {
    /// The listener is counted on.
    case counted
    /// There is no such listener, or none any more: who still listens joins anew.
    case gone
    /// It is another user's listener.
    case foreign
    /// The live is over.
    case over
}

/// What becomes of someone who leaves.
enum LeaveDecision: Hashable, Sendable {
    /// Not counted any more.
    case left(Departure)
    /// There is no such listener, or none any more: left already, or expired.
    case gone
    /// It is another user's listener.
    case foreign
}

/// What becomes of a like or a report.
enum VoiceDecision: Hashable, Sendable {
    /// Counted: the user's first for this live.
    case counted
    /// Counted before: a user has one voice.
    case repeated
    /// No more are counted for this live.
    case full
    /// The live is over.
    case over
}
