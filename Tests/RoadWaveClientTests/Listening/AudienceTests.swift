import RoadWaveClient
import RoadWaveTestServices
import Synchronization
import Testing

/// Many listeners, against a server whose answers are known.
@Suite("Audience")
struct AudienceTests {
    /// A live of two renditions that has ended, and what was asked of it.
    private final class EndedLive: Sendable {
        private let asked = Mutex<[String]>([])
        private let playlist: String

        init(_ playlist: String) { self.playlist = playlist }

        var paths: [String] { asked.withLock { $0 } }

        func answer(_ question: LoopbackServer.Question) -> LoopbackServer.Answer {
            asked.withLock { $0.append(question.path) }
            switch question.path {
            case "/master.m3u8":
                let text =
                    "#EXTM3U\n" + ["a", "b"].map { "#EXT-X-STREAM-INF:BANDWIDTH=1\n\($0)/media.m3u8\n" }.joined()
                return LoopbackServer.Answer(200, body: Array(text.utf8))
            case "/a/media.m3u8", "/b/media.m3u8":
                return LoopbackServer.Answer(200, body: Array(playlist.utf8))
            case "/a/9.ts", "/b/9.ts":
                return LoopbackServer.Answer(404)
            default:
                return LoopbackServer.Answer(200, body: [1, 2, 3])
            }
        }
    }

    private func listen(to live: EndedLive, size: Int) async throws -> ListeningReport {
        let server = try await LoopbackServer.start { live.answer($0) }
        let audience = Audience(size: size, masterURL: await server.base + "/master.m3u8")
        // The live has ended, so that nobody stays this long.
        let report = await audience.listen(for: .seconds(60), arrivingWithin: .zero)
        await server.stop()
        return report
    }

    private static func playlist(_ numbers: ClosedRange<Int>, gap: Int? = nil) -> String {
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:\(numbers.lowerBound)\n"
            + numbers.map { ($0 == gap ? "#EXT-X-GAP\n" : "") + "#EXTINF:2.0,\n\($0).ts\n" }.joined()
            + "#EXT-X-ENDLIST\n"
    }

    @Test(
        "each listener asks once for the master playlist, for one rendition, and for each segment from the hold-back on"
    )
    func requests() async throws {
        let live = EndedLive(Self.playlist(0...8))
        let report = try await listen(to: live, size: 4)
        #expect(report.playlistRequests == 8)
        // Three target durations from the end: 6, 7 and 8.
        #expect(report.segmentRequests == 12)
        #expect(report.seconds == 24)
        #expect(report.failures.isEmpty && report.missedSegments == 0 && report.stepsBack == 0)
        for rendition in ["a", "b"] {
            #expect(live.paths.count { $0 == "/\(rendition)/media.m3u8" } == 2)
            #expect(Set(live.paths.filter { $0.hasPrefix("/\(rendition)/") && $0.hasSuffix(".ts") }).count == 3)
        }
    }

    @Test("a segment that cannot be had is missed and counted; a gap is not asked for")
    func missing() async throws {
        let live = EndedLive(Self.playlist(8...10, gap: 10))
        let report = try await listen(to: live, size: 1)
        #expect(report.segmentRequests == 2)
        #expect(report.missedSegments == 2)
        #expect(report.failures == [404: 1])
        #expect(report.seconds == 2)
    }

    @Test("an audience of nobody ends at once")
    func nobody() async throws {
        #expect(try await listen(to: EndedLive(Self.playlist(0...1)), size: 0) == ListeningReport())
    }
}
