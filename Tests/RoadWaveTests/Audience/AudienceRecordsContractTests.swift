import Testing

@testable import RoadWave

@Suite("The contract of the records of audiences", .postgresServer, .timeLimit(.minutes(5)))
struct AudienceRecordsContractTests {
    static let implementations = NodeDatabaseImplementation.allCases
    private let live = LiveID()

    private static func figures(_ listeners: Int, _ likes: Int, _ reports: Int = 0, peak: Int = 0) -> AudienceFigures {
        AudienceFigures(AudienceCounts(listeners: listeners, likes: likes, reports: reports), peak: peak)
    }

    private func vote(_ reaction: Reaction, _ user: String, at seconds: Double = 0) -> AudienceVote {
        AudienceVote(
            live: live, reaction: reaction, voter: UserID(token: user).voter(in: live), at: .at(seconds))
    }

    @Test("a curve is read back in its order, and other lives have their own", arguments: implementations)
    func curve(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let records = database.audienceRecords
            let minutes = [0.0, 60, 120].map {
                AudienceMinute(of: live, at: .at($0), Self.figures(Int($0), 1, peak: 200))
            }
            let other = AudienceMinute(of: LiveID(), at: .at(0), Self.figures(7, 7))
            try await records.write([minutes[1], other, minutes[0]])
            try await records.write([minutes[2]])
            try await records.write([] as [AudienceMinute])
            #expect(try await records.curve(of: live, limit: 10) == minutes)
            #expect(try await records.curve(of: live, limit: 2) == Array(minutes.suffix(2)))
            #expect(try await records.curve(of: other.live, limit: 10) == [other])
            #expect(try await records.curve(of: LiveID(), limit: 10) == [])
        }
    }

    @Test(
        "a minute that two nodes write, or one node again, has one row with the greatest figures, in any order",
        arguments: implementations, [false, true])
    func sameMinute(_ implementation: NodeDatabaseImplementation, isReversed: Bool) async throws {
        try await implementation.withDatabase { database async throws in
            let records = database.audienceRecords
            // The live died with its node: the other node finds no listeners, and one like more.
            let points = [
                AudienceMinute(of: live, at: .at(40), Self.figures(200, 3, 1, peak: 250)),
                AudienceMinute(of: live, at: .at(99.999), Self.figures(0, 4, 1, peak: 250)),
            ]
            for point in isReversed ? points.reversed() : points {
                for _ in 0..<2 { try await records.write([point]) }
            }
            #expect(
                try await records.curve(of: live, limit: 10) == [
                    AudienceMinute(of: live, at: .at(60), Self.figures(200, 4, 1, peak: 250))
                ])
        }
    }

    @Test("the last figures of lives have no listeners", arguments: implementations)
    func last(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let records = database.audienceRecords
            try await records.write([
                AudienceMinute(of: live, at: .at(0), Self.figures(200, 3, peak: 200)),
                AudienceMinute(of: live, at: .at(60), Self.figures(1, 5, 2, peak: 200)),
            ])
            // More than one statement asks for.
            let others = (0..<150).map { _ in LiveID() }
            #expect(
                try await records.lastFigures(of: others + [live]) == [live: Self.figures(0, 5, 2, peak: 200)])
            #expect(try await records.lastFigures(of: []) == [:])
        }
    }

    @Test("a vote is stored once, even if it is written again", arguments: implementations)
    func votes(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let records = database.audienceRecords
            let votes = [vote(.like, "ada"), vote(.report, "ada"), vote(.like, "bob")]
            for _ in 0..<2 { try await records.write(votes) }
            try await records.write([AudienceMinute(of: live, at: .at(0), Self.figures(2, 2, peak: 9))])
            let record = try await records.record(of: live, limit: 10)
            #expect(record.likers == [votes[0].voter, votes[2].voter])
            #expect(record.reporters == [votes[1].voter])
            #expect(record.peak == 9)
            #expect(try await records.record(of: live, limit: 1).likers.count == 1)
            #expect(try await records.record(of: LiveID(), limit: 10) == AudienceRecord())
            #expect(try await records.livesWithVoters() == [live])
        }
    }

    @Test("voters are kept while their live runs, and deleted some time after its end", arguments: implementations)
    func forgetting(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let records = database.audienceRecords
            let live = try Live.catalogued("Live", at: 0, id: live)
            try await database.catalogue.record([live])
            try await records.write([vote(.like, "ada", at: 0)])
            // A week later it still runs.
            try await records.forgetVoters(before: .at(700_000))
            #expect(try await records.livesWithVoters() == [live.id])
            try await database.catalogue.record([live.over(.ended, .creator, at: 700_000)])
            try await records.forgetVoters(before: .at(700_000))
            #expect(try await records.livesWithVoters() == [live.id])
            try await records.forgetVoters(before: .at(700_001))
            #expect(try await records.livesWithVoters() == [])
        }
    }

    @Test("voters of a live outside the catalogue are deleted a day after the last vote", arguments: implementations)
    func unlisted(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let records = database.audienceRecords
            try await records.write([vote(.like, "ada", at: 0), vote(.like, "bob", at: 100)])
            try await records.forgetVoters(before: .at(86_500))
            #expect(try await records.livesWithVoters() == [live])
            try await records.forgetVoters(before: .at(86_501))
            #expect(try await records.livesWithVoters() == [])
        }
    }

    @Test("votes get another pseudonym", arguments: implementations)
    func replacement(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let records = database.audienceRecords
            let votes = [vote(.like, "ada"), vote(.like, "bob"), vote(.report, "ada")]
            try await records.write(votes)
            let nobody = Voter.nobody()
            #expect(try await records.votes(of: votes[0].voter, in: live) == [votes[0], votes[2]])
            #expect(try await records.replace(votes[0].voter, by: nobody, in: live))
            #expect(try await records.votes(of: votes[0].voter, in: live) == [])
            #expect(try await !records.replace(votes[0].voter, by: .nobody(), in: live))
            #expect(try await !records.replace(votes[1].voter, by: .nobody(), in: LiveID()))
            let record = try await records.record(of: live, limit: 10)
            #expect(record.likers == [nobody, votes[1].voter])
            #expect(record.reporters == [nobody])
        }
    }
}
