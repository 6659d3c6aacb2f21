import Foundation
import RoadWaveTestServices

/// A Redis server with a folder of its own, for one test.
enum RunningRedis {
    /// Runs a body beside a server, and stops the server whatever happens.
    static func with(
        tcp: Bool = false, password: String? = nil, cluster: Bool = false, _ body: (RedisServer) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let server = try await RedisServer.start(in: directory.path, tcp: tcp, password: password, cluster: cluster)
        do {
            try await body(server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
        withExtendedLifetime(directory) {}
    }
}
