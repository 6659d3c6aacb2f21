import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// What deploy/nginx/roadwave-tls.conf adds to the cache, on a real NGINX.
@Suite(
    "The cache over HTTPS", .realTime, .enabled(if: CacheUnderTest.isInstalled, "NGINX n'est pas installé : ci/setup"))
struct CacheOverHTTPSTests {
    @Test("listeners get the same media over HTTPS and HTTP/2, and nothing over plain HTTP")
    func media() async throws {
        try await withCache { url, authority async throws in
            for version in ["--http1.1", "--http2"] {
                #expect(try await authority.curl(url + CacheUnderTest.playlist, version).hasPrefix("#EXTM3U"))
            }
            let plain = url.replacing("https://", with: "http://")
            #expect(try await !authority.curl(plain + CacheUnderTest.playlist).contains("#EXTM3U"))
        }
    }

    @Test("TLS before 1.2 is refused by the cache")
    func versions() async throws {
        try await withCache { url, authority in
            let refusal = try await authority.curl(
                url + "/healthz", "--tlsv1.1", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0")
            #expect(refusal.contains("alert protocol version"), "\(refusal)")
            #expect(try await authority.curl(url + "/healthz", "--tlsv1.2", "--tls-max", "1.2") == "ok")
        }
    }

    private func withCache(_ body: (String, TestAuthority) async throws -> Void) async throws {
        try await TestAuthority.with { authority in
            try await authority.issue("cache")
            let origin = try await ScriptedOrigin.start()
            await origin.put(
                CacheUnderTest.prefix + CacheUnderTest.playlist, .playlist(version: 1))
            do {
                let server = try await NGINXServer.start(
                    in: authority.folder + "/nginx", storage: await origin.base, prefix: CacheUnderTest.prefix,
                    tls: (authority.path("cache.pem"), authority.path("cache.key")))
                do {
                    try await body(server.http, authority)
                } catch {
                    Issue.record(error)
                }
                await server.stop()
            } catch {
                Issue.record(error)
            }
            await origin.stop()
        }
    }
}
