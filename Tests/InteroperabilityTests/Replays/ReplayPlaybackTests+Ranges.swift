import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// Ranges of the MP3. A player of iOS asks for the first two bytes, and plays only after a 206.
extension ReplayPlaybackTests {
    /// Longer than two slices of NGINX; no two lines are equal.
    private static let large = (0..<340_000).map { "\($0)\n" }.joined()

    /// A range of an object that the cache may not have yet.
    struct Range: Sendable, CustomTestStringConvertible {
        let header: String
        /// The bytes of the range in an object of a given size.
        let bytes: @Sendable (Int) -> Swift.Range<Int>

        var testDescription: String { header }

        static let all = [
            Range(header: "bytes=0-1") { _ in 0..<2 },
            Range(header: "bytes=-128") { $0 - 128..<$0 },
            Range(header: "bytes=-1") { $0 - 1..<$0 },
            // Across the border of two slices.
            Range(header: "bytes=1048566-1048585") { _ in 1_048_566..<1_048_586 },
            Range(header: "bytes=2000000-") { 2_000_000..<$0 },
        ]
    }

    @Test("a range of a long MP3 is 206 with its bytes, whether the cache has them or not", arguments: Range.all)
    func range(range: Range) async throws {
        let replay = try #require(ReplayUnderTest.current)
        let bytes = Array(Self.large.utf8)
        let url = try await replay.putMP3(Self.large)
        let expected = range.bytes(bytes.count)
        for status in ["MISS", "HIT"] {
            let answer = try #require(await HTTPWitness().request(url, headers: ["Range": range.header]))
            #expect(answer.status == 206)
            #expect(answer.cacheStatus == status)
            #expect(
                answer.headers["content-range"]
                    == "bytes \(expected.lowerBound)-\(expected.upperBound - 1)/\(bytes.count)")
            #expect(answer.body == Array(bytes[expected]))
        }
    }

    @Test("of the MP3 of a replay the first two bytes and the last 128 are 206, and all of it is the stored object")
    func ownMP3() async throws {
        let replay = try #require(ReplayUnderTest.current)
        let stored = try await replay.stored("replay.mp3").body
        #expect(stored.count > 25 * 32_000)
        for _ in 0..<2 {
            let first = try await replay.get("replay.mp3", headers: ["Range": "bytes=0-1"])
            #expect(first.status == 206)
            #expect(first.body == Array(stored.prefix(2)))
            #expect(first.headers["content-range"] == "bytes 0-1/\(stored.count)")
            let last = try await replay.get("replay.mp3", headers: ["Range": "bytes=-128"])
            #expect(last.status == 206)
            #expect(last.body == Array(stored.suffix(128)))
            let whole = try await replay.get("replay.mp3")
            #expect(whole.status == 200)
            #expect(whole.body == stored)
            #expect(whole.headers["content-type"] == "audio/mpeg")
        }
    }

    @Test("a range past the end of an MP3 is 416, HEAD says its length, and a range of another version is all of it")
    func edges() async throws {
        let replay = try #require(ReplayUnderTest.current)
        let url = try await replay.putMP3(Self.large)
        let size = Self.large.utf8.count
        for _ in 0..<2 {
            let past = try #require(await HTTPWitness().request(url, headers: ["Range": "bytes=\(size)-"]))
            #expect(past.status == 416)
            #expect(past.headers["content-range"] == "bytes */\(size)")
            let head = try #require(await HTTPWitness().request(url, method: "HEAD"))
            #expect(head.status == 200)
            #expect(head.headers["content-length"] == "\(size)")
            let other = try #require(
                await HTTPWitness().request(url, headers: ["Range": "bytes=0-1", "If-Range": "\"another\""]))
            #expect(other.status == 200)
            #expect(other.body.count == size)
        }
    }
}

extension ReplayUnderTest {
    /// Puts an object where the MP3 of another replay would be.
    /// - Returns: its address at the cache, which has not been asked for it.
    fileprivate func putMP3(_ text: String) async throws -> String {
        let key = "replays/\(UUID().uuidString.lowercased())/replay.mp3"
        try await storage.write(text, to: key, in: bucket)
        return "\(cache.http)/\(key)"
    }
}
