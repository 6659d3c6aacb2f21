import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// On servers of their own, with certificates that `openssl` made.
@Suite("TLS to PostgreSQL", .serialized, .timeLimit(.minutes(2)))
struct PostgresTLSTests {
    @Test("the connection is encrypted, and its server is the one that the authority vouches for")
    func verified() async throws {
        try await withServer { server, authority async throws in
            let client = PostgresClient(address: try Self.address(server, trusting: authority)) { .zero }
            let rows = try await client.query("SELECT ssl::text AS tls FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            #expect(try rows.first?.text("tls") == "true")
            await client.close()
            #expect(try await Self.startFailure(Self.address(server, trusting: authority)) == nil)
        }
    }

    @Test("a server of another authority, or of another name, stops the start of a node, which says why")
    func untrusted() async throws {
        try await withServer { server, authority async throws in
            try await TestAuthority.with { other async throws in
                let error = try await Self.startFailure(Self.address(server, trusting: other))
                #expect(error?.contains("ROADWAVE_POSTGRES_URL cannot be used") == true)
                #expect(error?.contains("certificate verify failed") == true)
                #expect(error?.contains("s3cret") == false)
            }
            let elsewhere = try await Self.startFailure(
                Self.address(server, host: "localhost", trusting: authority))
            #expect(elsewhere?.contains("does not match host name") == true)
        }
    }

    @Test("an authority whose file is missing stops the start of a node, which says why")
    func missingAuthority() async throws {
        try await withServer { server, authority async throws in
            let url = server.url + "?sslmode=verify-full&sslrootcert=\(authority.path("absent.pem"))"
            let error = try await Self.startFailure(try #require(PostgresAddress(parsing: url)))
            #expect(error?.contains("absent.pem\" does not exist") == true)
        }
    }

    @Test("a server that speaks no TLS stops the start of a node, which says why")
    func plain() async throws {
        try await withServer(isPlain: true) { server, authority async throws in
            let error = try await Self.startFailure(Self.address(server, trusting: authority))
            #expect(error?.contains("server does not support SSL") == true)
        }
    }

    @Test("a server that closes every connection is waited for, TLS or not")
    func closing() async throws {
        // As a proxy does whose server is away.
        try await FakeRedis.answering([], hangsUp: true) { proxy async throws in
            let url = proxy.url.replacing("redis://", with: "postgres://u@") + "/d?sslmode=require"
            let address = try #require(PostgresAddress(parsing: url))
            let error = await #expect(throws: DatabaseFailure.self) {
                try await PostgresClient(address: address) { .zero }.query("SELECT 1")
            }
            #expect(error?.mayPass == true)
        }
    }

    private func withServer(
        isPlain: Bool = false, _ body: (PostgresServer, TestAuthority) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        try await TestAuthority.with { authority async throws in
            try await authority.issue("postgres")
            let server = try await PostgresServer.start(
                in: directory.path, password: "s3cret",
                tls: isPlain ? nil : (authority.path("postgres.pem"), authority.path("postgres.key")))
            do {
                try await body(server, authority)
            } catch {
                await server.stop()
                throw error
            }
            await server.stop()
        }
        withExtendedLifetime(directory) {}
    }

    private static func address(
        _ server: PostgresServer, host: String = "127.0.0.1", trusting authority: TestAuthority
    ) throws -> PostgresAddress {
        let url = server.url.replacing("127.0.0.1", with: host) + "?sslmode=verify-full&sslrootcert=\(authority.root)"
        return try #require(PostgresAddress(parsing: url))
    }

    /// Why a node does not start with this database; nil when it does.
    private static func startFailure(_ address: PostgresAddress) async throws -> String? {
        do {
            try await RunningTestNode.with(.with(\.postgres, address)) { _ in }
            return nil
        } catch let error as RoadWaveError {
            return "\(error)"
        }
    }
}
