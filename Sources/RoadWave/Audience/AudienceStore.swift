/// The audiences of lives, counted across all nodes that share the store. Every implementation passes the contract
/// suite:
/// - the count of listeners is at every moment the number of users who joined and were not removed since: by leaving,
///   by the sweep that follows the expiry of their last heartbeat, or by the end of the live;
/// - a user is one listener of a live, with any number of joins and devices;
/// - a user's like and a user's report of a live count once;
/// - a live without an audience is unknown, because it does not exist or the store lost its data: nothing is counted
///   for it until it is opened or restored;
/// - every call can be repeated after a lost answer, and several nodes may sweep the same lives.
///
/// Dates are those of the caller. An implementation shared by several machines converts them to one time.
protocol AudienceStore: Sendable {
    /// Opens the audience of a new live. An existing audience keeps its counts.
    func open(_ live: LiveID, now: WallDate) async throws(AudienceError)

    /// Keeps the audiences of running lives.
    /// - Returns: the lives whose audiences the store does not have.
    func renew(_ lives: Set<LiveID>, now: WallDate) async throws(AudienceError) -> Set<LiveID>

    /// Adds the stored audience of a running live, and creates the live's audience if there is none. Until all parts
    /// are added, the live stays unknown. Voters who are already counted are not counted again.
    func restore(_ live: LiveID, _ record: AudienceRecord, now: WallDate) async throws(AudienceError)

    /// Begins a session of a user. If the user already has a session in this live, the call is a heartbeat.
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
        _ reaction: Reaction, of voter: Voter, in live: LiveID, now: WallDate
    ) async throws(AudienceError) -> ReactionDecision

    /// The figures of lives, without those that are unknown or forgotten.
    func figures(of lives: [LiveID], now: WallDate) async throws(AudienceError) -> [LiveID: AudienceFigures]

    /// The lives to sweep: all running lives, once in each ``AudienceConfiguration/sweepPeriod`` and not once for each
    /// node, and the lives whose counts must be removed.
    func livesToSweep(now: WallDate) async throws(AudienceError) -> [LiveID]

    /// Removes the expired sessions of a live, the oldest heartbeat first, or all sessions if the live is over;
    /// ``AudienceConfiguration/sweepLimit`` at most. Removes the counts after the retention.
    /// - Returns: the removed sessions. Each is returned to one caller only.
    func sweep(_ live: LiveID, now: WallDate) async throws(AudienceError) -> [EndedSession]

    /// The lives that the store has.
    func lives() async throws(AudienceError) -> [LiveID]

    /// Erases a user from the audience of a live. The session is removed without being returned as ended.
    /// - Parameters:
    ///   - voter: the user's pseudonym in the live.
    ///   - other: the pseudonym that replaces it, so that the votes still count; nil if they are in no database.
    func erase(
        _ user: UserID, voter: Voter, replacedBy other: Voter?, in live: LiveID, now: WallDate
    ) async throws(AudienceError)

    /// Closes the audience of a live: it accepts nothing more, and ``sweep(_:now:)`` removes its sessions.
    func close(_ live: LiveID, now: WallDate) async throws(AudienceError)
}

/// Why an audience cannot be counted.
struct AudienceError: Error, CustomStringConvertible {
    /// What failed, in one English line.
    var message: String
    /// The underlying error.
    var cause: (any Error)?

    var description: String { cause.map { "\(message) (\($0))" } ?? message }
}
