import Testing

@testable import StepDefinitions

/// RFC 8216 §6.2.2: how long a segment stays after it left the playlist.
@Suite("Owed segments")
struct OwedSegmentsTests {
    @Test("a segment that left is owed for its own length and that of the longest playlist that listed it")
    func deadlines() throws {
        let good = GoodLive()
        let variant = try #require(good.live().variants.first)
        let deadlines = OwedSegments.deadlines(of: variant)
        let last = try #require(variant.playlists.last)
        let listed = try #require(last.playlist)
        // Listed until the end: 16 segments of 2 s, and its own.
        #expect(deadlines[listed.segments[0].uri] == last.at + 34)
        let left = try #require(variant.playlists.last { $0.playlist?.mediaSequence == listed.mediaSequence - 1 })
        #expect(deadlines["\(listed.mediaSequence - 1).ts"] == left.at + 34)
    }
}
