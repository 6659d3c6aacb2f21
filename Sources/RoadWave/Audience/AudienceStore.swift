/// The audiences of lives, counted over every node that shares them. What the port promises, and its contract suite checks
/// on every implementation:
/// - the count of listeners is at every moment the number of users who joined and were not removed since: by leaving, by
///   the sweep that follows the expiry of their last heartbeat, or by the end of the live;
/// - a user is one listener of a live, however often and on however many devices it is joined;
/// - a user's like and a user's report of a live count once;
/// - every call can be made again after a lost answer, and nodes may sweep the same lives.
///
/// Dates are those of the caller. An implementation that nodes of several machines share brings them to one time.
protocol AudienceStore: Sendable {
    /// Says that lives run, so that their figures are there and are kept.
    func open(_ lives: Set<LiveID>, now: WallDate) async throws(AudienceError)

    /// Counts a user as a listener of a live; a join of one who listens already is a heartbeat.
    /// - Parameter listener: the identity of a new listener.
    func join(
        _ listener: ListenerID, of user: UserID, to live: LiveID, now: WallDate
    ) async throws(AudienceError) -> JoinDecision

    /// Counts it for another ``AudienceConfiguration/expiry``.
    func beat(
        _ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate
    ) async throws(AudienceError) -> BeatDecision

    /// Counts it no more.
    func leave(
        _ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate
    ) async throws(AudienceError) -> LeaveDecision

    /// Counts a user's like or report of a live.
    func raise(
        _ voice: Voice, of user: UserID, in live: LiveID, now: WallDate
    ) async throws(AudienceError) -> VoiceDecision

    /// The counts of lives; ``AudienceCounts/none`` of those that are not known, or not any more.
    func counts(of lives: [LiveID]) async throws(AudienceError) -> [LiveID: AudienceCounts]

    /// The lives that ``sweep(_:now:)`` is due for: all that run, once each ``AudienceConfiguration/sweepPeriod`` and not
    /// once for each node, and those whose figures are to be forgotten.
    func livesToSweep(now: WallDate) async throws(AudienceError) -> [LiveID]

    /// Removes the listeners of a live who have expired, those who were silent for longest first, or all of them where the
    /// live is over; ``AudienceConfiguration/sweepLimit`` at most. Forgets the figures after the retention.
    /// - Returns: those who were removed, each of them to one caller.
    func sweep(_ live: LiveID, now: WallDate) async throws(AudienceError) -> [Departure]

    /// Says that a live is over: it takes nothing any more, and ``sweep(_:now:)`` removes its listeners.
    func close(_ live: LiveID, now: WallDate) async throws(AudienceError)
}

/// Why an audience cannot be counted.
struct AudienceError: Error, CustomStringConvertible {
    /// What does not work, in one English line.
    var message: String
    /// The failure underneath.
    var cause: (any Error)?

    var description: String { cause.map { "\(message) (\($0))" } ?? message }
}
