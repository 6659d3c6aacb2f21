import Testing

@testable import RoadWave

@Suite("Catalogue in PostgreSQL", .postgresServer, .timeLimit(.minutes(5)))
struct PostgresCatalogueTests {
    /// What is looked for in a table of many lives, and the index that is walked.
    private static let searches = [
        (LiveFilter(), "lives_by_start"), (LiveFilter(state: .live), "lives_by_state"),
        (LiveFilter(zoneGeo: "nosuch"), "lives_by_zone"), (LiveFilter(tags: ["nosuch"]), "live_tags_pkey"),
        (LiveFilter(classificationAge: "nosuch"), "lives_by_age"), (LiveFilter(title: "zqz"), "title_words_pkey"),
        (LiveFilter(tags: ["route", "nosuch"]), "live_tags_pkey"),
        (LiveFilter(zoneGeo: "zone", tags: ["route"], classificationAge: "nosuch"), "lives_by_age"),
        (LiveFilter(state: .ended, title: "#"), "lives_by_state"), (LiveFilter(title: "live ##"), "title_words_pkey"),
        (LiveFilter(title: "#", zoneGeo: "zone", from: .at(0), to: .at(200_000)), "lives_by_zone"),
        (LiveFilter(zoneGeo: "zone", tags: ["route"]), "live_tags_pkey"),
    ]

    @Test("any search among 200,000 lives, also repeated, walks a bounded number of index rows")
    func boundedReads() async throws {
        try await SharedPostgres.withClient(connections: 1) { client async throws in
            let database = PostgresDatabase(client: client, date: { .at(0) }, logger: .silent)
            try await database.migrate()
            try await NodeDatabaseImplementation.postgres.fill(database, lives: 200_000)
            // Before the server has counted its rows, and after.
            for preparation in ["SELECT 1", "ANALYZE"] {
                try await database.query(preparation)
                for (filter, index) in Self.searches {
                    let search = LiveSearch(filter, after: nil)
                    let walk = try await SQLLiveList(database: database).walk(search, isSearch: true)
                    for statement in [walk.page(limit: 51), walk.reached()] {
                        for lines in try await Self.plans(of: statement, client) {
                            #expect(lines.contains { $0.contains(index) }, "\(filter) \(lines)")
                            #expect(!lines.contains { $0.contains("Seq Scan") }, "\(filter) \(lines)")
                            let (read, removed) = Self.rows(in: lines)
                            #expect(read.allSatisfy { $0 <= LiveSearch.reach }, "\(filter) \(lines)")
                            #expect(removed <= LiveSearch.reach, "\(filter) \(lines)")
                        }
                    }
                }
            }
        }
    }

    /// The plans with the values, and without them (« generic »), as a connection uses them that has asked before.
    private static func plans(of statement: SQLStatement, _ client: PostgresClient) async throws -> [[String]] {
        let values = statement.values.map { value in
            switch value {
            case .text(let text): "'\(text)'"
            case .date(let date): "'\(min(max(date, .at(-1_000_000)), .at(1_000_000)))'"
            default: "NULL"
            }
        }
        try await client.query("PREPARE search AS \(statement.sql)")
        var plans: [[String]] = []
        for mode in ["auto", "force_generic_plan"] {
            try await client.query("SET plan_cache_mode = \(mode)")
            let plan = try await client.query(
                "EXPLAIN (ANALYZE, TIMING OFF) EXECUTE search (\(values.joined(separator: ", ")))")
            plans.append(try plan.map { try $0.text("QUERY PLAN") })
        }
        try await client.query("RESET plan_cache_mode")
        try await client.query("DEALLOCATE search")
        return plans
    }

    /// The rows of each node, and the rows that filters removed, in all loops.
    private static func rows(in plan: [String]) -> (read: [Int], removed: Int) {
        var (read, removed, loops) = ([Int](), 0, 1)
        for line in plan {
            if let match = line.firstMatch(of: /actual rows=([0-9]+) loops=([0-9]+)/) {
                loops = Int(match.2) ?? 1
                read.append((Int(match.1) ?? 0) * loops)
            } else if let match = line.firstMatch(of: /Rows Removed by [A-Za-z ]+: ([0-9]+)/) {
                removed += (Int(match.1) ?? 0) * loops
            }
        }
        return (read, removed)
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
