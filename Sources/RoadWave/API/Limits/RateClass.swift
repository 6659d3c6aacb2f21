/// Kinds of requests with separate limits, so that a user who likes too often can still listen.
public enum RateClass: String, CaseIterable, Sendable {
    /// Opening, changing and ending lives.
    case publish
    /// Joining the listeners of a live.
    case join
    /// Heartbeats and leaves of listeners.
    case beat
    /// Likes and reports.
    case react
    /// All reads except media: pages, lists and documents.
    case read
    /// Searches in the list of lives, which also count as reads.
    case search
    /// Opening streams of events.
    case events
    /// Requests without a valid token that need one.
    case failure
}
