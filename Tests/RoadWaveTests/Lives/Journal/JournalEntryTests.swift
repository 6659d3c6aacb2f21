import Foundation
import Testing

@testable import RoadWave

@Suite("Journal entry")
struct JournalEntryTests {
    @Test("an entry is read as it was written")
    func roundTrip() throws {
        let live = try Live.noted()
        let entry = try #require(JournalEntry(decoding: try JournalEntry(running: live).encoded))
        #expect(entry.state == .running)
        #expect(!entry.isClosed)
        #expect(entry.live.id == live.id)
        #expect(entry.live.creator == live.creator)
        #expect(entry.live.metadata == live.metadata)
        #expect(entry.live.renditions == live.renditions)
        #expect(entry.live.playerBuffer == live.playerBuffer)
        #expect(entry.live.startedAt == live.startedAt)
        #expect(entry.live == live)
    }

    @Test("an entry of a live that is over has its date and its reason")
    func over() throws {
        var live = try Live.noted()
        live.state = .ended
        live.endReason = .creator
        live.endedAt = WallDate(millisecondsSince1970: 1_700_000_090_000)
        let read = try #require(JournalEntry(decoding: try JournalEntry(ended: live).encoded))
        #expect(read.live.state == .ended)
        #expect(read.live.endReason == .creator)
        #expect(read.live.endedAt == live.endedAt)
    }

    @Test(
        "a file that is not an entry is refused",
        arguments: [
            "", "{", "[]", "{}", "null", "\u{0}", "{\"state\":\"running\"}", String(repeating: "[", count: 10_000),
        ])
    func malformed(text: String) {
        #expect(JournalEntry(decoding: Array(text.utf8)) == nil)
    }

    @Test("an entry that is cut anywhere, or has an invalid member, is refused")
    func damaged() throws {
        let bytes = try JournalEntry(running: try Live.noted()).encoded
        for length in bytes.indices { #expect(JournalEntry(decoding: Array(bytes[..<length])) == nil) }
        let text = String(decoding: bytes, as: UTF8.self)
        let title = "\"title\" : \"Essai\""
        let start = "2023-11-14T22:13:20.000Z"
        let buffer = "\"player_buffer_ms\" : 15000"
        let changes = [
            ("running", "walking"), (title, "\"title\" : \"\""), (start, "yesterday"),
            (buffer, "\"player_buffer_ms\" : 9223372036854775807"),
        ]
        for (good, bad) in changes {
            #expect(text.contains(good))
            let damaged = text.replacingOccurrences(of: good, with: bad)
            #expect(JournalEntry(decoding: Array(damaged.utf8)) == nil)
        }
    }
}

extension Live {
    /// The live, lost with its node.
    func lost(at date: WallDate) -> Live { LiveEnding.over(self, written: nil, at: date) }

    /// A live as a node notes it at its beginning.
    static func noted(startedAt: WallDate = WallDate(millisecondsSince1970: 1_700_000_000_000)) throws -> Live {
        Live(
            id: LiveID(), creator: UserID(token: "createur"),
            metadata: try LiveMetadata(title: "Essai", zoneGeo: "Île-de-France", tags: ["Tech"]),
            renditions: ["48k"], playerBuffer: .seconds(15), state: .interrupted, startedAt: startedAt)
    }
}
