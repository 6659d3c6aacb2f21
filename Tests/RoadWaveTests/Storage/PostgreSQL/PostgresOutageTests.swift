import Foundation
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// On a server of their own, which they stop.
@Suite("Outages of PostgreSQL", .serialized, .timeLimit(.minutes(5)))
struct PostgresOutageTests {
    private func withServer(
        password: String? = nil, _ body: (_ server: PostgresServer, _ folder: String) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let server = try await PostgresServer.start(in: directory.path, password: password)
        do {
            try await body(server, directory.path)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
        withExtendedLifetime(directory) {}
    }

    private func address(_ server: PostgresServer) throws -> PostgresAddress {
        try #require(PostgresAddress(parsing: server.url))
    }

    @Test("a server that stands still costs a bounded time, and works again when it goes on")
    func frozen() async throws {
        try await withServer { server, _ async throws in
            let timeouts = PostgresTimeouts(
                connect: .milliseconds(300), statement: .milliseconds(200), grace: .milliseconds(100))
            // Time goes on by the back-off's longest wait with every look at the clock.
            let clock = SteppingClock()
            let client = PostgresClient(address: try address(server), timeouts: timeouts, connections: 1) {
                clock.step()
            }
            let pid = try await client.query("SELECT pg_backend_pid() AS pid").first?.integer("pid")
            let backend = try #require(pid.flatMap { pid_t(exactly: $0) })
            for process in [backend, server.pid] { kill(process, SIGSTOP) }
            for _ in 0..<2 {
                let error = await #expect(throws: DatabaseFailure.self) { try await client.query("SELECT 1") }
                #expect(error?.code == .timeout)
            }
            for process in [backend, server.pid] { kill(process, SIGCONT) }
            try await until { (try? await client.query("SELECT 1")) != nil }
            await client.close()
        }
    }

    @Test("a server that was killed and is back is used again, with what was written before")
    func killed() async throws {
        let directory = try TemporaryDirectory()
        let first = try await PostgresServer.start(in: directory.path)
        let clock = SteppingClock()
        let client = PostgresClient(address: try address(first), connections: 1) { clock.step() }
        try await client.query("CREATE TABLE t AS SELECT 7 AS n")
        let port = first.port
        await first.stop()
        let error = await #expect(throws: DatabaseFailure.self) { try await client.query("SELECT n FROM t") }
        #expect(error?.code == .unreachable)
        let second = try await PostgresServer.start(in: directory.path, port: port)
        #expect(try await client.query("SELECT n FROM t").first?.integer("n") == 7)
        await client.close()
        await second.stop()
        withExtendedLifetime(directory) {}
    }

    @Test("a password is asked, and a wrong one is refused and never shown")
    func password() async throws {
        try await withServer(password: "p@ss: w/ord") { server, _ async throws in
            let client = PostgresClient(address: try address(server), connections: 1) { .zero }
            #expect(try await client.query("SELECT 1 AS one").count == 1)
            await client.close()
            let wrong = try #require(
                PostgresAddress(parsing: "postgres://roadwave:notsosecret@127.0.0.1:\(server.port)/roadwave"))
            let error = await #expect(throws: DatabaseFailure.self) {
                try await PostgresClient(address: wrong) { .zero }.query("SELECT 1")
            }
            #expect(error?.code == .refused)
            #expect(error?.description.contains("notsosecret") == false)
        }
    }

    @Test("while the server is known not to be there, nobody asks for it")
    func backOff() async throws {
        let nobody = try #require(PostgresAddress(parsing: "postgres://u@127.0.0.1:1/d"))
        let clock = SteppingClock(step: .zero)
        let client = PostgresClient(address: nobody, connections: 2) { clock.step() }
        let first = await #expect(throws: DatabaseFailure.self) { try await client.query("SELECT 1") }
        let second = await #expect(throws: DatabaseFailure.self) { try await client.query("SELECT 1") }
        #expect(first == second)
    }
}
