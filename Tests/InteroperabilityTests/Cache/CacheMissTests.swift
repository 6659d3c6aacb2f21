import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// How often the cache asks the storage for what it does not have, on a real NGINX.
@Suite(
    "Misses of the cache", .realTime, .enabled(if: CacheUnderTest.isInstalled, "NGINX n'est pas installé : ci/setup"))
struct CacheMissTests {
    /// More than is let through in the seconds that a busy machine takes to ask.
    private static let asked = 1_000

    /// Names that nobody has, of one live, of lives of their own, of playlists.
    private static let names: [@Sendable (Int) -> String] = [
        { "/lives/3f2504e0-4f89-41d3-9a0c-0305e82c3301/48k/\(1_000_000 + $0).ts" },
        { _ in "/lives/\(UUID().uuidString.lowercased())/48k/1.ts" },
        { _ in "/lives/\(UUID().uuidString.lowercased())/48k/media.m3u8" },
        { _ in "/replays/\(UUID().uuidString.lowercased())/master.m3u8" },
        { _ in "/replays/\(UUID().uuidString.lowercased())/replay.mp3" },
    ]

    @Test(
        "names that are made up are asked of the storage a bounded number of times, and what is kept is served meanwhile",
        .serialized, arguments: names.indices)
    func madeUp(kind: Int) async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(CacheUnderTest.segment, .segment(of: [1, 2, 3]))
            #expect(try await cache.get(CacheUnderTest.segment).status == 200)
            await cache.origin.forgetQuestions()
            let statuses = try await cache.statuses(count: Self.asked, of: Self.names[kind])
            let refused = statuses.count { $0 == 429 }
            #expect(refused > 0)
            #expect(statuses.allSatisfy { $0 == 404 || $0 == 429 })
            // Each of the others was asked once.
            #expect(await cache.origin.questions.count == Self.asked - refused)
            let kept = try await cache.get(CacheUnderTest.segment)
            #expect(kept.status == 200)
            #expect(kept.cacheStatus == "HIT")
        }
    }

    @Test("what was refused to one who made up names is not kept as refused, and a playlist that is there goes on")
    func honest() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(CacheUnderTest.playlist, .playlist(version: 1))
            #expect(try await cache.get(CacheUnderTest.playlist).version == 1)
            _ = try await cache.statuses(count: Self.asked, of: Self.names[0])
            await cache.put(CacheUnderTest.segment, .segment(of: [1, 2, 3]))
            // Twenty a second are let through again: a bound on the wait, for a busy machine.
            var status = 0
            for _ in 0..<100 where status != 200 {
                status = try await cache.get(CacheUnderTest.segment).status
                #expect(status == 200 || status == 429)
                if status != 200 { try await Task.sleep(for: .milliseconds(20)) }
            }
            #expect(status == 200)
            await cache.put(CacheUnderTest.playlist, .playlist(version: 2))
            try await cache.waitForSecond(after: 2)
            #expect(try await cache.get(CacheUnderTest.playlist).version == 2)
        }
    }
}
