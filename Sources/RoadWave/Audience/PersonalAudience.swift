/// The data about users in the audiences of running and ended lives: in the store that nodes share, and in the
/// database.
/// See docs/decisions/audience.md, « Voters have pseudonyms ».
struct PersonalAudience: Sendable {
    let store: any AudienceStore
    let records: any AudienceRecords
    let names: VoterNames

    /// The votes of a user that the database has.
    func votes(of user: UserID) async throws(DatabaseFailure) -> [AudienceVote] {
        var votes: [AudienceVote] = []
        for live in try await records.livesWithVoters() {
            votes += try await records.votes(of: names.voter(user, in: live), in: live)
        }
        return votes
    }

    /// Erases a user. It can be repeated after a failure; a vote may then be missing from the store's counts.
    ///
    /// Votes still count, under a random pseudonym. It is the same in both places, since a restoration would otherwise
    /// count one vote twice.
    func erase(_ user: UserID, now: WallDate) async throws(AudienceError) {
        var lives = Set(try await store.lives())
        lives.formUnion(try await read { () throws(DatabaseFailure) in try await records.livesWithVoters() })
        for live in lives {
            let (voter, nobody) = (names.voter(user, in: live), Voter.nobody())
            // The database first: a restoration in between would bring the user back.
            let isReplaced = try await read { () throws(DatabaseFailure) in
                try await records.replace(voter, by: nobody, in: live)
            }
            try await store.erase(user, voter: voter, replacedBy: isReplaced ? nobody : nil, in: live, now: now)
        }
    }

    private func read<Answer>(
        _ body: () async throws(DatabaseFailure) -> Answer
    ) async throws(AudienceError) -> Answer {
        do throws(DatabaseFailure) {
            return try await body()
        } catch {
            throw AudienceError(message: "the database does not take an erasure from audiences", cause: error)
        }
    }
}
