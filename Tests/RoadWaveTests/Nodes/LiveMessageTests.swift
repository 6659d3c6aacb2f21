import Foundation
import Testing

@testable import RoadWave

@Suite("Messages between nodes")
struct LiveMessageTests {
    private static func live() throws -> Live {
        var live = try Live.noted()
        var connection = LiveConnection(advisedBitrate: 32_000)
        connection.quality = .poor
        connection.receivedBitrate = 31_200
        connection.advice = BitrateAdvice(bitrate: 32_000, reason: .roundTrip)
        connection.warning = ConnectionWarning(quality: .unstable)
        live.connection = connection
        live.state = .live
        return live
    }

    private func passed(_ event: EngineEvent) throws -> EngineEvent {
        let node = NodeID()
        let bytes = try #require(LiveMessage(node: node, event: event).encoded)
        let message = try #require(LiveMessage(decoding: bytes))
        #expect(message.node == node)
        return message.event
    }

    @Test("a live arrives as it is, with its creator's connection")
    func wholeLive() throws {
        let live = try Self.live()
        guard case .liveConnected(let found) = try passed(.liveConnected(live)) else {
            Issue.record("another event")
            return
        }
        #expect(found.id == live.id)
        #expect(found.creator == live.creator)
        #expect(found.metadata == live.metadata)
        #expect(found.state == .live)
        #expect(found.connection == live.connection)
        #expect(found.renditions == live.renditions)
        #expect(found.playerBuffer == live.playerBuffer)
        #expect(found.startedAt == live.startedAt)
    }

    @Test("the end arrives with its reason and its date")
    func end() throws {
        let live = try Self.live().lost(at: WallDate(millisecondsSince1970: 1_700_000_060_000))
        guard case .liveEnded(let found) = try passed(.liveEnded(live)) else {
            Issue.record("another event")
            return
        }
        #expect(found.state == .lost)
        #expect(found.endReason == .nodeLost)
        #expect(found.endedAt == live.endedAt)
        #expect(found.connection == nil)
    }

    @Test("the announcement of a stop arrives with its date")
    func announcement() throws {
        let (id, date) = (LiveID(), WallDate(millisecondsSince1970: 1_700_000_060_000))
        guard case .stopAnnounced(id, date) = try passed(.stopAnnounced(id, date)) else {
            Issue.record("another event")
            return
        }
    }

    @Test("advice and warnings arrive")
    func advice() throws {
        let id = LiveID()
        let advice = BitrateAdvice(bitrate: 32_000, reason: .loss)
        guard case .bitrateAdvised(id, advice) = try passed(.bitrateAdvised(id, advice)) else {
            Issue.record("another advice")
            return
        }
        let warning = ConnectionWarning(quality: .fair)
        guard case .connectionWarned(id, warning) = try passed(.connectionWarned(id, warning)) else {
            Issue.record("another warning")
            return
        }
    }

    @Test("segments and recordings are not sent to other nodes")
    func unsaid() {
        let segment = EngineEvent.segmentListed(LiveID(), ListedSegment(sequence: 1, keys: []))
        #expect(LiveMessage(node: NodeID(), event: segment).encoded == nil)
        #expect(LiveMessage(node: NodeID(), event: .recordingFailed(LiveID())).encoded == nil)
    }

    @Test(
        "bytes that are not a message are ignored",
        arguments: [
            "", "{", "null", "[]", "{}", "\u{0}", "{\"v\":1}", String(repeating: "[", count: 60_000),
            String(repeating: " ", count: LiveMessage.maximumBytes + 1),
        ])
    func malformed(text: String) {
        #expect(LiveMessage(decoding: Array(text.utf8)) == nil)
    }

    @Test("a message that is cut, or has an invalid member, is ignored")
    func damaged() throws {
        var live = try Self.live()
        live.endReason = .creator
        live.state = .ended
        let bytes = try #require(LiveMessage(node: NodeID(), event: .liveEnded(live)).encoded)
        for length in bytes.indices { #expect(LiveMessage(decoding: Array(bytes[..<length])) == nil) }
        let text = String(decoding: bytes, as: UTF8.self)
        let changes = [
            ("\"v\":1", "\"v\":2"), ("\"kind\":\"ended\"", "\"kind\":\"reborn\""), ("\"ended\"", "\"live\""),
            ("\"live_id\":\"\(live.id)\"", "\"live_id\":\"\(LiveID())\""),
            ("\"title\":\"Essai\"", "\"title\":\"\""),
            ("\"player_buffer_ms\":15000", "\"player_buffer_ms\":9223372036854775807"),
            (
                "\"renditions\":[\"48k\"]",
                "\"renditions\":[\(Array(repeating: "\"48k\"", count: 17).joined(separator: ","))]"
            ),
        ]
        for (good, bad) in changes {
            let range = try #require(text.range(of: good), "\(good)")
            #expect(LiveMessage(decoding: Array(text.replacingCharacters(in: range, with: bad).utf8)) == nil, "\(bad)")
        }
    }
}
