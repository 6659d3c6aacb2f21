import Dispatch
import Foundation
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Client of PostgreSQL", .postgresServer, .timeLimit(.minutes(2)))
struct PostgresClientTests {
    @Test("parameters are values, whatever they hold, and come back as they were")
    func parameters() async throws {
        try await SharedPostgres.withClient { client async throws in
            let texts = [
                "", "'; SELECT 1; --", #"a\"b{},""#, "é🎙️\n\t", "\"\u{302}", "NULL",
                String(repeating: "x", count: 200_000),
            ]
            let rows = try await client.query(
                "SELECT $1::text AS text, $2::bigint AS number, $3::text AS nothing, to_json($4::text[]) AS texts",
                [.text(texts.joined()), .integer(.min), .null, .texts(texts)])
            let row = try #require(rows.first)
            #expect(rows.count == 1)
            #expect(try row.text("text") == texts.joined())
            #expect(try row.integer("number") == .min)
            #expect(try row.optionalText("nothing") == nil)
            #expect(try JSONColumn.value(try row.text("texts"), as: [String].self) == texts)
            #expect(throws: DatabaseFailure.self) { try row.text("nothing") }
            #expect(throws: DatabaseFailure.self) { try row.text("absent") }
            #expect(throws: DatabaseFailure.self) { try row.integer("text") }
        }
    }

    @Test("U+0000 is refused before it is sent, and would otherwise cut the text")
    func zero() async throws {
        try await SharedPostgres.withClient { client async throws in
            let error = await #expect(throws: DatabaseFailure.self) {
                try await client.query("SELECT $1", [.text("a\0b")])
            }
            #expect(error?.code == .unreadable)
            #expect(error?.concernsData == true)
            #expect(try await client.query("SELECT 1 AS one").first?.integer("one") == 1)
        }
    }

    @Test("an error of a statement says its SQLSTATE, and the connection goes on")
    func refusal() async throws {
        try await SharedPostgres.withClient(connections: 1) { client async throws in
            let syntax = await #expect(throws: DatabaseFailure.self) { try await client.query("SELEKT 1") }
            #expect(syntax?.code == .refused)
            #expect(syntax?.description.hasSuffix("(SQLSTATE 42601)") == true)
            #expect(syntax?.concernsData == false)
            try await client.query("CREATE TABLE t (n integer PRIMARY KEY)")
            try await client.query("INSERT INTO t VALUES ($1)", [.integer(987_654)])
            let twice = await #expect(throws: DatabaseFailure.self) {
                try await client.query("INSERT INTO t VALUES ($1)", [.integer(987_654)])
            }
            #expect(twice?.code == .invalidValue)
            #expect(twice?.description.hasSuffix("(SQLSTATE 23505)") == true)
            #expect(twice?.concernsData == true)
            #expect(twice?.description.contains("987654") == false)
        }
    }

    @Test("a transaction is done whole or not at all")
    func transaction() async throws {
        try await SharedPostgres.withClient(connections: 1) { client async throws in
            try await client.query("CREATE TABLE t (n integer PRIMARY KEY)")
            await #expect(throws: DatabaseFailure.self) {
                try await client.run { connection throws(DatabaseFailure) in
                    try connection.transaction { connection throws(DatabaseFailure) in
                        try connection.query("INSERT INTO t VALUES (1)")
                        try connection.query("INSERT INTO t VALUES (1)")
                    }
                }
            }
            #expect(try await client.query("SELECT n FROM t").isEmpty)
        }
    }

    @Test("a statement has the server's bound, and the connection goes on")
    func statementTimeout() async throws {
        let timeouts = PostgresTimeouts(statement: .milliseconds(100))
        try await SharedPostgres.withClient(timeouts: timeouts, connections: 1) { client async throws in
            let error = await #expect(throws: DatabaseFailure.self) { try await client.query("SELECT pg_sleep(30)") }
            #expect(error?.code == .timeout)
            #expect(try await client.query("SELECT 1 AS one").count == 1)
        }
    }

    @Test("a connection that the server has closed is made again, and what was asked is done")
    func closedConnection() async throws {
        try await SharedPostgres.withClient(connections: 1) { client async throws in
            let first = try await client.query("SELECT pg_backend_pid() AS pid").first?.integer("pid")
            let pid = try #require(first)
            let server = try await PostgresServer.shared.server()
            _ = try await server.query("SELECT pg_terminate_backend(\(pid), 5000)")
            let second = try await client.query("SELECT pg_backend_pid() AS pid").first?.integer("pid")
            #expect(second != pid)
        }
    }

    @Test("connections work side by side, and more calls than would ever wait are refused")
    func overload() async throws {
        try await SharedPostgres.withClient(connections: 2) { client async throws in
            let outcomes = await withTaskGroup(of: DatabaseFailure?.self) { group in
                for _ in 0..<300 {
                    group.addTask {
                        do throws(DatabaseFailure) {
                            try await client.query("SELECT pg_sleep(0.005)")
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                var outcomes: [DatabaseFailure?] = []
                for await outcome in group { outcomes.append(outcome) }
                return outcomes
            }
            let refused = outcomes.compactMap(\.self)
            #expect(refused.allSatisfy { $0.code == .overloaded })
            // One connection of the two is kept for searches.
            #expect(outcomes.count - refused.count >= 64)
        }
    }

    @Test("those who ask, however many and however long, hold up none that writes")
    func writersFirst() async throws {
        try await SharedPostgres.withClient(connections: 4) { client async throws in
            let gate = DispatchSemaphore(value: 0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask { try await client.run(for: .reading) { _ in gate.wait() } }
                }
                for _ in 0..<20 {
                    #expect(try await client.query("SELECT 1 AS one").count == 1)
                }
                for _ in 0..<20 { gate.signal() }
                try await group.waitForAll()
            }
        }
    }

    @Test("a closed client asks nothing any more")
    func closed() async throws {
        let client = PostgresClient(address: try await SharedPostgres.makeDatabase()) { .zero }
        try await client.query("SELECT 1")
        await client.close()
        let error = await #expect(throws: DatabaseFailure.self) { try await client.query("SELECT 1") }
        #expect(error?.code == .unreachable)
    }

    @Test("a database that does not exist is a refusal, and no server is none")
    func absent() async throws {
        let server = try await PostgresServer.shared.server()
        let wrong = try #require(PostgresAddress(parsing: server.url.replacing("/roadwave", with: "/absent")))
        let refused = await #expect(throws: DatabaseFailure.self) {
            try await PostgresClient(address: wrong) { .zero }.query("SELECT 1")
        }
        #expect(refused?.code == .refused)
        let nobody = try #require(PostgresAddress(parsing: "postgres://u@127.0.0.1:1/d"))
        let unreachable = await #expect(throws: DatabaseFailure.self) {
            try await PostgresClient(address: nobody) { .zero }.query("SELECT 1")
        }
        #expect(unreachable?.code == .unreachable)
    }
}
