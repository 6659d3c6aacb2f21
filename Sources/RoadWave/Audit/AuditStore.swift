/// The store of the audit trail: the table `audit_events`. Every implementation passes its contract suite.
///
/// Events are added and read. They are changed and deleted only by ``sweep(isForced:isDryRun:)`` and
/// ``replace(_:by:)``. See docs/decisions/audit.md, « Append-only ».
protocol AuditStore: Sendable {
    /// Stores entries, all or none. An entry that is already stored stays as it is: a batch can be written again after
    /// a lost answer. No date is refused.
    func append(_ entries: [AuditEntry]) async throws(DatabaseFailure)

    /// The last events, of one live or of all lives, newest first.
    func events(of live: LiveID?, limit: Int) async throws(DatabaseFailure) -> [AuditEvent]

    /// The totals of the stored sessions of a live's listeners.
    func listening(to live: LiveID) async throws(DatabaseFailure) -> ListeningTotals

    /// The last events by a user, and about the user, of one live or of all lives, newest first.
    func events(about user: UserID, of live: LiveID?, limit: Int) async throws(DatabaseFailure) -> [AuditEvent]

    /// Prepares the store for the next days.
    /// - Parameter keptDays: how long events are kept. Only the owner of the tables can change it.
    func prepare(keptDays: Int) async throws(DatabaseFailure) -> AuditReadiness

    /// Deletes the events that are too old by the database's own clock.
    /// - Parameter isForced: whether more than three days may go at once.
    func sweep(isForced: Bool, isDryRun: Bool) async throws(DatabaseFailure) -> AuditSweep

    /// Replaces a user by a pseudonym in all events, without the positions and the sessions of the user.
    /// - Returns: how many events were changed.
    func replace(_ user: UserID, by pseudonym: UserID) async throws(DatabaseFailure) -> Int
}

/// The totals of the sessions of a live's listeners. See docs/decisions/audit.md, « Final figures ».
struct ListeningTotals: Hashable, Sendable {
    /// The users who listened.
    var unique = 0
    /// The total duration of all sessions.
    var seconds = 0.0
}

/// The state of the store after ``AuditStore/prepare(keptDays:)``.
struct AuditReadiness: Hashable, Sendable {
    /// The days that have their partitions, from today on; nil for a store without partitions.
    var daysReady: Int?
    /// How long events are kept.
    var keptDays: Int
    /// Whether this process may not change or delete events; nil for a store with one owner.
    var isProtected: Bool?
}

/// The result of ``AuditStore/sweep(isForced:isDryRun:)``.
struct AuditSweep: Hashable, Sendable {
    /// More expired days at once suggest a wrong clock.
    static let mostDays = 3

    /// The partitions that were dropped.
    var days: [String] = []
    /// The expired partitions that are still there.
    var late: [String] = []
    /// Partitions that this program did not make; they are never dropped.
    var strange: [String] = []
    /// The events that were deleted one by one.
    var events = 0

    /// Whether an operator has to confirm the deletion of so many days.
    var isWithheld: Bool { days.isEmpty && late.count > Self.mostDays }
}

extension AuditSweep {
    /// The result in English, one line each.
    func lines(isDryRun: Bool) -> [String] {
        var lines: [String] = []
        if isDryRun {
            lines.append("audit trail: would delete \(late.count) days")
        } else {
            lines.append("audit trail: \(days.count) days and \(events) single events deleted")
            if isWithheld {
                lines.append(
                    "audit trail: \(late.count) days are due, more than \(Self.mostDays) at once: check the clock of the "
                        + "database, then sweep with --force")
            } else if !late.isEmpty {
                lines.append("audit trail: \(late.joined(separator: ", ")) cannot be locked now: sweep again")
            }
        }
        for name in strange { lines.append("audit trail: \(name) stays: this program did not make it") }
        return lines
    }
}
