// Which of these modules owns `timespec` changes from build to build.
import CoreFoundation
import Foundation
import Glibc
import RoadWaveRTC
import Testing

@testable import RoadWave

/// What the costliest texts of the longest length cost the processor, in every parser of what a client sends with a
/// request. The bound is far above what a linear reader takes, compiled for debugging, and far below a quadratic one.
@Suite("The cost of hostile requests")
struct ParserCostTests {
    private static let bound = Duration.milliseconds(900)

    private func threadTime(of work: () throws -> Void) rethrows -> Duration {
        func now() -> Duration {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        }
        let start = now()
        try work()
        return now() - start
    }

    /// As many bytes as a header may have here and in other servers.
    private static let headerLength = 80_000

    private func repeated(_ text: String, to length: Int) -> String {
        String(repeating: text, count: length / text.utf8.count)
    }

    @Test(
        "bodies of JSON",
        arguments: [
            "{\"a\":", "[", "[[],", "\"\\u0041", "\"\\ud83d\\ude00", "1,", "{\"a\":1,", "\"", "-1e1", " ", "\u{301}",
            "[\"\u{301}\",",
        ])
    func json(unit: String) {
        let body = repeated(unit, to: BoundedBody.maximumLength)
        for text in [body, "[" + body, "[" + body + "0]"] {
            #expect(threadTime { _ = try? JSONDecoder().decode(JoinRequest.self, from: Data(text.utf8)) } < Self.bound)
        }
    }

    @Test("an object of thousands of names")
    func names() {
        let members = (0..<6_000).map { "\"\($0)\":\($0)" }.joined(separator: ",")
        #expect(
            threadTime { _ = try? JSONDecoder().decode(JoinRequest.self, from: Data("{\(members)}".utf8)) } < Self.bound
        )
    }

    @Test("queries", arguments: ["a", "&", "=", "%41", "a=%F0%9F%9A%80&", "tag=a&", "+", "%", "\u{301}"])
    func query(unit: String) {
        let text = repeated(unit, to: RequestQuery.maximumBytes)
        #expect(threadTime { _ = try? RequestQuery(text) } < Self.bound)
        #expect(threadTime { _ = try? WHIPParameters("title=" + text) } < Self.bound)
    }

    @Test("forwarded addresses", arguments: [",", "1,", "[::1],", "127.0.0.1, ", " ", ":", "::", "\u{301},"])
    func forwarded(unit: String) throws {
        let proxy = try #require(AddressBlock("127.0.0.0/8"))
        let origins = ClientOrigins(trustedProxies: [proxy])
        let header = repeated(unit, to: Self.headerLength)
        #expect(threadTime { _ = origins.client(of: .v4(0x7F00_0001), forwarded: [header]) } < Self.bound)
    }

    @Test(
        "entity tags, ranges, dates and origins",
        arguments: [",", "*", "\"a\",", "W/\"a\", ", " ", "bytes=", "1-", "http://", "9", "\u{301}"])
    func headers(unit: String) {
        let header = repeated(unit, to: Self.headerLength)
        let time = threadTime {
            let tags = EntityTags(header)
            _ = tags.containsStrongly("\"b\"")
            _ = tags.containsWeakly("\"b\"")
            _ = ByteRange(header: header)
            _ = ByteRange(header: "bytes=" + header)
            _ = Date(httpDate: header)
            _ = WebOrigin("http://localhost:" + header).isLoopback
        }
        #expect(time < Self.bound)
    }
}
