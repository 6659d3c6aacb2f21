internal import Foundation
internal import RoadWaveClient
internal import RoadWaveRTC
internal import RoadWaveTestServices

/// A million past lives in a scenario's database. Creators publish a few through the node, so that it writes all rows
/// of a live; PostgreSQL copies these rows.
///
/// The copies are dated 40 s apart, from long ago to the day before today; those of the rare titles are the oldest, where a
/// list that is read from its beginning would come last.
struct MillionLives: Sendable {
    static let count = 1_000_000
    /// The copies of each rare live: less than a page of the list.
    static let rareCopies = 40
    /// Whole days: 2,160 lives each.
    static let secondsApart = 40

    /// A live that creators publish.
    struct Model: Sendable {
        var title: String
        var zone = "Normandie"
        var tags: [String] = []
        var age = "Tout public"
    }

    /// The models of most lives.
    static let frequent = [
        Model(title: "Musique", tags: ["Route"]), Model(title: "Le concert", zone: "Bretagne"),
        Model(title: "La matinale"),
        Model(title: "Un débat", age: "16 ans"), Model(title: "Le sport"), Model(title: "Cuisine", zone: "Bretagne"),
        Model(title: "Voyage"), Model(title: "Lecture"),
    ]

    /// The models of the rare lives, which are searched for.
    static let rare = [
        Model(title: "Radio locale"), Model(title: "Cet été"), Model(title: "À la une"), Model(title: "C++ en soirée"),
        Model(title: "Œuvres"), Model(title: "Île-de-France"), Model(title: "L’Actualité"),
        Model(title: "Péché mignon"),
        Model(title: "Phare", zone: "Ouessant", tags: ["Route", "Mer"], age: "18 ans"),
    ]

    /// The number of the model of the copy `i`, for PostgreSQL.
    private static let modelOfCopy = """
        CASE WHEN i <= \(count - rare.count * rareCopies) THEN i % \(frequent.count)
            ELSE \(frequent.count) + i % \(rare.count) END
        """
    /// The identity of the copy `i`, a UUID v4 by its form.
    private static let identity = "('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid"
    /// When the copy `i` began, and the last day before which all did.
    private static let start = "(SELECT day FROM witness_day) - i * interval '\(secondsApart) s'"
    private static let lastDay = "CREATE TABLE witness_day AS SELECT date_trunc('day', now(), 'UTC') AS day"

    private static let tables = ["lives", "live_tags", "title_words"]

    let node: String
    let database: String

    /// Publishes the models, takes them out of the list, and copies them.
    func make() async throws {
        let models = try await publishModels()
        let values = models.enumerated().map { "(\($0), '\($1)'::uuid)" }.joined(separator: ", ")
        _ = try await ask(
            "CREATE TABLE witness_models AS SELECT * FROM (VALUES \(values)) AS model (number, live_id)")
        for table in Self.tables {
            _ = try await ask(
                """
                CREATE TABLE witness_\(table) AS SELECT number, \(table).* FROM \(table) JOIN witness_models USING (live_id);
                DELETE FROM \(table) USING witness_models WHERE witness_models.live_id = \(table).live_id
                """)
        }
        _ = try await ask(Self.withoutIndexes)
        _ = try await ask(Self.lastDay)
        let columns = try await ask(
            """
            SELECT column_name FROM information_schema.columns WHERE table_name = 'lives' AND table_schema = 'public'
                AND column_name NOT IN ('live_id', 'started_at', 'ended_at')
            """)
        let halves = [1...Self.count / 2, (Self.count / 2 + 1)...Self.count]
        try await together(
            halves.map { half in
                [
                    """
                    INSERT INTO lives (live_id, started_at, ended_at, \(columns.joined(separator: ", ")))
                    SELECT \(Self.identity), \(Self.start), \(Self.start) + interval '30 min',
                        \(columns.map { "model.\($0)" }.joined(separator: ", "))
                    FROM generate_series(\(half.lowerBound), \(half.upperBound)) AS i
                        JOIN witness_lives AS model ON number = \(Self.modelOfCopy)
                    """, copy(of: "live_tags", "tag", half), copy(of: "title_words", "word", half),
                ]
            })
        let indexes = try await ask("SELECT statement FROM witness_indexes ORDER BY statement")
        // They are made as they were. Two at once: the machine has two cores.
        let memory = "SET maintenance_work_mem = '256MB'; SET max_parallel_maintenance_workers = 0"
        try await together(
            (0..<2).map { share in
                indexes.indices.filter { $0 % 2 == share }.map { "\(memory); \(indexes[$0])" }
            })
        _ = try await ask(Self.tables.map { "ANALYZE \($0)" }.joined(separator: "; "))
    }

    /// The tags or words of the copies.
    private func copy(of table: String, _ column: String, _ numbers: ClosedRange<Int>) -> String {
        """
        INSERT INTO \(table) (\(column), started_at, live_id)
        SELECT model.\(column), \(Self.start), \(Self.identity)
        FROM generate_series(\(numbers.lowerBound), \(numbers.upperBound)) AS i
            JOIN witness_\(table) AS model ON number = \(Self.modelOfCopy)
        """
    }

    /// Notes the indexes of the tables, and removes them: a million rows are written in seconds without them. Nothing
    /// of it has to survive a crash of the server.
    private static let withoutIndexes = """
        CREATE TABLE witness_indexes (statement text);
        DO $$ DECLARE found record; BEGIN
            FOR found IN SELECT class.relname AS name, index.indrelid::regclass AS owner, pg_get_indexdef(class.oid) AS made,
                    own.conname AS key, pg_get_constraintdef(own.oid) AS rule
                FROM pg_index AS index JOIN pg_class AS class ON class.oid = index.indexrelid
                    LEFT JOIN pg_constraint AS own ON own.conindid = class.oid AND own.contype IN ('p', 'u')
                WHERE index.indrelid IN ('lives'::regclass, 'live_tags'::regclass, 'title_words'::regclass)
            LOOP
                IF found.key IS NULL THEN
                    INSERT INTO witness_indexes VALUES (found.made);
                    EXECUTE format('DROP INDEX %I', found.name);
                ELSE
                    INSERT INTO witness_indexes VALUES (
                        format('ALTER TABLE %s ADD CONSTRAINT %I %s', found.owner, found.key, found.rule));
                    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.owner, found.key);
                END IF;
            END LOOP;
        END $$;
        ALTER TABLE lives SET UNLOGGED; ALTER TABLE live_tags SET UNLOGGED; ALTER TABLE title_words SET UNLOGGED
        """

    private func ask(_ sql: String) async throws -> [String] {
        try await PostgresServer.query(sql, database: database)
    }

    /// Several connections at once, each with its statements one after the other.
    private func together(_ connections: [[String]]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for statements in connections {
                group.addTask { for statement in statements { _ = try await ask(statement) } }
            }
            try await group.waitForAll()
        }
    }

    /// - Returns: the identities of the models, the frequent ones first.
    private func publishModels() async throws -> [String] {
        let certificate = try DTLSCertificate.generate()
        var models: [String] = []
        for model in Self.frequent + Self.rare {
            let publisher = try await LivePublisher.connect(
                to: "\(node)/whip?\(Self.query(of: model))", token: UUID().uuidString.lowercased(),
                configuration: Publisher.Configuration(certificate: certificate))
            models.append(publisher.liveID)
            // Silence. A live is listed from its first packet on.
            try await wait(for: "SELECT count(*) FROM lives WHERE live_id = '\(publisher.liveID)'", toBe: 1) {
                await publisher.send(opus: [0xF8, 0xFF, 0xFE], duration: 960)
            }
            await publisher.close()
        }
        let list = models.map { "'\($0)'" }.joined(separator: ", ")
        try await wait(
            for: "SELECT count(*) FROM lives WHERE state = 'ended' AND live_id IN (\(list))", toBe: models.count)
        return models
    }

    /// Asks until a query gives a number; `body` runs before each query.
    private func wait(for query: String, toBe number: Int, _ body: () async -> Void = {}) async throws {
        while true {
            await body()
            if try await ask(query) == ["\(number)"] { return }
            // why: the pause between two looks at a condition, whose bound is the time limit of the step.
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// The parameters of `POST /whip` for a live.
    static func query(of model: Model) -> String {
        let pairs =
            [("title", model.title), ("zone_geo", model.zone), ("classification_age", model.age)]
            + model.tags.map { ("tag", $0) }
        return pairs.map { "\($0)=\(encoded($1))" }.joined(separator: "&")
    }

    /// A text in a query.
    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
