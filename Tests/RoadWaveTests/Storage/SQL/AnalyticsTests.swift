import Foundation
import Testing

@testable import RoadWave

@Suite("The views of docs/analytics.md", .postgresServer, .timeLimit(.minutes(2)))
struct AnalyticsTests {
    static let implementations = NodeDatabaseImplementation.allCases

    /// The queries of the document for both databases, or for PostgreSQL alone, in its order.
    private static func documented(_ language: String = "sql") throws -> [String] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../../docs/analytics.md").standardizedFileURL
        return try String(contentsOf: file, encoding: .utf8).components(separatedBy: "```\(language)\n").dropFirst()
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

    /// A live between two moments, as a database has it.
    private func record(_ start: String, _ end: String, in database: any NodeDatabase) async throws -> Live {
        let (start, end) = (try #require(WallDate(parsing: start)), try #require(WallDate(parsing: end)))
        let live = Live(
            id: LiveID(), creator: UserID(token: "a"), metadata: try LiveMetadata(title: "a"), renditions: [],
            playerBuffer: .seconds(15), state: .live, startedAt: start)
        var ended = live
        ended.state = .ended
        ended.endReason = .creator
        ended.endedAt = end
        try await database.catalogue.record(ended)
        return ended
    }

    /// Local hours, their difference from UTC and the minutes on the air, of a day of the change of clocks.
    private func hours(of day: String, _ next: String, in database: any NodeDatabase) async throws -> [String] {
        let sql = try #require(database as? any SQLDatabase)
        let query = try #require(try Self.documented("postgresql").first)
            .replacing("2026-10-25", with: day).replacing("2026-10-26", with: next)
        return try await sql.read(query).map { row in
            let (hour, offset) = (try row.text("local_hour"), try row.text("utc_offset"))
            let minutes = try #require(try row.optionalReal("hours")) * 60
            return "\(hour.suffix(8).prefix(5)) +\(offset.prefix(5)) \(Int(minutes.rounded()))"
        }
    }

    @Test("the hour that comes twice is two rows, and the one that does not exist is none")
    func changeOfClocks() async throws {
        try await NodeDatabaseImplementation.postgres.withDatabase { database async throws in
            for day in ["2026-10-25", "2027-03-28"] {
                _ = try await record("\(day)T00:10:00Z", "\(day)T02:10:00Z", in: database)
            }
            let autumn = try await hours(of: "2026-10-25", "2026-10-26", in: database)
            #expect(autumn == ["02:00 +02:00 50", "02:00 +01:00 60", "03:00 +01:00 10"])
            let spring = try await hours(of: "2027-03-28", "2027-03-29", in: database)
            #expect(spring == ["01:00 +01:00 50", "03:00 +02:00 60", "04:00 +02:00 10"])
        }
    }

    @Test("a day of the change of clocks has 25 or 23 hours, and what was on the air before and after is of other days")
    func longDay() async throws {
        try await NodeDatabaseImplementation.postgres.withDatabase { database async throws in
            _ = try await record("2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z", in: database)
            _ = try await record("2027-03-27T12:00:00Z", "2027-03-29T12:00:00Z", in: database)
            let autumn = try await hours(of: "2026-10-25", "2026-10-26", in: database)
            #expect(autumn.count == 25 && autumn.allSatisfy { $0.hasSuffix(" 60") })
            let spring = try await hours(of: "2027-03-28", "2027-03-29", in: database)
            #expect(spring.count == 23 && spring.allSatisfy { $0.hasSuffix(" 60") })
        }
    }

    @Test("the mean over the time is that of the seconds that all listeners spent")
    func meanOverTime() async throws {
        try await NodeDatabaseImplementation.postgres.withDatabase { database async throws in
            let live = try await record("2026-03-29T10:00:00Z", "2026-03-29T11:00:00Z", in: database)
            // 200 listeners for 40 s, between two minutes.
            let totals = ListeningTotals(unique: 200, seconds: 8_000)
            try await database.auditStore.append([
                AuditEntry(AuditEvent.ended(live, audience: nil, peak: 200).with(totals))
            ])
            let queries = try Self.documented("postgresql")
            #expect(queries.count == 2)
            let sql = try #require(database as? any SQLDatabase)
            let rows = try await sql.read(try #require(queries.last))
            #expect(try rows.map { try $0.text("live_id") } == [live.id.description])
            #expect(try rows.first?.integer("peak_listeners") == 200)
            let mean = try #require(try rows.first?.optionalReal("mean_listeners"))
            #expect(abs(mean - 8_000 / 3_600) < 1e-9)
        }
    }
}
