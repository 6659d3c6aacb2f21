import Testing

@testable import StepDefinitions

@Suite("A playlist as a listener reads it")
struct ListedPlaylistTests {
    @Test("its segments are numbered from the media sequence")
    func numbers() throws {
        let playlist = try #require(
            ListedPlaylist(
                """
                #EXTM3U
                #EXT-X-TARGETDURATION:2
                #EXT-X-MEDIA-SEQUENCE:7
                #EXTINF:1.984,
                7.ts
                #EXTINF:2.005,
                8.ts
                """))
        #expect(playlist.targetDuration == 2)
        #expect(playlist.segments.map(\.sequence) == [7, 8])
        #expect(playlist.segments.map(\.uri) == ["7.ts", "8.ts"])
        #expect(playlist.segments.map(\.duration) == [1.984, 2.005])
        #expect(!playlist.hasEnded)
    }

    @Test("what it says of time, of breaks and of the buffer is read")
    func attributes() throws {
        let playlist = try #require(
            ListedPlaylist(
                """
                #EXTM3U
                #EXT-X-TARGETDURATION:2
                #EXT-X-DISCONTINUITY-SEQUENCE:3
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=NO,HOLD-BACK=15.000
                #EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:01:00.250Z
                #EXTINF:2.0,
                0.ts
                #EXT-X-DISCONTINUITY
                #EXTINF:2.0,
                1.ts
                """))
        #expect(playlist.discontinuitySequence == 3)
        #expect(playlist.holdBack == 15)
        #expect(playlist.hasIndependentSegments)
        #expect(playlist.segments.map(\.date) == [60.25, nil])
        #expect(playlist.segments.map(\.isDiscontinuous) == [false, true])
    }

    @Test("ENDLIST ends it")
    func ends() throws {
        let playlist = try #require(ListedPlaylist("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-ENDLIST\n"))
        #expect(playlist.hasEnded)
    }

    @Test(
        "a master playlist and an error page are none",
        arguments: ["", "<html></html>", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na"])
    func others(text: String) {
        #expect(ListedPlaylist(text) == nil)
    }
}
