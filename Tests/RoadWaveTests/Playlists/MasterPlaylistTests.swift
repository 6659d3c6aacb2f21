import Testing

@testable import RoadWave

@Suite("Master playlists")
struct MasterPlaylistTests {
    static let playlist = MasterPlaylist(variants: [
        .init(address: "48k/media.m3u8", bandwidth: 58_000, averageBandwidth: 56_000, codecs: "mp4a.40.2"),
        .init(address: "32k/media.m3u8", bandwidth: 41_000, averageBandwidth: nil, codecs: "mp4a.40.2"),
    ])

    static let text = """
        #EXTM3U
        #EXT-X-VERSION:3
        #EXT-X-INDEPENDENT-SEGMENTS
        #EXT-X-STREAM-INF:BANDWIDTH=58000,AVERAGE-BANDWIDTH=56000,CODECS="mp4a.40.2"
        48k/media.m3u8
        #EXT-X-STREAM-INF:BANDWIDTH=41000,CODECS="mp4a.40.2"
        32k/media.m3u8

        """

    @Test("the text is exact")
    func text() {
        #expect(Self.playlist.description == Self.text)
    }

    @Test("what was written is read back")
    func roundTrip() throws {
        #expect(try MasterPlaylist(parsing: Self.text) == Self.playlist)
    }

    @Test("a comma in quotes does not end an attribute")
    func quotedComma() throws {
        let text = "#EXTM3U\n#EXT-X-STREAM-INF:CODECS=\"mp4a.40.2,avc1\",BANDWIDTH=1\na\n"
        #expect(try MasterPlaylist(parsing: text).variants.map(\.codecs) == ["mp4a.40.2,avc1"])
    }

    @Test(
        "malformed playlists name the line",
        arguments: [
            ("#EXTM3U\n", PlaylistError(.missingTag("#EXT-X-STREAM-INF"))),
            ("#EXTM3U\na\n", PlaylistError(.unexpectedAddress, line: 2)),
            ("#EXTM3U\n#EXT-X-STREAM-INF:\na\n", PlaylistError(.invalidTag("#EXT-X-STREAM-INF"), line: 2)),
            ("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=x\na\n", PlaylistError(.invalidTag("#EXT-X-STREAM-INF"), line: 2)),
            (
                "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,BANDWIDTH=2\na\n",
                PlaylistError(.invalidTag("#EXT-X-STREAM-INF"), line: 2)
            ),
            (
                "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS=\"a\na\n",
                PlaylistError(.invalidTag("#EXT-X-STREAM-INF"), line: 2)
            ),
            ("#EXTM3U\n#EXTINF:1,\na\n", PlaylistError(.wrongKind("#EXTINF"), line: 2)),
        ])
    func malformed(text: String, error: PlaylistError) {
        #expect(throws: error) { _ = try MasterPlaylist(parsing: text) }
    }
}
