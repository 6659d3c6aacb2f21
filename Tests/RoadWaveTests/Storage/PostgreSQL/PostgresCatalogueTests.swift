import Testing

@testable import RoadWave

@Suite("Catalogue in PostgreSQL", .postgresServer, .timeLimit(.minutes(5)))
struct PostgresCatalogueTests {
    /// 10,000 lives of a year, one in a thousand of each zone and tag.
    private static let manyLives = """
        INSERT INTO lives
        SELECT gen_random_uuid(), gen_random_uuid(), 't', timestamptz '2026-01-01' + n * interval '1 hour', NULL,
            CASE WHEN n % 1000 = 0 THEN 'live' ELSE 'ended' END, NULL, 'z', '{}', NULL, '{}', 15000,
            'titre ' || md5(n::text), 'zone ' || n % 1000, ARRAY['tag ' || n % 1000, 'x'], NULL
        FROM generate_series(1, 10000) AS n
        """

    @Test("every search reads an index, and a page of it")
    func indexes() async throws {
        try await SharedPostgres.withClient(connections: 1) { client async throws in
            let database = PostgresDatabase(client: client, date: { .at(0) }, logger: .silent)
            try await database.query(Self.manyLives)
            // What a server does by itself after a while.
            try await database.query("VACUUM ANALYZE lives")
            let searches = [
                (LiveFilter(), "lives_by_start"), (LiveFilter(state: .live), "lives_by_state"),
                (LiveFilter(title: "5f4dcc3b"), "lives_by_title"), (LiveFilter(zoneGeo: "Zone 7"), "lives_by_zone"),
                (LiveFilter(tags: ["Tag 7"]), "lives_by_tag"), (LiveFilter(from: .at(0)), "lives_by_start"),
            ]
            for (filter, index) in searches {
                let plan = try await database.query(
                    "EXPLAIN \(PostgresCatalogue.search)", PostgresCatalogue.values(filter, after: nil, limit: 50))
                let lines = try plan.map { try $0.text("QUERY PLAN") }
                #expect(lines.contains { $0.contains(index) }, "\(lines)")
                #expect(!lines.contains { $0.contains("Seq Scan") }, "\(lines)")
            }
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
