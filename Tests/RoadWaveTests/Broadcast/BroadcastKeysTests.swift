import Testing

@testable import RoadWave

@Suite("Keys of a live")
struct BroadcastKeysTests {
    @Test("the keys are those that listeners know")
    func keys() throws {
        let keys = try BroadcastKeys(liveID: "1b4e28ba-2fa1-41d2-883f-0016d3cca427")
        let rendition = try Rendition(name: "48k")
        let folder = "lives/1b4e28ba-2fa1-41d2-883f-0016d3cca427"
        #expect(keys.masterPlaylist.path == "\(folder)/master.m3u8")
        #expect(keys.mediaPlaylist(rendition).path == "\(folder)/48k/media.m3u8")
        #expect(keys.segment(12, rendition).path == "\(folder)/48k/12.ts")
        #expect(keys.prefix.path == "\(folder)/")
    }

    @Test("an identifier that is no name is refused", arguments: ["", "a/b", "..", ".a", "a b"])
    func refused(identifier: String) async {
        await expectStorageError(.invalidKey) { _ = try BroadcastKeys(liveID: identifier) }
    }
}
