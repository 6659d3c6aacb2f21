import Testing

@testable import RoadWaveClient

/// Playlists as a listener's player reads them.
@Suite("Playlists of a listener")
struct HLSPlaylistTests {
    private func media(_ lines: String...) -> HLSPlaylist.Media? {
        let text = (["#EXTM3U", "#EXT-X-TARGETDURATION:2"] + lines).joined(separator: "\n")
        guard case .media(let media)? = HLSPlaylist(text) else { return nil }
        return media
    }

    @Test("a media playlist has its segments, numbered, and says where players begin")
    func segments() throws {
        let playlist = try #require(
            media(
                "#EXT-X-SERVER-CONTROL:HOLD-BACK=15.0", "#EXT-X-MEDIA-SEQUENCE:7", "#EXTINF:2.005,", "7.ts",
                "#EXT-X-GAP", "#EXTINF:1.984,", "8.ts", "#EXT-X-ENDLIST"))
        #expect(playlist.targetDuration == 2)
        #expect(playlist.holdBack == 15)
        #expect(
            playlist.segments == [
                .init(sequence: 7, uri: "7.ts", duration: 2.005, isGap: false),
                .init(sequence: 8, uri: "8.ts", duration: 1.984, isGap: true),
            ])
        #expect(playlist.hasEnded)
    }

    @Test("without a hold-back players begin three target durations from the end")
    func holdBack() {
        #expect(media("#EXTINF:2,", "0.ts")?.holdBack == 6)
    }

    @Test("a master playlist has its renditions")
    func variants() {
        let text = """
            #EXTM3U
            #EXT-X-STREAM-INF:BANDWIDTH=118000,AVERAGE-BANDWIDTH=112000,CODECS="mp4a.40.2"
            96k/media.m3u8
            #EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=50000,BANDWIDTH=60000
            48k/media.m3u8
            """
        #expect(
            HLSPlaylist(text)
                == .master([
                    .init(uri: "96k/media.m3u8", bandwidth: 118_000), .init(uri: "48k/media.m3u8", bandwidth: 60_000),
                ]))
    }

    @Test(
        "what is no playlist is none, and numbers that no live reaches are refused",
        arguments: [
            "", "<html>", "#EXTM3U", "#EXTM3U\n#EXT-X-TARGETDURATION:0", "#EXTM3U\n#EXT-X-TARGETDURATION:99999999999",
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:-9223372036854775808",
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:9223372036854775807\n#EXTINF:2,\na.ts",
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:x",
        ])
    func refused(text: String) {
        #expect(HLSPlaylist(text) == nil)
    }
}
