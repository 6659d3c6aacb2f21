import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// What deploy/nginx/roadwave.conf lets through, in both directions, on a real NGINX.
@Suite(
    "Boundary of the cache", .realTime, .enabled(if: CacheUnderTest.isInstalled, "NGINX n'est pas installé : ci/setup"))
struct CacheBoundaryTests {
    @Test(
        "what is no media is not asked of the storage",
        arguments: [
            "/", "/lives", "/lives/", "/lives/3f2504e0-4f89-41d3-9a0c-0305e82c3301/", "/health/probe",
            "/lives/3f2504e0-4f89-41d3-9a0c-0305e82c3301/48k/", "/lives/x/48k/media.m3u8",
            "/lives/3f2504e0-4f89-41d3-9a0c-0305e82c3301/48k/07.ts",
            "/lives/3f2504e0-4f89-41d3-9a0c-0305e82c3301/48k/-1.ts",
            "/lives/3f2504e0-4f89-41d3-9a0c-0305e82c3301/replay.mp3",
            "/lives/3f2504e0-4f89-41d3-9a0c-0305e82c3301/48k/../../other/1.ts",
            "/lives/3f2504e0-4f89-41d3-9a0c-0305e82c3301%2f48k/1.ts%00", "/-/preflight",
            "/lives/3f2504e0-4f89-41d3-9a0c-0305e82c3301/48k/media.m3u8%0a",
            "/lives/3f2504e0-4f89-41d3-9a0c-0305e82c3301/master.m3u8%0a",
            "/lives/3f2504e0-4f89-41d3-9a0c-0305e82c3301/48k/1.ts%0a",
            "/replays/3f2504e0-4f89-41d3-9a0c-0305e82c3301/mp3/1.ts%0a",
            "/replays/3f2504e0-4f89-41d3-9a0c-0305e82c3301/48k/1.ts",
            "/replays/3f2504e0-4f89-41d3-9a0c-0305e82c3301/making/1/mp3/1.ts",
            "/replays/3f2504e0-4f89-41d3-9a0c-0305e82c3301/replay.mp3%0a",
            "\(CacheUnderTest.prefix)/lives/3f2504e0-4f89-41d3-9a0c-0305e82c3301/48k/1.ts",
        ])
    func refusedPaths(path: String) async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            let status = try await cache.get(path).status
            #expect(status == 404 || status == 400)
            #expect(await cache.origin.questions.isEmpty)
        }
    }

    @Test("what is media of a live or of a replay is asked by its name in the bucket")
    func names() async throws {
        let live = "/lives/3f2504e0-4f89-41d3-9a0c-0305e82c3301"
        let replay = "/replays/3f2504e0-4f89-41d3-9a0c-0305e82c3301"
        let paths = [
            "\(live)/master.m3u8", "\(live)/96k/media.m3u8", "\(live)/32k/0.ts", "\(replay)/master.m3u8",
            "\(replay)/master-aac.m3u8", "\(replay)/mp3/media.m3u8", "\(replay)/aac/media.m3u8", "\(replay)/mp3/120.ts",
            "\(replay)/aac/0.ts", "\(replay)/waveform.json", "\(replay)/replay.mp3",
        ]
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            for path in paths { _ = try await cache.get(path) }
            #expect(await cache.origin.questions.map(\.path) == paths.map { CacheUnderTest.prefix + $0 })
        }
    }

    @Test("only reading is allowed", arguments: ["POST", "PUT", "DELETE", "PATCH"])
    func methods(method: String) async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            #expect(try await cache.get(CacheUnderTest.segment, method: method).status == 405)
            #expect(await cache.origin.questions.isEmpty)
        }
    }

    @Test("nothing of a listener reaches the storage")
    func listenersPrivacy() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            _ = try await cache.get(
                CacheUnderTest.playlist + "?token=secret",
                headers: ["Cookie": "id=1", "Authorization": "Bearer x", "X-Forwarded-For": "10.0.0.1"])
            let question = try #require(await cache.origin.questions.first)
            #expect(question.path == CacheUnderTest.prefix + CacheUnderTest.playlist)
            #expect(Set(question.headers.keys).isSubset(of: ["host", "connection", "accept-encoding"]))
            let log = try String(contentsOfFile: cache.server.accessLog, encoding: .utf8)
            #expect(!log.contains("secret") && !log.contains("127.0.0.1"))
        }
    }

    @Test("what the storage says of itself and of its caching does not reach listeners, nor decides")
    func storagesHeaders() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            var answer = LoopbackServer.Answer.segment(of: [1, 2, 3])
            answer.headers.merge([
                "Set-Cookie": "a=b", "Cache-Control": "private, no-store", "Expires": "0", "Vary": "*",
                "X-Accel-Expires": "0", "X-Trans-Id": "tx1",
            ]) { $1 }
            await cache.put(CacheUnderTest.segment, answer)
            _ = try await cache.get(CacheUnderTest.segment)
            let kept = try await cache.get(CacheUnderTest.segment)
            #expect(kept.cacheStatus == "HIT")
            for name in ["set-cookie", "expires", "vary", "x-accel-expires", "x-trans-id"] {
                #expect(kept.headers[name] == nil, "\(name)")
            }
            #expect(kept.headers["cache-control"] == "public, max-age=86400, immutable")
        }
    }

    @Test(
        "how media may be used is said once, by the cache, whatever the storage says of it",
        arguments: [CacheUnderTest.segment, CacheUnderTest.playlist])
    func policies(path: String) async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            var answer = LoopbackServer.Answer.segment(of: [1, 2, 3])
            answer.headers.merge([
                "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Cache-Status": "HIT",
                "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
                "Content-Security-Policy": "default-src 'none'", "Access-Control-Allow-Origin": "https://one.example",
                "Access-Control-Expose-Headers": "X-One", "Timing-Allow-Origin": "https://one.example",
                "X-Amz-Request-Id": "1", "X-Amz-Id-2": "2",
            ]) { $1 }
            await cache.put(path, answer)
            let passed = try await cache.get(path)
            for name in [
                "referrer-policy", "cross-origin-resource-policy", "cross-origin-opener-policy",
                "content-security-policy", "x-amz-request-id", "x-amz-id-2",
            ] {
                #expect(passed.headers[name] == nil, "\(name)")
            }
            // The witness joins what is there twice.
            #expect(passed.headers["x-content-type-options"] == "nosniff")
            #expect(passed.headers["x-cache-status"] == "MISS")
            #expect(passed.headers["access-control-allow-origin"] == "*")
            #expect(passed.headers["timing-allow-origin"] == "*")
            #expect(passed.headers["access-control-expose-headers"]?.contains("X-One") == false)
        }
    }

    @Test("web players of any site may listen, and ask for ranges")
    func crossOrigin() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(CacheUnderTest.segment, .segment(of: [1]))
            let answer = try await cache.get(CacheUnderTest.segment, headers: ["Origin": "https://radio.example"])
            #expect(answer.headers["access-control-allow-origin"] == "*")
            #expect(answer.headers["access-control-expose-headers"]?.contains("Content-Range") == true)
            let preflight = try await cache.get(
                CacheUnderTest.segment, method: "OPTIONS",
                headers: [
                    "Origin": "https://radio.example", "Access-Control-Request-Method": "GET",
                    "Access-Control-Request-Headers": "range",
                ])
            #expect(preflight.status == 204)
            #expect(preflight.headers["access-control-allow-headers"]?.contains("Range") == true)
            #expect(preflight.headers["access-control-allow-origin"] == "*")
        }
    }

    @Test("a replay in MP3 is read in slices of a mebibyte, and only those that are heard")
    func slices() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            let path = "/replays/3f2504e0-4f89-41d3-9a0c-0305e82c3301/replay.mp3"
            _ = try await cache.get(path, headers: ["Range": "bytes=3000000-3000009"])
            #expect(await cache.origin.questions.map { $0.headers["range"] } == ["bytes=2097152-3145727"])
        }
    }
}
