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
    /// Opens the audiences of lives that run, or keeps them: their counts are there.
    func open(_ lives: Set<LiveID>, now: WallDate) async throws(AudienceError)

    /// Begins a session of a user; for a user who has one in this live, it is a heartbeat.
    /// - Parameter listener: the identity of a new session.
    func join(
        _ listener: ListenerID, of user: UserID, to live: LiveID, now: WallDate
    ) async throws(AudienceError) -> JoinDecision

    /// Takes a heartbeat: the session lasts for another ``AudienceConfiguration/expiry``.
    func beat(
        _ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate
    ) async throws(AudienceError) -> BeatDecision

    /// Ends a session.
    func leave(
        _ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate
    ) async throws(AudienceError) -> LeaveDecision

    /// Counts a user's like or report of a live.
    func react(
        _ reaction: Reaction, of user: UserID, in live: LiveID, now: WallDate
    ) async throws(AudienceError) -> ReactionDecision

    /// The counts of lives; ``AudienceCounts/none`` of those that are not known, or not any more.
    func counts(of lives: [LiveID]) async throws(AudienceError) -> [LiveID: AudienceCounts]

    /// The lives to sweep: all that run, once each ``AudienceConfiguration/sweepPeriod`` and not once for each node, and the
    /// lives whose counts are to be removed.
    func livesToSweep(now: WallDate) async throws(AudienceError) -> [LiveID]

    /// Removes the expired sessions of a live, the oldest heartbeat first, or all sessions if the live is over;
    /// ``AudienceConfiguration/sweepLimit`` at most. Removes the counts after the retention.
    /// - Returns: the removed sessions, each of them to one caller.
    func sweep(_ live: LiveID, now: WallDate) async throws(AudienceError) -> [EndedSession]

    /// Closes the audience of a live: it takes nothing any more, and ``sweep(_:now:)`` removes its sessions.
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
