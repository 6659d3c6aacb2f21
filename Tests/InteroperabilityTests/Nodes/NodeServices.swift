import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// What several nodes share: started for a suite, with a bucket, a database and a Redis for each test.
struct NodeServices: Sendable {
    /// Those of the suite that runs.
    @TaskLocal static var current: NodeServices?

    let storage: S3Server
    let database: PostgresServer
}

/// Gives a suite the servers that nodes share.
struct NodeServicesTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        guard S3Server.isInstalled else { return try await body() }
        let folder = FileManager.default.temporaryDirectory.path + "/roadwave-\(UUID().uuidString)"
        for name in ["s3", "postgres"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let storage = try await S3Server.start(in: folder + "/s3")
        do {
            let database = try await PostgresServer.start(in: folder + "/postgres")
            do {
                try await NodeServices.$current.withValue(NodeServices(storage: storage, database: database)) {
                    try await body()
                }
            } catch {
                await database.stop()
                throw error
            }
            await database.stop()
        } catch {
            await storage.stop()
            throw error
        }
        await storage.stop()
    }
}

extension Trait where Self == NodeServicesTrait {
    /// The servers that nodes share.
    static var nodeServices: NodeServicesTrait { NodeServicesTrait() }
}
