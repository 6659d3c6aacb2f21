import RoadWaveMedia
import Testing

@testable import RoadWave

@Suite("The contract of the list of replays", .postgresServer, .timeLimit(.minutes(5)))
struct ReplayListContractTests {
    static let implementations = NodeDatabaseImplementation.allCases

    @Test("the replay of the newest live comes first, whenever it was published", arguments: implementations)
    func order(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            for (title, start) in [("b", 2.0), ("c", 3), ("a", 1)] {
                _ = try await database.publish(
                    try .catalogued(title, at: start).over(.ended, .creator, at: 10 - start))
            }
            #expect(try await database.titles() == ["c", "b", "a"])
        }
    }

    @Test("only published replays are listed", arguments: implementations)
    func onlyPublished(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            _ = try await database.endedLive("recording")
            _ = try await database.waitingLive("queued")
            let claim = try #require(try await database.claimedLive("silent"))
            #expect(try await database.replayJobs.conclude(claim, as: .silent, reason: nil, at: .at(0)))
            _ = try await database.claimedLive("working")
            #expect(try await database.titles() == [])
        }
    }

    @Test(
        "pages follow each other without a repetition or a hole, also where lives began together",
        arguments: implementations)
    func pages(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            var published: [PublishedReplay] = []
            for index in 0..<120 {
                published.append(
                    try await database.publish(
                        try .catalogued("\(index)", at: Double(index / 3)).over(.ended, .creator, at: 100)))
            }
            var found: [PublishedReplay] = []
            var sizes: [Int] = []
            var cursor: LiveCursor?
            repeat {
                let page = try await database.replayJobs.page(matching: LiveFilter(), after: cursor)
                found += page.replays
                sizes.append(page.replays.count)
                // As a client gives it back.
                cursor = page.next.flatMap { LiveCursor($0.description) }
            } while cursor != nil && sizes.count < 10
            #expect(sizes == [50, 50, 20])
            #expect(Set(found) == Set(published))
            let dates = found.map(\.replay.startedAt)
            #expect(dates == dates.sorted(by: >))
        }
    }

    @Test("a full last page has none after it", arguments: implementations)
    func fullPage(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            for index in 0..<ReplayPage.limit {
                _ = try await database.publish(
                    try .catalogued("a", at: Double(index)).over(.ended, .creator, at: 100))
            }
            let page = try await database.replayJobs.page(matching: LiveFilter(), after: nil)
            #expect(page.replays.count == ReplayPage.limit)
            #expect(page.next == nil)
        }
    }

    @Test("filters keep the replays whose lives have the value, as in the list of lives", arguments: implementations)
    func filters(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let lives = [
                try Live.catalogued(
                    "La Météo des routes", zone: "Île-de-France", tags: ["Actualité", "Route"], age: "Tout public"
                ).over(.ended, .creator, at: 200),
                try Live.catalogued("100 % musique_live", at: 60, zone: "Bretagne", tags: ["Route"], age: "16 ans")
                    .over(.lost, .nodeLost, at: 200),
                try Live.catalogued("c", at: 120).over(.ended, .creator, at: 200),
            ]
            for live in lives { _ = try await database.publish(live) }
            let (a, b, c) = (lives[0].metadata.title, lives[1].metadata.title, lives[2].metadata.title)
            let expected: [(LiveFilter, [String])] = [
                (LiveFilter(), [c, b, a]), (LiveFilter(title: "meteo"), [a]), (LiveFilter(title: "100 %"), [b]),
                (LiveFilter(title: "_"), [b]), (LiveFilter(title: "a%s"), []), (LiveFilter(title: "replay"), []),
                (LiveFilter(state: .lost), [b]), (LiveFilter(state: .live), []),
                (LiveFilter(zoneGeo: "ile-de-france"), [a]), (LiveFilter(zoneGeo: "france"), []),
                (LiveFilter(tags: ["route"]), [b, a]), (LiveFilter(tags: ["route", "actualite"]), [a]),
                (LiveFilter(tags: ["rout"]), []), (LiveFilter(classificationAge: "16 ans"), [b]),
                (LiveFilter(from: .at(60)), [c, b]), (LiveFilter(to: .at(60)), [a]),
                (LiveFilter(title: "c", from: .at(60), to: .at(121)), [c]),
            ]
            for (filter, titles) in expected { #expect(try await database.titles(filter) == titles, "\(filter)") }
        }
    }

    @Test(
        "a search for what is rare goes on where it stopped until all replays were looked at",
        arguments: implementations)
    func boundedSearch(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let old = try await database.publish(
                try .catalogued("aiguille", at: -1).over(.ended, .creator, at: 0))
            let count = LiveSearch.reach + 500
            try await implementation.fill(database, lives: count)
            try await implementation.execute(
                """
                INSERT INTO contents (content_id, live_id, type, title, geo_type, duration_s, published_at, creator_id,
                    started_at, frames, time_map, mp3_bytes)
                SELECT live_id, live_id, 'replay', 'Live', 'Géo-neutre', 1, started_at, creator_id, started_at, 48000,
                    '{"original_length":48000,"spans":[0,0,48000]}', 1
                FROM lives WHERE title = 'Live'
                """, on: database)
            var found: [LiveID] = []
            var pages = 0
            var cursor: LiveCursor?
            repeat {
                let page = try await database.replayJobs.page(matching: LiveFilter(title: "g"), after: cursor)
                found += page.replays.map(\.replay.live)
                cursor = page.next
                pages += 1
            } while cursor != nil && pages < 10
            #expect(found == [old.replay.live])
            #expect(pages == 2)
            let first = try await database.replayJobs.page(matching: LiveFilter(title: "aiguilles"), after: nil)
            #expect(first.replays.map(\.replay.live) == [old.replay.live])
        }
    }

    @Test("a list reads no time map: one that cannot be read is no obstacle", arguments: implementations)
    func withoutTimeMaps(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let published = try await database.publish(try .catalogued("a").over(.ended, .creator, at: 1))
            try await implementation.execute("UPDATE contents SET time_map = 'no JSON'", on: database)
            for filter in [LiveFilter(), LiveFilter(title: "a", to: .at(1))] {
                #expect(try await database.replayJobs.page(matching: filter, after: nil).replays == [published])
            }
            try await implementation.execute("ALTER TABLE contents DROP COLUMN time_map", on: database)
            #expect(try await database.replayJobs.page(matching: LiveFilter(), after: nil).replays == [published])
            #expect(try await database.replayJobs.replay(of: published.replay.live) == published)
        }
    }

    @Test("dates that no calendar has are before or after every replay", arguments: implementations)
    func extremeDates(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            _ = try await database.publish(try .catalogued("a").over(.ended, .creator, at: 1))
            let (first, last) = (WallDate(millisecondsSince1970: .min), WallDate(millisecondsSince1970: .max))
            #expect(try await database.titles(LiveFilter(from: first, to: last)) == ["a"])
            #expect(try await database.titles(LiveFilter(from: last)) == [])
            #expect(try await database.titles(LiveFilter(to: first)) == [])
        }
    }
}

extension NodeDatabase {
    /// The titles of the lives whose replays are on the first page.
    fileprivate func titles(_ filter: LiveFilter = LiveFilter()) async throws -> [String] {
        try await replayJobs.page(matching: filter, after: nil).replays.map { published in
            let title = published.replay.title
            #expect(title.hasPrefix(Replay.titlePrefix))
            return String(title.dropFirst(Replay.titlePrefix.count))
        }
    }
}
