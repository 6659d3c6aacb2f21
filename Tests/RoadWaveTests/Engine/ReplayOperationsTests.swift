import Configuration
import Testing

@testable import RoadWave

@Suite("What operators do with jobs")
struct ReplayOperationsTests {
    private func withOperations(_ body: (ReplayOperations, any NodeDatabase) async throws -> Void) async throws {
        try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
            let clock = NodeClock(ContinuousClock())
            try await body(
                ReplayOperations(database: database, queue: EmbeddedReplayQueue(clock: clock), clock: clock), database)
        }
    }

    @Test("a refusal names the state of the job, or says that there is none")
    func refusals() async throws {
        try await withOperations { operations, database async throws in
            #expect(try await operations.retry("nothing") == "this is no live_id")
            #expect(try await operations.drop("nothing") == "this is no live_id")
            let absent = "\(LiveID())"
            #expect(try await operations.retry(absent) == "the database has no job of such a live")
            #expect(try await operations.drop(absent) == "the database has no job of such a live")
            let published = try await database.publish(try await database.endedLive())
            #expect(try await operations.retry("\(published.replay.live)") == "its job is published already")
            #expect(try await operations.drop("\(published.replay.live)") == "its job is published already")
            let waiting = try await database.waitingLive().id
            #expect(try await operations.retry("\(waiting)") == "its job is queued already")
            let claimed = try #require(try await database.claimedLive()).live
            #expect(try await operations.retry("\(claimed)") == "its job is working already")
            #expect(try await operations.drop("\(claimed)") == "a worker has its job")
        }
    }

    @Test("a job that was given back is listed with the reason and the date, in one line")
    func interruption() async throws {
        try await withOperations { operations, database async throws in
            let claim = try #require(try await database.claimedLive())
            #expect(
                try await database.replayJobs.handBack(claim, reason: "no space\nis left", at: .at(0.25)))
            let lines = try await operations.list(states: ["queued"], limit: 10)
            try #require(lines.count == 1)
            #expect(lines[0].hasPrefix("\(claim.live)  queued  "))
            #expect(lines[0].hasSuffix("  interrupted=\(WallDate.at(0.25))  reason=no space is left"))
        }
    }

    @Test("a failure of an earlier version, which has no date, is listed with its reason")
    func earlierFailure() async throws {
        try await withOperations { operations, database async throws in
            let claim = try #require(try await database.claimedLive())
            #expect(try await database.replayJobs.fail(claim, reason: "a fault", limit: 1, at: .at(0)) == .failed)
            try await NodeDatabaseImplementation.sqlite.execute(
                "UPDATE replay_jobs SET interruption = NULL, interrupted_at = NULL", on: database)
            let line = try #require(try await operations.list(states: [], limit: 1).first)
            #expect(line.hasSuffix("  reason=a fault"))
            #expect(!line.contains("interrupted="))
        }
    }

    @Test("a job is dropped and begins again, as long as its recording is there")
    func changes() async throws {
        try await withOperations { operations, database async throws in
            let live = try await database.waitingLive().id
            #expect(try await operations.drop("\(live)") == nil)
            #expect(try await operations.drop("\(live)") == "its job is dropped already")
            #expect(try await operations.retry("\(live)") == nil)
            #expect(try await operations.drop("\(live)") == nil)
            #expect(try await database.retention.releaseRecording(live, at: .at(2_000)))
            #expect(try await operations.retry("\(live)") == "its job is dropped, and its recording deleted")
            let unrecorded = try await database.endedLive().id
            #expect(try await operations.drop("\(unrecorded)") == nil)
            #expect(
                try await operations.retry("\(unrecorded)") == "its job is dropped, and there is no recording of it")
        }
    }

    @Test(
        "a claim that is not longer than two renewals is refused, whichever of the two was set",
        arguments: [
            (["RENEWAL": "30"], "RENEWAL_SECONDS='30'", "CLAIM_SECONDS (60, the default)"),
            (["CLAIM": "20"], "CLAIM_SECONDS='20'", "RENEWAL_SECONDS (10, the default)"),
            (["RENEWAL": "3", "CLAIM": "5"], "RENEWAL_SECONDS='3'", "CLAIM_SECONDS (5)"),
        ])
    func renewals(_ settings: [String: String], _ key: String, _ other: String) {
        let error = #expect(throws: ConfigurationError.self) { _ = try read(settings) }
        #expect(error?.description.contains("ROADWAVE_REPLAY_" + key) == true)
        #expect(error?.description.contains("ROADWAVE_REPLAY_" + other) == true)
    }

    @Test("a claim that is longer than two renewals is accepted")
    func longerClaims() throws {
        let accepted: [[String: String]] = [
            [:], ["RENEWAL": "29"], ["CLAIM": "21"], ["RENEWAL": "1", "CLAIM": "5"],
        ]
        for settings in accepted { _ = try read(settings) }
    }

    private func read(_ settings: [String: String]) throws(ConfigurationError) -> ReplayConfiguration {
        let pairs = settings.map { ("ROADWAVE_REPLAY_\($0.key)_SECONDS", $0.value) }
        return try NodeConfiguration(
            reader: ConfigReader(
                provider: EnvironmentVariablesProvider(
                    environmentVariables: Dictionary(uniqueKeysWithValues: pairs)))
        ).replay
    }
}
