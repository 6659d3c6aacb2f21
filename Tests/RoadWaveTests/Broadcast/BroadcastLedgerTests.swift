import Testing

@testable import RoadWave

@Suite("What is stored and listed of a live")
struct BroadcastLedgerTests {
    private let configuration: BroadcastConfiguration
    private let renditions: [Rendition]
    private var ledger: BroadcastLedger

    init() throws {
        configuration = try BroadcastConfiguration(ladder: RenditionLadder(parsing: "96k,48k"))
        renditions = configuration.ladder.renditions
        ledger = BroadcastLedger(configuration: configuration, keys: try BroadcastKeys(liveID: "live"))
    }

    private mutating func record(_ sequence: Int) {
        ledger.record(.twoSeconds(sequence), sizes: [renditions[0]: 25_000, renditions[1]: 17_000])
    }

    @Test("a segment is to be listed until playlists are acknowledged")
    mutating func listing() {
        #expect(!ledger.needsWriting)
        record(0)
        #expect(ledger.needsWriting)
        #expect(ledger.listed == nil)
        ledger.confirmPlaylists()
        #expect(!ledger.needsWriting)
        #expect(ledger.listed == 0)
    }

    @Test("a rendition without media has a gap where the others have a segment")
    mutating func gap() {
        ledger.record(.twoSeconds(0), sizes: [renditions[1]: 14_000])
        #expect(ledger.mediaPlaylist(renditions[0], isEnded: false)?.entries.map(\.isGap) == [true])
        #expect(ledger.mediaPlaylist(renditions[1], isEnded: false)?.entries.map(\.isGap) == [false])
    }

    @Test("the master playlist has each rendition with its rates, raised by what was measured")
    mutating func master() {
        record(0)
        let expected = [
            MasterPlaylist.Variant(
                address: "96k/media.m3u8", bandwidth: 121_000, averageBandwidth: 106_000, codecs: "mp4a.40.2"),
            MasterPlaylist.Variant(
                address: "48k/media.m3u8", bandwidth: 68_000, averageBandwidth: 68_000, codecs: "mp4a.40.2"),
        ]
        #expect(ledger.masterPlaylist.variants == expected)
    }

    @Test("a segment is deleted a grace after the playlists without it were acknowledged, not before")
    mutating func deletion() throws {
        for sequence in 0..<16 { record(sequence) }
        // Segment 0 left the window of 15, but the stored playlists still list it.
        for sequence in 16..<60 { record(sequence) }
        #expect(ledger.nextDeletion == nil)
        ledger.confirmPlaylists()
        #expect(ledger.nextDeletion == nil)
        // The grace is 36 s: 18 segments.
        for sequence in 60..<77 { record(sequence) }
        #expect(ledger.nextDeletion == nil)
        record(77)
        var deleted: [String] = []
        while let key = ledger.nextDeletion {
            deleted.append(key.path)
            ledger.confirmDeletion()
        }
        #expect(Set(deleted) == Set((0..<45).flatMap { ["lives/live/96k/\($0).ts", "lives/live/48k/\($0).ts"] }))
    }

    @Test("a rendition that the live does not have has no playlist")
    func unknownRendition() throws {
        #expect(try ledger.mediaPlaylist(Rendition(name: "64k"), isEnded: false) == nil)
    }
}
