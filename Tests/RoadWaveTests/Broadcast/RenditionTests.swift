import Testing

@testable import RoadWave

@Suite("Renditions")
struct RenditionTests {
    @Test("a name says the bit rate, and stereo begins at 96 kbit/s", arguments: [("32k", 1), ("48k", 1), ("96k", 2)])
    func names(name: String, channels: Int) throws {
        let rendition = try Rendition(name: name)
        #expect(rendition.name == name)
        #expect(rendition.channels == channels)
        #expect("\(rendition.bitrate / 1_000)k" == name)
    }

    @Test(
        "other names are refused",
        arguments: ["", "k", "48", "48K", "048k", "-48k", "+48k", "4.8k", "15k", "193k", "48kk", "٤٨k"])
    func invalid(name: String) {
        #expect(throws: BroadcastConfigurationError.invalidRendition(name)) { _ = try Rendition(name: name) }
    }

    @Test("a ladder keeps the order of the configuration")
    func ladder() throws {
        let ladder = try RenditionLadder(parsing: "96k, 48k,32k")
        #expect(ladder.renditions.map(\.name) == ["96k", "48k", "32k"])
        #expect(ladder.decodedChannels == 2)
        #expect(RenditionLadder.standard == ladder)
        #expect(try RenditionLadder(parsing: "48k,32k").decodedChannels == 1)
    }

    @Test("a ladder has renditions, none twice, not too many")
    func invalidLadders() {
        #expect(throws: BroadcastConfigurationError.invalidRendition("")) { _ = try RenditionLadder(parsing: "") }
        #expect(throws: BroadcastConfigurationError.invalidRendition("")) { _ = try RenditionLadder(parsing: "48k,") }
        #expect(throws: BroadcastConfigurationError.repeatedRendition("48k")) {
            _ = try RenditionLadder(parsing: "48k,32k,48k")
        }
        #expect(throws: BroadcastConfigurationError.tooManyRenditions(limit: 8)) {
            _ = try RenditionLadder(parsing: "16k,24k,32k,40k,48k,56k,64k,80k,96k")
        }
    }
}
