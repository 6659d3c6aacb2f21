internal import Foundation
internal import RoadWaveTestServices

/// The statements that the node sends to a scenario's PostgreSQL, as the server's own log has them, with their values.
struct EngineStatements: Sendable {
    /// A statement, and the literals of its parameters.
    struct Statement: Hashable, Sendable {
        let sql: String
        let values: [String]
    }

    private let log: String
    private let database: String

    /// Has the server log the statements of a database from now on: its settings are those of a connection's beginning,
    /// so the node's connections are closed, as a server that is restarted would do.
    /// - Parameter server: the process of the server, whose errors are its log.
    static func begin(database: String, server: Int32) async throws -> EngineStatements {
        let log = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(server)/fd/2")
        _ = try await PostgresServer.query(
            """
            DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET log_statement = ''all''', current_database()); END $$;
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """, database: database)
        return EngineStatements(log: log, database: database)
    }

    /// The questions about lives that the node asks while `body` runs.
    func during<Value>(_ body: () async throws -> Value) async throws -> (value: Value, statements: [Statement]) {
        let before = try size()
        let value = try await body()
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: log))
        defer { try? file.close() }
        try file.seek(toOffset: before)
        let text = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        return (value, Self.statements(in: text).filter(\.isAboutLives))
    }

    private func size() throws -> UInt64 {
        try FileManager.default.attributesOfItem(atPath: log)[.size] as? UInt64 ?? 0
    }

    /// A statement of the extended protocol, which psql does not speak, is an entry of the log; the entry after it has the
    /// values. The lines of an entry after its first begin with a tab.
    static func statements(in log: String) -> [Statement] {
        var entries: [String] = []
        for line in log.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("\t"), !entries.isEmpty {
                entries[entries.count - 1] += "\n" + line.dropFirst()
            } else {
                entries.append(String(line))
            }
        }
        var statements: [Statement] = []
        for (index, entry) in entries.enumerated() {
            guard let mark = entry.range(of: "] LOG:  execute <unnamed>: "),
                let process = entry[..<mark.lowerBound].split(separator: "[").last
            else { continue }
            let detail = entries[(index + 1)...].first { $0.contains("[\(process)] ") }
            let values = detail.flatMap { $0.contains("] DETAIL: ") ? $0 : nil }.map { literals(in: $0) } ?? []
            statements.append(Statement(sql: String(entry[mark.upperBound...]), values: values))
        }
        return statements
    }

    private static func literals(in detail: String) -> [String] {
        detail.matches(of: /\$\d+ = ('(?:[^']|'')*'|NULL)/).map { String($0.1) }
    }

    /// The plans of a statement that one connection asks again and again: with the values first, then, as PostgreSQL
    /// decides, without them, and without them in any case.
    func plans(of statement: Statement) async throws -> [QueryPlan] {
        let values = statement.values.isEmpty ? "" : "(\(statement.values.joined(separator: ", ")))"
        let lines = try await PostgresServer.query(
            """
            PREPARE witness AS \(statement.sql);
            CREATE FUNCTION pg_temp.plan() RETURNS jsonb LANGUAGE plpgsql AS $plan$
            DECLARE found json;
            BEGIN
                EXECUTE $text$EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE witness\(values)$text$ INTO found;
                RETURN found;
            END $plan$;
            SELECT pg_temp.plan() FROM generate_series(1, 8);
            SET plan_cache_mode = force_generic_plan;
            SELECT pg_temp.plan()
            """, database: database)
        return lines.compactMap { QueryPlan(json: $0) }
    }
}

extension EngineStatements.Statement {
    /// Whether it is about the list of lives, and not about their replays.
    fileprivate var isAboutLives: Bool {
        sql.hasPrefix("SELECT") && ["lives", "title_words", "title_parts", "live_tags"].contains { sql.contains($0) }
            && !sql.contains("replay_jobs") && !sql.contains("contents")
    }
}
