import Foundation
import StepDefinitions
import Testing
import WebRTC

@testable import RoadWave

/// The PostgreSQL server of the tests: started by the first suite that needs it, stopped after the last. It takes a second
/// to start; a database of a test's own takes a tenth.
actor SharedPostgres {
    static let shared = SharedPostgres()

    /// The server of the suite that runs.
    @TaskLocal static var current: PostgresServer?

    private var users = 0
    private var start: Task<PostgresServer, any Error>?
    private let directory = FileManager.default.temporaryDirectory.appending(
        path: "roadwave-postgres-\(UUID().uuidString)")

    /// The running server, for as long as `release` is not called.
    fileprivate func borrow() async throws -> PostgresServer {
        users += 1
        if let start { return try await start.value }
        let task = Task { [directory] in try await PostgresServer.start(in: directory.path) }
        start = task
        return try await task.value
    }

    fileprivate func release() async {
        users -= 1
        guard users == 0, let start else { return }
        self.start = nil
        if let server = try? await start.value { await server.stop() }
        // Another suite may have begun meanwhile, in the same folder.
        if users == 0 { try? FileManager.default.removeItem(at: directory) }
    }

    /// An empty database of a test's own, on the server of its suite.
    static func makeDatabase() async throws -> PostgresAddress {
        let server = try #require(current)
        let url = try await server.makeDatabase()
        return try #require(PostgresAddress(parsing: url))
    }

    /// Runs a body with a client of an empty database, and closes it whatever happens.
    static func withClient(
        timeouts: PostgresTimeouts = PostgresTimeouts(), connections: Int = PostgresClient.connections,
        _ body: (PostgresClient) async throws -> Void
    ) async throws {
        let client = PostgresClient(
            address: try await makeDatabase(), timeouts: timeouts, connections: connections
        ) { .zero }
        do {
            try await body(client)
        } catch {
            await client.close()
            throw error
        }
        await client.close()
    }
}

/// Gives a suite a real PostgreSQL server.
struct PostgresServerTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        let server = try await SharedPostgres.shared.borrow()
        do {
            try await SharedPostgres.$current.withValue(server) { try await body() }
        } catch {
            await SharedPostgres.shared.release()
            throw error
        }
        await SharedPostgres.shared.release()
    }
}

extension Trait where Self == PostgresServerTrait {
    /// A real PostgreSQL server for the suite.
    static var postgresServer: PostgresServerTrait { PostgresServerTrait() }
}
