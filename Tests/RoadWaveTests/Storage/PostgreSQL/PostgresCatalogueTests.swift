import Testing

@testable import RoadWave

@Suite("Catalogue in PostgreSQL", .postgresServer, .timeLimit(.minutes(5)))
struct PostgresCatalogueTests {
    /// What is looked for in a table of many lives, and the index that is read.
    private static let searches = [
        (LiveFilter(), "lives_by_start"), (LiveFilter(state: .live), "lives_by_state"),
        (LiveFilter(zoneGeo: "nosuch"), "lives_by_zone"), (LiveFilter(tags: ["nosuch"]), "live_tags_pkey"),
        (LiveFilter(classificationAge: "nosuch"), "lives_by_age"), (LiveFilter(title: "zqz"), "lives_by_start"),
        (LiveFilter(tags: ["route", "nosuch"]), "live_tags_pkey"),
        (LiveFilter(zoneGeo: "zone", tags: ["route"], classificationAge: "nosuch"), "live_tags_pkey"),
        (LiveFilter(state: .ended, title: "zqz"), "lives_by_state"),
        (LiveFilter(title: "zqz", zoneGeo: "zone", from: .at(0), to: .at(200_000)), "lives_by_zone"),
    ]

    @Test("whatever is looked for among 400,000 lives, an index is read, and no more than so many rows")
    func boundedReads() async throws {
        try await SharedPostgres.withClient(connections: 1) { client async throws in
            let database = PostgresDatabase(client: client, date: { .at(0) }, logger: .silent)
            try await database.migrate()
            try await NodeDatabaseImplementation.postgres.fill(database, lives: 400_000)
            // A server does this by itself, a minute after a table has grown. Until then it may sort what it should walk,
            // within the time of a search.
            for table in ["lives", "live_tags"] { try await database.query("ANALYZE \(table)") }
            for (filter, index) in Self.searches {
                let walk = PostgresWalk(LiveSearch(filter, after: nil))
                for (sql, values) in [walk.page(limit: 51), walk.reached()] {
                    let plan = try await database.query("EXPLAIN (ANALYZE, TIMING OFF) \(sql)", values)
                    let lines = try plan.map { try $0.text("QUERY PLAN") }
                    // The planner may know a better index than the one that is walked by design; the rows read are bounded below.
                    #expect(lines.contains { $0.contains(index) || $0.contains("Index") }, "\(filter) \(lines)")
                    #expect(!lines.contains { $0.contains("Seq Scan") }, "\(filter) \(lines)")
                    let rows = lines.flatMap { line in
                        line.matches(of: /actual rows=([0-9]+) loops=([0-9]+)/).compactMap { match in
                            Int(match.1).flatMap { rows in Int(match.2).map { rows * $0 } }
                        }
                    }
                    #expect(!rows.isEmpty && rows.allSatisfy { $0 <= LiveSearch.reach }, "\(filter) \(lines)")
                    let removed = lines.compactMap { line in
                        line.firstMatch(of: /Rows Removed by Filter: ([0-9]+)/).flatMap { Int($0.1) }
                    }
                    #expect(removed.allSatisfy { $0 <= LiveSearch.reach }, "\(filter) \(lines)")
                }
            }
        }
    }

    @Test("while searches hold their connection, the list of lives is answered")
    func lanes() async throws {
        try await SharedPostgres.withClient(connections: 3) { client async throws in
            let database = PostgresDatabase(client: client, date: { .at(0) }, logger: .silent)
            try await database.migrate()
            let live = try Live.catalogued("a")
            try await database.catalogue.record(live)
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        do throws(DatabaseFailure) {
                            _ = try await client.query("SELECT pg_sleep(0.2)", for: .searching)
                            return true
                        } catch {
                            #expect(error.code == .overloaded)
                            return false
                        }
                    }
                }
                #expect(try await database.catalogue.titles() == ["a"])
                let answers = try await group.reduce(into: []) { $0.append($1) }
                #expect(answers.contains(false))
                #expect(answers.contains(true))
            }
        }
    }

    @Test("a search that takes long is given up by the server")
    func searchTimeout() async throws {
        try await SharedPostgres.withClient(connections: 2) { client async throws in
            let error = await #expect(throws: DatabaseFailure.self) {
                try await client.query("SELECT pg_sleep(10)", for: .searching)
            }
            #expect(error?.code == .timeout)
        }
    }

    @Test("the tables have the columns of the specification")
    func columns() async throws {
        try await SharedPostgres.withClient(connections: 1) { client async throws in
            let database = PostgresDatabase(client: client, date: { .at(0) }, logger: .silent)
            let rows = try await database.query(
                "SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_name = 'lives'"
            )
            let types = Dictionary(uniqueKeysWithValues: try rows.map { (try $0.text("name"), try $0.text("type")) })
            let expected = [
                "live_id": "uuid", "creator_id": "uuid", "title": "text", "started_at": "timestamp with time zone",
                "ended_at": "timestamp with time zone", "state": "text", "zone_geo": "text", "tags": "ARRAY",
                "classification_age": "text",
            ]
            for (name, type) in expected { #expect(types[name] == type) }
        }
    }

    @Test("what the node did not find when it started is made when it is there")
    func lateMigration() async throws {
        try await SharedPostgres.withClient(connections: 1) { client async throws in
            let database = PostgresDatabase(client: client, date: { .at(0) }, logger: .silent)
            let live = try Live.catalogued("a")
            try await database.catalogue.record(live)
            #expect(try await database.catalogue.live(live.id)?.metadata.title == "a")
        }
    }
}
