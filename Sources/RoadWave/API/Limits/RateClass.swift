/// Kinds of requests that are counted apart, so that who likes too often still listens.
public enum RateClass: String, CaseIterable, Sendable {
    /// Opening, changing and ending lives.
    case publish
    /// Joining the listeners of a live.
    case join
    /// Heartbeats of listeners, and their leaving.
    case beat
    /// Likes and reports.
    case react
    /// Everything that is read but media, and pages.
    case read
    /// Searches in the list of lives, which count as read as well.
    case search
    /// Opening streams of events.
    case events
    /// Requests without a good token where one is needed.
    case failure
}
