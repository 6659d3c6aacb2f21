import Foundation
import RoadWave
import StepDefinitions
import Testing

/// The S3 server of the tests: started by the first suite that needs it, stopped after the last.
actor SharedS3Server {
    static let shared = SharedS3Server()

    /// The server of the suite that runs; nil when `ci/setup` did not install it.
    @TaskLocal static var current: S3Server?

    private var users = 0
    private var start: Task<S3Server, any Error>?
    private let directory = FileManager.default.temporaryDirectory.appending(path: "roadwave-s3-\(UUID().uuidString)")

    /// The running server, for as long as `release` is not called.
    fileprivate func borrow() async throws -> S3Server {
        users += 1
        if let start { return try await start.value }
        let task = Task { [directory] in try await S3Server.start(in: directory.path) }
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

    /// A bucket of a test's own, on the server of its suite.
    static func bucket() async throws -> (server: S3Server, configuration: S3Configuration) {
        guard let server = current else { throw NotInstalled() }
        let bucket = "essai-\(UUID().uuidString.lowercased())"
        try await server.makeBucket(bucket)
        return (server, server.configuration(bucket: bucket))
    }

    private struct NotInstalled: Error {}
}

extension S3Server {
    /// How the engine stores in `bucket`.
    func configuration(bucket: String) -> S3Configuration {
        S3Configuration(
            endpoint: endpoint, region: region, bucket: bucket, credentials: S3Credentials(key: key, secret: secret))
    }
}

/// Gives a suite a real S3 server, where `ci/setup` installed one.
struct S3ServerTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        guard S3Server.isInstalled else { return try await body() }
        let server = try await SharedS3Server.shared.borrow()
        do {
            try await SharedS3Server.$current.withValue(server) { try await body() }
        } catch {
            await SharedS3Server.shared.release()
            throw error
        }
        await SharedS3Server.shared.release()
    }
}

extension Trait where Self == S3ServerTrait {
    /// A real S3 server for the suite.
    static var s3Server: S3ServerTrait { S3ServerTrait() }
}
