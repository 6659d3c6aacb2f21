import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// What deploy/nginx/roadwave.conf does with segments, on a real NGINX.
@Suite("Cached segments", .realTime, .enabled(if: CacheUnderTest.isInstalled, "NGINX n'est pas installé : ci/setup"))
struct CachedSegmentTests {
    private let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    private let path = CacheUnderTest.segment

    @Test("a segment is read once from the storage, and the same for everyone, whatever the query")
    func once() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(path, .segment(of: bytes))
            let answers = [
                try await cache.get(path), try await cache.get(path), try await cache.get(path + "?listener=7"),
            ]
            #expect(answers.map(\.cacheStatus) == ["MISS", "HIT", "HIT"])
            #expect(answers.allSatisfy { $0.body == bytes && $0.headers["content-type"] == "video/mp2t" })
            #expect(answers.allSatisfy { $0.headers["cache-control"]?.contains("immutable") == true })
            #expect(await cache.reads(of: path) == 1)
        }
    }

    @Test("of many who ask at once for a new segment, one reads it from the storage")
    func together() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(path, .segment(of: bytes))
            await cache.origin.slowDown(by: .milliseconds(100))
            let statuses = try await cache.statuses(of: path, count: 20)
            #expect(statuses == Array(repeating: 200, count: 20))
            #expect(await cache.reads(of: path) == 1)
        }
    }

    @Test("a range is cut from the whole segment, which is what the cache asks for")
    func range() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(path, .segment(of: bytes))
            for status in ["MISS", "HIT"] {
                let answer = try await cache.get(path, headers: ["Range": "bytes=100-199"])
                #expect(answer.status == 206)
                #expect(answer.cacheStatus == status)
                #expect(answer.body == Array(bytes[100..<200]))
                #expect(answer.headers["content-range"] == "bytes 100-199/20000")
            }
            #expect(try await cache.get(path).body == bytes)
            #expect(await cache.reads(of: path) == 1)
            #expect(await cache.origin.questions.allSatisfy { $0.headers["range"] == nil })
        }
    }

    @Test("the absence of a segment is forgotten after a second")
    func absence() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            #expect(try await cache.get(path).status == 404)
            await cache.put(path, .segment(of: bytes))
            try await cache.waitForSecond()
            #expect(try await cache.statuses(of: path, count: 5) == Array(repeating: 200, count: 5))
        }
    }

    @Test("many who ask for a segment that is absent do not wait for one another")
    func absenceForMany() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            // A slow machine may cross the end of a second, where absences are forgotten: then another segment.
            for number in 0..<5 {
                let path = path.replacing("7.ts", with: "\(number).ts")
                try await cache.waitForSecond()
                let statuses = try await cache.statuses(of: path, count: CacheUnderTest.atOnce)
                #expect(statuses == Array(repeating: 404, count: CacheUnderTest.atOnce))
                if Set(try CacheLog(of: cache.server).requests(for: path).map { Int($0.at) }).count == 1 {
                    #expect(await cache.reads(of: path) == 1)
                    return
                }
            }
            Issue.record("they never are all answered within a second")
        }
    }

    @Test("a storage that hangs is asked once for a new segment, and all are told")
    func hungStorage() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.origin.slowDown(by: .seconds(8))
            let statuses = try await cache.statuses(of: path, count: CacheUnderTest.atOnce)
            #expect(statuses == Array(repeating: 504, count: CacheUnderTest.atOnce))
            // Those who look when the second of the failure is over have it asked again, by one of them.
            #expect(await cache.reads(of: path) <= 2)
        }
    }

    @Test("a segment that is kept is served when the storage is gone; one that is not is an error")
    func outage() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(path, .segment(of: bytes))
            _ = try await cache.get(path)
            await cache.origin.stop()
            #expect(try await cache.get(path).body == bytes)
            #expect(try await cache.get(path.replacing("7.ts", with: "8.ts")).status == 502)
        }
    }
}
