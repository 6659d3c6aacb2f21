/// The figures of an audience as the store has them.
struct AudienceFigures: Hashable, Sendable {
    var counts: AudienceCounts
    /// The peak of listeners so far.
    var peak: Int
    /// Whether the store lost the audience less than a heartbeat ago: listeners are still joining again.
    var isRecovering: Bool

    /// Counts; the peak is at least the current number of listeners.
    init(_ counts: AudienceCounts, peak: Int = 0, isRecovering: Bool = false) {
        self.counts = counts
        self.peak = max(peak, counts.listeners)
        self.isRecovering = isRecovering
    }

    /// Whether the store has no listener and no reaction.
    var isEmpty: Bool { counts == .none && peak == 0 }
}

/// The figures of an audience in one minute: a point of the curve.
struct AudienceMinute: Hashable, Sendable {
    /// The length of a point.
    static let length = Duration.seconds(60)

    let live: LiveID
    /// The beginning of the minute.
    let minute: WallDate
    var figures: AudienceFigures

    /// The point of the minute of a date.
    init(of live: LiveID, at date: WallDate, _ figures: AudienceFigures) {
        self.live = live
        minute = date.rounded(down: Self.length)
        self.figures = figures
    }
}

/// A user's reaction, as it is stored in the database.
struct AudienceVote: Hashable, Sendable {
    let live: LiveID
    let reaction: Reaction
    let voter: Voter
    let at: WallDate
}

/// The stored audience of a running live: enough to continue counting after a loss of the store.
struct AudienceRecord: Hashable, Sendable {
    var likers: Set<Voter> = []
    var reporters: Set<Voter> = []
    /// The peak of listeners so far.
    var peak = 0

    /// The users who reacted in this way.
    subscript(reaction: Reaction) -> Set<Voter> {
        get { reaction == .like ? likers : reporters }
        set { if reaction == .like { likers = newValue } else { reporters = newValue } }
    }
}

/// The audiences of lives in a database: the curve of each live for good, its voters while it runs. Every implementation
/// passes the contract suite:
/// - a minute of a live has one row, with the greatest figures that were written for it, by one node or two, in any
///   order and repeatedly;
/// - a vote that is written again does not change anything.
protocol AudienceRecords: Sendable {
    /// Writes points of curves; no two are of the same live and minute.
    func write(_ minutes: [AudienceMinute]) async throws(DatabaseFailure)

    /// Writes votes.
    func write(_ votes: [AudienceVote]) async throws(DatabaseFailure)

    /// The stored audience of a live.
    /// - Parameter limit: the most voters of each kind.
    func record(of live: LiveID, limit: Int) async throws(DatabaseFailure) -> AudienceRecord

    /// The curve of a live, from its beginning.
    /// - Parameter limit: the most points; of a longer curve, the last ones.
    func curve(of live: LiveID, limit: Int) async throws(DatabaseFailure) -> [AudienceMinute]

    /// The last figures of lives, without listeners; nothing of lives without a curve.
    func lastFigures(of lives: [LiveID]) async throws(DatabaseFailure) -> [LiveID: AudienceFigures]

    /// Deletes the voters of lives that ended before a date, and of lives that are not in the catalogue, if their last
    /// vote is older than a day at that date.
    func forgetVoters(before date: WallDate) async throws(DatabaseFailure)

    /// The votes of a voter.
    func votes(of voter: Voter, in live: LiveID) async throws(DatabaseFailure) -> [AudienceVote]

    /// Replaces the pseudonym of a voter.
    /// - Returns: whether there were any.
    func replace(_ voter: Voter, by other: Voter, in live: LiveID) async throws(DatabaseFailure) -> Bool

    /// The lives that have voters.
    func livesWithVoters() async throws(DatabaseFailure) -> [LiveID]
}

extension WallDate {
    /// The last whole multiple of a period, counted from 1970.
    func rounded(down period: Duration) -> WallDate {
        let length = max(1, period.wholeMilliseconds)
        let excess = millisecondsSince1970 % length
        return WallDate(millisecondsSince1970: millisecondsSince1970 - (excess < 0 ? excess + length : excess))
    }
}
