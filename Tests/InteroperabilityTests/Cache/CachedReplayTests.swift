import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// What deploy/nginx/roadwave.conf does with the playlists and the waveform of a replay, on a real NGINX.
@Suite("Cached replays", .realTime, .enabled(if: CacheUnderTest.isInstalled, "NGINX n'est pas installé : ci/setup"))
struct CachedReplayTests {
    private static let replay = "/replays/3f2504e0-4f89-41d3-9a0c-0305e82c3301"

    @Test(
        "a playlist or a waveform of a replay is kept for ten minutes, where that of a live is read again after a second",
        arguments: ["master.m3u8", "master-aac.m3u8", "mp3/media.m3u8", "aac/media.m3u8", "waveform.json"])
    func kept(name: String) async throws {
        let path = "\(Self.replay)/\(name)"
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(path, .playlist(version: 1))
            await cache.put(CacheUnderTest.playlist, .playlist(version: 1))
            #expect(try await cache.get(path).cacheStatus == "MISS")
            _ = try await cache.get(CacheUnderTest.playlist)
            await cache.put(path, .playlist(version: 2))
            await cache.put(CacheUnderTest.playlist, .playlist(version: 2))
            try await cache.waitForSecond(after: 2)
            let kept = try await cache.get(path)
            #expect(kept.cacheStatus == "HIT")
            #expect(kept.version == 1)
            #expect(kept.headers["cache-control"] == "public, max-age=600")
            #expect(kept.headers["access-control-allow-origin"] == "*")
            #expect(await cache.reads(of: path) == 1)
            #expect(try await cache.get(CacheUnderTest.playlist).version == 2)
        }
    }

    @Test(
        "the absence of a replay's playlist or waveform is forgotten after a second",
        arguments: [
            "master.m3u8", "waveform.json",
        ])
    func absence(name: String) async throws {
        let path = "\(Self.replay)/\(name)"
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            #expect(try await cache.get(path).status == 404)
            await cache.put(path, .playlist(version: 1))
            try await cache.waitForSecond()
            #expect(try await cache.get(path).version == 1)
        }
    }

    @Test("the master playlist of a replay is compressed, short as it is")
    func compression() async throws {
        let master = """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-STREAM-INF:BANDWIDTH=264000,AVERAGE-BANDWIDTH=264000,CODECS="mp4a.40.34"
            mp3/media.m3u8

            """
        let path = "\(Self.replay)/master.m3u8"
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(
                path,
                LoopbackServer.Answer(
                    200, headers: ["Content-Type": "application/vnd.apple.mpegurl"], body: Array(master.utf8)))
            let answer = await PlayerRequests().get(cache.server.http + path)
            #expect(answer.headers["content-encoding"] == "gzip")
            #expect(answer.body == Array(master.utf8))
        }
    }
}
