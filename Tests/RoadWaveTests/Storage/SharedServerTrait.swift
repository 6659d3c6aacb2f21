import RoadWaveTestServices
import Testing

/// Gives a suite a real server, which it shares with the suites that run beside it.
struct SharedServerTrait<Server: Sendable>: SuiteTrait, TestScoping {
    let shared: SharedServer<Server>
    let isInstalled: Bool

    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        guard isInstalled else { return try await body() }
        try await shared.lend(while: body)
    }
}

extension Trait where Self == SharedServerTrait<S3Server> {
    /// A real S3 server for the suite, where `ci/setup` installed one.
    static var s3Server: Self { Self(shared: S3Server.shared, isInstalled: S3Server.isInstalled) }
}

extension Trait where Self == SharedServerTrait<PostgresServer> {
    /// A real PostgreSQL server for the suite.
    static var postgresServer: Self { Self(shared: PostgresServer.shared, isInstalled: true) }
}
