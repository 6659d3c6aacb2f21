import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// What the log of the cache says of requests: bills are made from it.
@Suite(
    "Logged requests", .realTime, .enabled(if: CacheUnderTest.isInstalled, "NGINX n'est pas installé : ci/setup"))
struct LoggedRequestTests {
    private let bytes = (0..<12_408).map { UInt8(truncatingIfNeeded: $0 * 7) }
    private let path = CacheUnderTest.segment

    /// The last logged request for the path, which NGINX writes once it is answered.
    private func logged(_ count: Int, _ cache: CacheUnderTest) async throws -> CacheLog.Entry {
        try await until { try CacheLog(of: cache.server).requests(for: path).count >= count }
        return try #require(try CacheLog(of: cache.server).requests(for: path).last)
    }

    @Test("the log distinguishes a whole segment, a part, HEAD and an unchanged one, with the bytes of each")
    func kinds() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(path, .segment(of: bytes))
            _ = try await cache.get(path)
            let whole = try await logged(1, cache)
            #expect(whole.isWholeSegment)
            #expect(whole.body == 12_408)
            #expect(whole.bytes > 12_408)
            _ = try await cache.get(path, headers: ["Range": "bytes=0-1"])
            let part = try await logged(2, cache)
            #expect(!part.isWholeSegment)
            #expect(part.status == 206)
            #expect(part.body == 2)
            _ = try await cache.get(path, method: "HEAD")
            let head = try await logged(3, cache)
            #expect(head.body == 0)
            #expect(head.bytes > 0)
            #expect(!head.isWholeSegment)
        }
    }

    @Test("no two lines are the same, so the first line identifies a log")
    func identifiers() async throws {
        try await CacheUnderTest.run { (cache: CacheUnderTest) async throws in
            await cache.put(path, .segment(of: bytes))
            for _ in 0..<5 { _ = try await cache.get(path) }
            _ = try await logged(5, cache)
            let lines = try String(contentsOfFile: cache.server.accessLog, encoding: .utf8).split(separator: "\n")
            let identifiers = lines.compactMap { $0.firstMatch(of: /"id":"([0-9a-f]{32})"/).map { String($0.1) } }
            #expect(identifiers.count == lines.count)
            #expect(Set(identifiers).count == lines.count)
        }
    }
}
