import Foundation
import RoadWaveClient
import RoadWaveMedia
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Routes of replays", .timeLimit(.minutes(5)))
struct ReplayRoutesTests {
    // MARK: One replay

    @Test("a live that is unknown, or runs, or is no live has no replay")
    func notFound() async throws {
        try await Self.run { running, database in
            let live = try Live.catalogued("runs")
            try await database.catalogue.record(live)
            for id in ["\(live.id)", "\(LiveID())", "x"] {
                let answer = try await running.client.get("/replays/\(id)")
                #expect(answer.status == 404, "\(id)")
                #expect(answer["Content-Type"]?.hasPrefix("application/problem+json") == true)
                #expect(try answer.json("code") == "replay_not_found")
                #expect(try answer.json("detail") == "Ce replay n'existe pas.")
            }
        }
    }

    @Test("a replay that waits for its recording, or for a worker, is queued")
    func queued() async throws {
        try await Self.run { running, database in
            for live in [try await database.endedLive(), try await database.waitingLive()] {
                let document = try await Self.document(running, live)
                #expect(document.keys.sorted() == ["live_id", "state", "title"])
                #expect(document["live_id"] as? String == "\(live.id)")
                #expect(document["title"] as? String == "Essai")
                #expect(document["state"] as? String == "queued")
            }
        }
    }

    @Test("a replay that a worker has is being processed, and says how far it is once that is known")
    func processing() async throws {
        try await Self.run { running, database in
            let live = try await database.waitingLive()
            let claim = try #require(try await database.replayJobs.claim(live.id, by: .test())?.claim)
            let early = try await Self.document(running, live)
            #expect(early.keys.sorted() == ["live_id", "state", "title"])
            #expect(early["state"] as? String == "processing")
            let progress = ReplayJob.Progress(stage: .encoding, percent: 62, remainingSeconds: 20)
            #expect(try await database.replayJobs.renew(claim, progress: progress))
            let late = try await Self.document(running, live)
            #expect(late["state"] as? String == "processing")
            #expect(late["stage"] as? String == "encoding")
            #expect(late["percent"] as? Int == 62)
            #expect(late["remaining_s"] as? Int == 20)
        }
    }

    @Test(
        "a replay that there will not be says why in French, and nothing of the inside",
        arguments: [ReplayJob.State.silent, .unsupported, .damaged, .failed, .dropped])
    func failed(_ state: ReplayJob.State) async throws {
        let reasons: [ReplayJob.State: String] = [
            .silent: "rien ne s'entend", .unsupported: "format", .damaged: "abîmé", .failed: "n'a pas pu",
            .dropped: "abandonné",
        ]
        try await Self.run { running, database in
            let live = try await database.waitingLive()
            let jobs = database.replayJobs
            if state == .dropped {
                #expect(try await jobs.drop(live.id, at: .at(0)))
            } else {
                let claim = try #require(try await jobs.claim(live.id, by: .test())?.claim)
                if state == .failed {
                    #expect(try await jobs.fail(claim, reason: "mutex", limit: 1, at: .at(0)) == .failed)
                } else {
                    #expect(try await jobs.conclude(claim, as: state, reason: "mutex", at: .at(0)))
                }
            }
            let document = try await Self.document(running, live)
            #expect(document.keys.sorted() == ["live_id", "reason", "state", "title"])
            #expect(document["state"] as? String == "failed")
            let reason = try #require(document["reason"] as? String)
            #expect(reason.contains(try #require(reasons[state])))
            #expect(!reason.contains("mutex"))
            // A double punctuation mark follows a fixed space.
            let marks = try Regex("[^\u{a0}\u{202f}][:;!?]")
            #expect(reason.firstMatch(of: marks) == nil)
        }
    }

    @Test("a published replay has its title, its length and the addresses of its media")
    func published() async throws {
        try await Self.run { running, database in
            let live = try Live.catalogued("L'été", at: 5, zone: "Bretagne").over(.ended, .creator, at: 600)
            let published = try await database.publish(live)
            let answer = try await running.client.get("/replays/\(live.id)")
            #expect(answer["Cache-Control"] == "no-store")
            let document = try Self.object(answer)
            let folder = "\(running.addresses.httpURL)/replays/\(live.id)"
            let texts = [
                "replay_id": "\(published.replay.id)", "live_id": "\(live.id)", "state": "published",
                "title": "[REPLAY] L'été",
                "creator_id": "\(live.creator)", "geo_type": "Géo-neutre", "started_at": "\(live.startedAt)",
                "published_at": "\(published.publishedAt)", "playlist_url": "\(folder)/master.m3u8",
                "playlist_aac_url": "\(folder)/master-aac.m3u8", "mp3_url": "\(folder)/replay.mp3",
                "waveform_url": "\(folder)/waveform.json",
            ]
            for (member, text) in texts { #expect(document[member] as? String == text, "\(member)") }
            #expect(document["duration_s"] as? Double == 3)
            #expect(document["loudness_lufs"] as? Double == -14.06)
            #expect(document["mp3_bytes"] as? Int == 5_000_000_000)
            #expect(document.count == texts.count + 3)
        }
    }

    @Test("a replay whose loudness nothing could be measured of does not say any")
    func withoutLoudness() async throws {
        try await Self.run { running, database in
            let live = try await database.waitingLive()
            let claim = try #require(try await database.replayJobs.claim(live.id, by: .test())?.claim)
            #expect(try await database.replayJobs.publish(.test(of: live, loudness: nil), for: claim))
            let document = try await Self.document(running, live)
            #expect(document["state"] as? String == "published")
            #expect(document["loudness_lufs"] == nil)
        }
    }

    // MARK: The list

    @Test("the list has the newest live first, in pages that a cursor leads through")
    func list() async throws {
        try await Self.run { running, database in
            #expect(try await running.client.get("/replays").text == #"{"replays":[]}"#)
            for index in 0..<60 {
                _ = try await database.publish(
                    try .catalogued("\(index)", at: Double(index)).over(.ended, .creator, at: 100))
            }
            let first = try Self.object(try await running.client.get("/replays"))
            let next = try #require(first["next"] as? String)
            let second = try Self.object(try await running.client.get("/replays?cursor=\(next)"))
            #expect(second["next"] == nil)
            let titles = (Self.titles(first) + Self.titles(second))
            #expect(Self.titles(first).count == ReplayPage.limit)
            #expect(titles == (0..<60).reversed().map { "[REPLAY] \($0)" })
        }
    }

    @Test("replays are found by the title, the zone, a tag, the age and the date of their lives")
    func search() async throws {
        try await Self.run { running, database in
            let live = try Live.catalogued("La Météo des routes", zone: "Bretagne", tags: ["Route"], age: "16 ans")
            let published = try await database.publish(live.over(.ended, .creator, at: 60))
            _ = try await database.publish(try .catalogued("autre", at: 3_600).over(.lost, .nodeLost, at: 3_700))
            let day = "\(WallDate.at(1_800))"
            for query in [
                "q=meteo", "zone_geo=bretagne", "tag=route", "classification_age=16%20ans", "to=\(day)", "state=ended",
                "q=&zone_geo=&to=\(day)",
            ] {
                let document = try Self.object(try await running.client.get("/replays?\(query)"))
                #expect(Self.titles(document) == [published.replay.title], "\(query)")
            }
            let others = try Self.object(try await running.client.get("/replays?from=\(day)"))
            #expect(Self.titles(others) == ["[REPLAY] autre"])
        }
    }

    @Test("a query that cannot be understood is refused", arguments: ["cursor=x", "q=ab", "from=hier", "state=here"])
    func badQuery(_ query: String) async throws {
        try await Self.run { running, _ in
            let answer = try await running.client.get("/replays?\(query)")
            #expect(answer.status == 400)
            #expect(answer["Content-Type"]?.hasPrefix("application/problem+json") == true)
        }
    }

    @Test("while the replays cannot be read, clients are told to come back")
    func unavailable() async throws {
        try await Self.run { running, database in
            let live = try await database.waitingLive()
            try await NodeDatabaseImplementation.sqlite.execute("DROP TABLE contents", on: database)
            for path in ["/replays", "/replays/\(live.id)"] {
                let answer = try await running.client.get(path)
                #expect(answer.status == 503)
                #expect(try answer.json("code") == "catalogue_unavailable")
            }
        }
    }

    // MARK: From a live to its replay

    @Test("a live that ends on a node becomes a replay by itself, which the node serves")
    func wholeWay() async throws {
        try await RunningTestNode.with(.with(\.rateLimits, RateLimits.none)) { running in
            let events = running.node.events
            let creator = try await TestCreator.connect(to: running, query: "title=Sur%20la%20route")
            await creator.send(seconds: 3)
            try await until { try await running.metric("roadwave_packets_received_total") == 150 }
            #expect(try await running.client.get("/replays/\(creator.id)").status == 404)
            await creator.publisher.close()
            _ = try #require(await events.end(of: creator.id))
            try await until {
                let answer = try await running.client.get("/replays/\(creator.id)")
                return try answer.status == 200 && answer.json("state") == "published"
            }
            let document = try Self.object(try await running.client.get("/replays/\(creator.id)"))
            #expect(document["title"] as? String == "[REPLAY] Sur la route")
            let address = try #require(document["mp3_url"] as? String)
            let mp3 = try await running.client.get(address)
            #expect(mp3.status == 200)
            #expect(mp3.body.count == document["mp3_bytes"] as? Int)
            let list = try Self.object(try await running.client.get("/replays"))
            #expect(Self.titles(list) == ["[REPLAY] Sur la route"])
        }
    }

    // MARK: Helpers

    /// Runs a body with a node that makes no replays, and with its database.
    private static func run(
        _ body: (RunningTestNode, any NodeDatabase) async throws -> Void
    ) async throws {
        var settings = NodeConfiguration.single
        settings.replay.workers = 0
        settings.rateLimits = RateLimits.none
        try await RunningTestNode.with(settings) { running async throws in
            let database = try SQLiteDatabase(path: running.directory.path + "/roadwave.sqlite")
            try await body(running, database)
            database.close()
        }
    }

    private static func document(_ running: RunningTestNode, _ live: Live) async throws -> [String: Any] {
        try object(try await running.client.get("/replays/\(live.id)"))
    }

    private static func object(_ answer: TestHTTPClient.Answer) throws -> [String: Any] {
        #expect(answer.status == 200)
        return try #require(try JSONSerialization.jsonObject(with: answer.body) as? [String: Any])
    }

    private static func titles(_ list: [String: Any]) -> [String] {
        (list["replays"] as? [[String: Any]] ?? []).map { $0["title"] as? String ?? "" }
    }
}
