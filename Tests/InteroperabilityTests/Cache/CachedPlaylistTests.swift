import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// What deploy/nginx/roadwave.conf does with playlists, on a real NGINX.
@Suite(
    "Cached playlists", .realTime, .timeLimit(.minutes(5)),
    .enabled(if: CacheUnderTest.isInstalled, "NGINX n'est pas installé : ci/setup"))
struct CachedPlaylistTests {
    private let path = CacheUnderTest.playlist

    @Test("a playlist is kept until the end of the second in which it was read, and no longer")
    func oneSecond() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(path, .playlist(version: 1))
            while await cache.reads(of: path) < 3 {
                _ = try await cache.get(path)
                // why: the pace of many listeners, in the real seconds that NGINX counts.
                try await Task.sleep(for: .milliseconds(50))
            }
            // NGINX's own clock says in which second it answered.
            let requests = try CacheLog(of: cache.server).requests(for: path)
            var read: Int?
            for request in requests {
                if request.storage.isEmpty { #expect(read == Int(request.at)) } else { read = Int(request.at) }
            }
            #expect(requests.contains { $0.cache == "HIT" })
        }
    }

    @Test("a listener who is alone gets the present playlist, not that of the request before")
    func alone() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            for version in 1...3 {
                await cache.put(path, .playlist(version: version))
                #expect(try await cache.get(path).version == version)
                try await cache.waitForSecond()
            }
        }
    }

    @Test("after a pause a listener who is alone gets the present playlist")
    func pause() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(path, .playlist(version: 1))
            #expect(try await cache.get(path).version == 1)
            await cache.put(path, .playlist(version: 2))
            try await cache.waitForSecond(after: 8)
            #expect(try await cache.get(path).version == 2)
        }
    }

    @Test(
        "after a pause one of many listeners reads the storage; the others have the present playlist when they next ask"
    )
    func pauseOfMany() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(path, .playlist(version: 1))
            #expect(try await cache.get(path).version == 1)
            await cache.put(path, .playlist(version: 2))
            try await cache.waitForSecond(after: 8)
            try await expectOneRead(by: cache)
            #expect(try await cache.get(path).version == 2)
        }
    }

    @Test("a storage that hangs is asked by one of many listeners, whatever the age of the playlist")
    func hungStorage() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(path, .playlist(version: 1))
            #expect(try await cache.get(path).version == 1)
            try await cache.waitForSecond(after: 8)
            // Longer than the cache waits.
            await cache.origin.slowDown(by: .seconds(8))
            #expect(try await versions(from: cache, count: CacheUnderTest.atOnce) == [1])
            #expect(await cache.reads(of: path) == 2)
        }
    }

    @Test("a storage that hangs is asked once for a playlist that the cache does not have, and all are told")
    func hungStorageWithoutPlaylist() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.origin.slowDown(by: .seconds(8))
            let statuses = try await cache.statuses(of: path, count: CacheUnderTest.atOnce)
            #expect(statuses == Array(repeating: 504, count: CacheUnderTest.atOnce))
            // Those who look when the second of the failure is over have it asked again, by one of them.
            #expect(await cache.reads(of: path) <= 2)
        }
    }

    @Test("while the storage is slow, one request reads the new playlist and the others get the old one")
    func slowStorage() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(path, .playlist(version: 1))
            #expect(try await cache.get(path).version == 1)
            try await cache.waitForSecond()
            await cache.put(path, .playlist(version: 2))
            try await expectOneRead(by: cache)
        }
    }

    @Test("while the storage is gone, the last playlist is served")
    func outage() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(path, .playlist(version: 1))
            _ = try await cache.get(path)
            await cache.origin.stop()
            try await cache.waitForSecond(after: 2)
            let answer = try await cache.get(path)
            #expect(answer.version == 1)
            #expect(answer.cacheStatus == "STALE")
        }
    }

    @Test("the absence of a playlist is forgotten after a second")
    func absence() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            #expect(try await cache.get(path).status == 404)
            await cache.put(path, .playlist(version: 1))
            try await cache.waitForSecond()
            #expect(try await cache.get(path).version == 1)
        }
    }

    @Test("a failure of the storage is forgotten after a second")
    func failure() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(path, LoopbackServer.Answer(503))
            #expect(try await cache.get(path).status == 503)
            await cache.put(path, .playlist(version: 1))
            try await cache.waitForSecond()
            #expect(try await cache.get(path).version == 1)
        }
    }

    @Test("a playlist that did not change is confirmed by the storage, not sent again")
    func revalidation() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            var answer = LoopbackServer.Answer.playlist(version: 1)
            answer.headers["ETag"] = "\"one\""
            await cache.put(path, answer)
            _ = try await cache.get(path)
            await cache.put(path, LoopbackServer.Answer(304, headers: ["ETag": "\"one\""]))
            try await cache.waitForSecond()
            let again = try await cache.get(path)
            #expect(again.cacheStatus == "REVALIDATED")
            #expect(again.version == 1)
            #expect(await cache.origin.questions.last?.headers["if-none-match"] == "\"one\"")
        }
    }

    @Test("the tag of a playlist is quoted, as OpenStack Swift's are not", arguments: ["one", "\"one\"", "W/\"one\""])
    func entityTag(tag: String) async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            var answer = LoopbackServer.Answer.playlist(version: 1)
            answer.headers["ETag"] = tag
            await cache.put(path, answer)
            let quoted = tag == "one" ? "\"one\"" : tag
            // What NGINX compresses has a weak tag.
            let kept = try await cache.get(path, headers: ["Accept-Encoding": "identity"])
            #expect(kept.headers["etag"] == quoted)
            try await cache.waitForSecond()
            _ = try await cache.get(path)
            #expect(await cache.origin.questions.last?.headers["if-none-match"] == quoted)
        }
    }

    @Test("a playlist is compressed for who asks, a segment for no one")
    func compression() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(path, .playlist(version: 1))
            await cache.put(CacheUnderTest.segment, .segment(of: Array(repeating: 0x47, count: 10_000)))
            let gzip = ["Accept-Encoding": "gzip"]
            let playlist = try await cache.get(path, headers: gzip)
            #expect(playlist.headers["content-encoding"] == "gzip")
            #expect(playlist.headers["vary"] == "Accept-Encoding")
            // The client has decompressed it.
            #expect(playlist.version == 1)
            #expect(try await cache.get(CacheUnderTest.segment, headers: gzip).headers["content-encoding"] == nil)
        }
    }

    /// While the storage is slow, one of many reads the second version; the others are told the first one meanwhile.
    private func expectOneRead(by cache: CacheUnderTest) async throws {
        await cache.origin.hold()
        let versions = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<CacheUnderTest.atOnce { group.addTask { try await cache.get(path).version ?? 0 } }
            var versions: [Int] = []
            for try await version in group {
                versions.append(version)
                if versions.count == CacheUnderTest.atOnce - 1 { await cache.origin.release() }
            }
            return versions
        }
        #expect(versions == Array(repeating: 1, count: CacheUnderTest.atOnce - 1) + [2])
        #expect(await cache.reads(of: path) == 2)
    }

    /// The versions that so many requests at once are given.
    private func versions(from cache: CacheUnderTest, count: Int) async throws -> Set<Int> {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<count { group.addTask { try await cache.get(path).version ?? 0 } }
            return try await group.reduce(into: []) { $0.insert($1) }
        }
    }
}
