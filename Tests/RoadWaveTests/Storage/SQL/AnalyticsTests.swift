import Foundation
import Testing

@testable import RoadWave

@Suite("The views of docs/analytics.md", .postgresServer, .timeLimit(.minutes(2)))
struct AnalyticsTests {
    static let implementations = NodeDatabaseImplementation.allCases

    /// The queries of the document, in its order.
    private static func documented() throws -> [String] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../../docs/analytics.md").standardizedFileURL
        return try String(contentsOf: file, encoding: .utf8).components(separatedBy: "```sql\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }
    }

    /// Three lives of an evening in March, two hours on air each, and one of the next month.
    private func fill(_ database: any NodeDatabase, _ implementation: NodeDatabaseImplementation) async throws -> [Live]
    {
        let march = WallDate(parsing: "2026-03-29T23:30:00Z")
        let start = try #require(march).millisecondsSince1970
        let lives = try [
            ("a", 0, "Île-de-France", ["Actualité", "Tech"], "Tout public"),
            ("b", 60_000, "ile-de-france", ["actualite"], "Tout public"), ("c", 7_200_000, "Bretagne", [], "16 ans"),
            ("d", 30 * 86_400_000, "Bretagne", ["Tech"], "16 ans"),
        ].map { title, later, zone, tags, age in
            Live(
                id: LiveID(), creator: UserID(token: "a"),
                metadata: try LiveMetadata(title: title, zoneGeo: zone, tags: tags, classificationAge: age),
                renditions: ["48k"], playerBuffer: .seconds(15), state: .live,
                startedAt: WallDate(millisecondsSince1970: start + Int64(later)))
        }
        for live in lives {
            var ended = live
            ended.state = .ended
            ended.endReason = .creator
            ended.endedAt = WallDate(millisecondsSince1970: live.startedAt.millisecondsSince1970 + 7_200_000)
            try await database.catalogue.record(ended)
        }
        for (minute, listeners) in [10, 20, 30].enumerated() {
            let date = WallDate(millisecondsSince1970: start + Int64(minute) * 60_000)
            try await implementation.execute(
                """
                INSERT INTO live_counters (live_id, minute, listeners, likes, reports, peak_listeners)
                VALUES ('\(lives[0].id)', \(implementation.literal(date)), \(listeners), 0, 0, \(listeners + 2))
                """, on: database)
        }
        return lives
    }

    @Test("each query of the document answers, in each database", arguments: implementations)
    func queries(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let lives = try await fill(database, implementation)
            let sql = try #require(database as? any SQLDatabase)
            let queries = try Self.documented()
            #expect(queries.count == 5)
            var answers: [[SQLRow]] = []
            for query in queries { answers.append(try await sql.read(query)) }
            let zones = try answers[0].map { (try $0.text("zone_geo"), try $0.optionalReal("lives")) }
            #expect(zones.map(\.1) == [2, 1])
            // The same zone in two spellings.
            #expect(["Île-de-France", "ile-de-france"].contains(zones.first?.0))
            #expect(try answers[0].map { try $0.optionalReal("hours") } == [4, 2])
            let ages = try answers[1].map { (try $0.text("classification_age"), try $0.optionalReal("lives")) }
            #expect(ages.map(\.0) == ["Tout public", "16 ans"])
            #expect(ages.map(\.1) == [2, 1])
            let tags = try answers[2].map { try $0.optionalReal("lives") }
            #expect(tags == [2, 1])
            // Half past eleven in the evening, and after midnight: two days.
            let hours = try answers[3].map { (try $0.integer("hour"), try $0.optionalReal("lives")) }
            #expect(hours.map(\.0) == [1, 23])
            #expect(hours.map(\.1) == [1, 2])
            let audience = answers[4]
            #expect(audience.count == 3)
            #expect(try audience.first?.text("live_id") == lives[0].id.description)
            #expect(try audience.first?.integer("peak_listeners") == 32)
            #expect(try audience.first?.optionalReal("mean_listeners") == 20)
            // A lack of figures is no zero.
            let last = try #require(audience.last)
            #expect(try last.optionalReal("peak_listeners") == nil)
        }
    }

    @Test("a day is one of UTC, and a live that runs has no time yet", arguments: implementations)
    func day(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            _ = try await fill(database, implementation)
            let late = try #require(WallDate(parsing: "2026-03-29T23:59:59Z"))
            try await database.catalogue.record(
                Live(
                    id: LiveID(), creator: UserID(token: "b"), metadata: try LiveMetadata(title: "e"), renditions: [],
                    playerBuffer: .seconds(15), state: .live, startedAt: late))
            let sql = try #require(database as? any SQLDatabase)
            let rows = try await sql.read(
                """
                SELECT sum(lives) AS lives, sum(seconds_on_air) AS seconds FROM analytics_by_zone
                WHERE day = '2026-03-29'
                """)
            #expect(try rows.first?.optionalReal("lives") == 3)
            #expect(try rows.first?.optionalReal("seconds") == 14_400)
        }
    }
}
