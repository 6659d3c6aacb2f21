import Foundation
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// The PostgreSQL server of the tests: of the suites with the trait `.postgresServer`. It takes a second to start; a
/// database of a test's own takes a tenth.
enum SharedPostgres {
    /// An empty database of a test's own.
    static func makeDatabase() async throws -> PostgresAddress {
        let url = try await PostgresServer.shared.server().makeDatabase()
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
