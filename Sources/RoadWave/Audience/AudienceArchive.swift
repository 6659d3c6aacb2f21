internal import Logging

/// Writes the audiences of lives to the database, without waiting for it, and reads them.
///
/// A failure of the database does not disturb audiences: points and votes wait in bounded memory.
/// See docs/decisions/audience.md, « Counters in the database ».
final class AudienceArchive: Sendable {
    private struct MinuteKey: Hashable, Sendable {
        let live: LiveID
        let minute: WallDate
    }

    private struct VoteKey: Hashable, Sendable {
        let reaction: Reaction
        let live: LiveID
        let voter: Voter
    }

    /// The points of a full node (100 lives) in three hours.
    private static let maximumMinutes = 18_000
    /// The most votes that wait: those of a live with the maximum of votes.
    private static let maximumVotes = 100_000
    /// The rows of one statement: databases limit its parameters.
    private static let batchSize = 200
    /// How long a stop waits for the database.
    private static let stopTimeout = Duration.seconds(3)
    /// The most points of a curve: three days. Of a longer live, the last ones are read.
    static let longestCurve = 4_320

    private let records: any AudienceRecords
    private let minutes: Outbox<MinuteKey, AudienceMinute>
    private let votes: Outbox<VoteKey, AudienceVote>

    init(records: any AudienceRecords, metrics: OutboxMetrics, logger: Logger) {
        self.records = records
        minutes = Outbox(
            .liveCounters, limit: Self.maximumMinutes, batchSize: Self.batchSize, metrics: metrics, logger: logger
        ) { minutes throws(DatabaseFailure) in try await records.write(minutes) }
        votes = Outbox(
            .liveVoters, limit: Self.maximumVotes, batchSize: Self.batchSize, metrics: metrics, logger: logger
        ) { votes throws(DatabaseFailure) in try await records.write(votes) }
    }

    /// Begins to write.
    func start() {
        minutes.start()
        votes.start()
    }

    /// Records a point of a curve. It never waits and never fails.
    func record(_ minute: AudienceMinute) {
        minutes.put(minute, for: MinuteKey(live: minute.live, minute: minute.minute))
    }

    /// Records a vote. It never waits and never fails.
    func record(_ vote: AudienceVote) {
        votes.put(vote, for: VoteKey(reaction: vote.reaction, live: vote.live, voter: vote.voter))
    }

    /// The stored audience of a live, with the votes that this node recorded.
    func record(of live: LiveID, limit: Int) async throws(DatabaseFailure) -> AudienceRecord {
        await votes.settle()
        return try await records.record(of: live, limit: limit)
    }

    /// The curve of a live, with the points that this node recorded.
    func curve(of live: LiveID) async throws(DatabaseFailure) -> [AudienceMinute] {
        await minutes.settle()
        return try await records.curve(of: live, limit: Self.longestCurve)
    }

    /// The last figures of ended lives.
    func lastFigures(of lives: [LiveID]) async throws(DatabaseFailure) -> [LiveID: AudienceFigures] {
        await minutes.settle()
        return try await records.lastFigures(of: lives)
    }

    /// Deletes the voters of lives that ended before a date.
    func forgetVoters(before date: WallDate) async throws(DatabaseFailure) {
        try await records.forgetVoters(before: date)
    }

    /// Writes the waiting points and votes, within a time limit, and ends. The rest is lost, and counted.
    func stop() async {
        async let left = minutes.stop(atMost: Self.stopTimeout)
        votes.lose(await votes.stop(atMost: Self.stopTimeout).count)
        minutes.lose(await left.count)
    }
}
