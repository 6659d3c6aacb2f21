import Testing

@testable import RoadWave

@Suite("Media playlists")
struct MediaPlaylistTests {
    /// Everything that a live can write, with its exact text.
    static let playlist = MediaPlaylist(
        targetDuration: 2, mediaSequence: 41, discontinuitySequence: 3, holdBack: .seconds(15),
        entries: [
            .init(
                address: "41.ts", duration: .microseconds(2_005_333),
                programDateTime: WallDate(millisecondsSince1970: 1_774_787_696_789)),
            .init(address: "42.ts", duration: .microseconds(1_984_000), isDiscontinuous: true),
            .init(address: "43.ts", duration: .microseconds(2_005_334), isGap: true),
        ], isEnded: true)

    static let text = """
        #EXTM3U
        #EXT-X-VERSION:3
        #EXT-X-TARGETDURATION:2
        #EXT-X-MEDIA-SEQUENCE:41
        #EXT-X-DISCONTINUITY-SEQUENCE:3
        #EXT-X-INDEPENDENT-SEGMENTS
        #EXT-X-SERVER-CONTROL:HOLD-BACK=15.000
        #EXT-X-PROGRAM-DATE-TIME:2026-03-29T12:34:56.789Z
        #EXTINF:2.005333,
        41.ts
        #EXT-X-DISCONTINUITY
        #EXTINF:1.984000,
        42.ts
        #EXT-X-GAP
        #EXTINF:2.005334,
        43.ts
        #EXT-X-ENDLIST

        """

    @Test("the text is exact")
    func text() {
        #expect(Self.playlist.description == Self.text)
    }

    @Test("what was written is read back")
    func roundTrip() throws {
        #expect(try MediaPlaylist(parsing: Self.text) == Self.playlist)
    }

    @Test("line ends of Windows, blank lines, comments, titles and unknown tags do not matter")
    func tolerance() throws {
        let text = """
            #EXTM3U\r
            #EXT-X-TARGETDURATION:10\r
            \r
            # a comment\r
            #EXT-X-UNKNOWN:A=1\r
            #EXTINF:9.5,A title, with a comma\r
            https://example.org/a.ts?b=c#d\r
            """
        let playlist = try MediaPlaylist(parsing: text)
        #expect(playlist.targetDuration == 10)
        #expect(playlist.entries == [.init(address: "https://example.org/a.ts?b=c#d", duration: .milliseconds(9_500))])
        #expect(!playlist.isEnded)
        #expect(!playlist.hasIndependentSegments)
    }

    @Test("a duration of whole seconds has no point")
    func wholeSeconds() throws {
        let playlist = try MediaPlaylist(parsing: "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\na.ts\n")
        #expect(playlist.duration == .seconds(10))
    }

    @Test("durations from the timeline add up without drifting")
    func exactSums() {
        var total = Duration.zero
        let grid = SegmentGrid(segmentSamples: 96_000)
        for index in 0..<1_800 {
            let timing = SegmentTiming(
                sequence: index, start: MediaTime(samples: Int64(grid.firstFrame(ofSegment: index) * 1_024)),
                sampleCount: grid.frameCount(ofSegment: index) * 1_024,
                programDateTime: WallDate(millisecondsSince1970: 0), isDiscontinuous: false)
            total += timing.duration
        }
        #expect(
            total == .microseconds(MediaTime(samples: Int64(grid.firstFrame(ofSegment: 1_800) * 1_024)).microseconds))
    }

    @Test(
        "malformed playlists name the line",
        arguments: [
            ("", PlaylistError(.notAPlaylist, line: 1)),
            ("#EXTM3U8\n", PlaylistError(.notAPlaylist, line: 1)),
            ("#EXTM3U\n", PlaylistError(.missingTag("#EXT-X-TARGETDURATION"))),
            ("#EXTM3U\n#EXT-X-TARGETDURATION:\n", PlaylistError(.invalidTag("#EXT-X-TARGETDURATION"), line: 2)),
            ("#EXTM3U\n#EXT-X-TARGETDURATION:-2\n", PlaylistError(.invalidTag("#EXT-X-TARGETDURATION"), line: 2)),
            (
                "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:99999999999999999999\n",
                PlaylistError(.invalidTag("#EXT-X-MEDIA-SEQUENCE"), line: 2)
            ),
            ("#EXTM3U\n#EXTINF:,\na.ts\n", PlaylistError(.invalidTag("#EXTINF"), line: 2)),
            ("#EXTM3U\n#EXTINF:-1,\na.ts\n", PlaylistError(.invalidTag("#EXTINF"), line: 2)),
            ("#EXTM3U\n#EXTINF:1e3,\na.ts\n", PlaylistError(.invalidTag("#EXTINF"), line: 2)),
            ("#EXTM3U\n#EXTINF:99999999999,\na.ts\n", PlaylistError(.invalidTag("#EXTINF"), line: 2)),
            ("#EXTM3U\na.ts\n", PlaylistError(.unexpectedAddress, line: 2)),
            (
                "#EXTM3U\n#EXT-X-PROGRAM-DATE-TIME:now\n",
                PlaylistError(.invalidTag("#EXT-X-PROGRAM-DATE-TIME"), line: 2)
            ),
            (
                "#EXTM3U\n#EXT-X-SERVER-CONTROL:HOLD-BACK\n",
                PlaylistError(.invalidTag("#EXT-X-SERVER-CONTROL"), line: 2)
            ),
            ("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n", PlaylistError(.wrongKind("#EXT-X-STREAM-INF"), line: 2)),
        ])
    func malformed(text: String, error: PlaylistError) {
        #expect(throws: error) { _ = try MediaPlaylist(parsing: text) }
    }

    @Test("a playlist too long, or with too many segments, is refused")
    func bounds() {
        let long = "#EXTM3U\n" + String(repeating: "#", count: 1 << 20)
        #expect(throws: PlaylistError(.tooLong(limit: 1 << 20))) { _ = try MediaPlaylist(parsing: long) }
        let many = "#EXTM3U\n" + String(repeating: "#EXTINF:1,\na\n", count: 10_001)
        #expect(throws: PlaylistError(.tooManyEntries(limit: 10_000), line: 20_003)) {
            _ = try MediaPlaylist(parsing: many)
        }
    }

    @Test("no cut or changed byte of a playlist traps")
    func hostileText() {
        var random = SystemRandomNumberGenerator()
        let bytes = Array(Self.text.utf8)
        var refused = 0
        for _ in 0..<2_000 {
            var changed = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            for _ in 0..<Int.random(in: 0...4, using: &random) where !changed.isEmpty {
                changed[Int.random(in: 0..<changed.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            if (try? MediaPlaylist(parsing: String(decoding: changed, as: UTF8.self))) == nil { refused += 1 }
        }
        // A playlist cut before its second tag cannot be valid, so some are refused whatever the dice say.
        #expect(refused > 0)
    }
}
