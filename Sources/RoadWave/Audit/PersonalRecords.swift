/// The rows about users in the tables of a database. Every implementation passes its contract suite.
///
/// It searches every column of every table, also those of later versions, for the identity of the user.
protocol PersonalRecords: Sendable {
    /// The rows about a user, without the audit trail: JSON objects by table.
    func rows(about user: UserID) async throws(DatabaseFailure) -> [String: [String]]

    /// The lives that a user created, and whether each is over.
    func lives(of user: UserID) async throws(DatabaseFailure) -> [LiveID: Bool]

    /// Deletes the replays of lives, drops their jobs, and erases their titles. Their figures stay.
    func forgetContents(of lives: [LiveID], at now: WallDate) async throws(DatabaseFailure)

    /// Replaces a user by a pseudonym in every table but the audit trail. Lives that are not over keep their creator.
    /// A ban of the user ends.
    func replace(_ user: UserID, by pseudonym: UserID) async throws(DatabaseFailure)

    /// All users in the tables, the audit trail included.
    func users() async throws(DatabaseFailure) -> Set<UserID>
}
