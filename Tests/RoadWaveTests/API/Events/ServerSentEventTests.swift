import Testing

@testable import RoadWave

@Suite("Server-sent event")
struct ServerSentEventTests {
    @Test("an event has a number, a name and one line of data, and ends with a blank line")
    func text() {
        let event = ServerSentEvent("live_state", LiveStateDocument(liveID: "1", state: "live"))
        #expect(
            event.text(number: 7) == "id: 7\nevent: live_state\ndata: {\"live_id\":\"1\",\"state\":\"live\"}\n\n")
    }

    @Test("a line break in a text does not break the data")
    func lineBreak() {
        let event = ServerSentEvent(
            "ended",
            LiveEndedDocument(liveID: "1", reason: "creator", message: "un\ndeux\rtrois", listenerMessage: "trois"))
        #expect(
            event.data == #"{"listener_message":"trois","live_id":"1","message":"un\ndeux\rtrois","reason":"creator"}"#)
    }

    @Test("what stands is told: the state, the advice, the warning, the end")
    func standing() throws {
        let events = LiveEventFeed(live: LiveID())
        var live = try Live.noted()
        #expect(events.standing(live, .none).map(\.name) == ["live_state", "counters"])
        var connection = LiveConnection(advisedBitrate: 32_000)
        live.connection = connection
        #expect(events.standing(live, .none).map(\.name) == ["live_state", "counters"])
        connection.advice = BitrateAdvice(bitrate: 32_000, reason: .loss)
        connection.warning = ConnectionWarning(quality: .unstable)
        live.connection = connection
        #expect(
            events.standing(live, .none).map(\.name) == [
                "live_state", "counters", "bitrate_advice", "connection_warning",
            ])
        live.connection = nil
        live.state = .ended
        live.endReason = .creator
        #expect(events.standing(live, .none).map(\.name) == ["live_state", "counters", "ended"])
    }

    @Test("advice and warnings are told with their figures and sentences")
    func contents() throws {
        let live = try Live.noted()
        let events = LiveEventFeed(live: live.id)
        let advice = events.events(of: .bitrateAdvised(live.id, BitrateAdvice(bitrate: 32_000, reason: .roundTrip)))
        #expect(advice.map(\.data) == [#"{"bitrate_bps":32000,"live_id":"\#(live.id)","reason":"round_trip"}"#])
        let warning = events.events(of: .connectionWarned(live.id, ConnectionWarning(quality: .unstable)))
        #expect(
            warning.map(\.data) == [
                #"{"live_id":"\#(live.id)","message":"\#(ConnectionWarning.unstableMessage)","quality":"unstable"}"#
            ])
        #expect(events.events(of: .segmentListed(live.id, ListedSegment(sequence: 0, keys: []))).isEmpty)
        #expect(events.events(of: .broadcastStopped(live.id)).map(\.name) == ["broadcast_stopped"])
        #expect(events.events(of: .stopAnnounced(live.id, .now)).map(\.name) == ["stop_announced"])
    }

    @Test("every end has a sentence of its own")
    func ends() {
        #expect(Set(EndReason.allCases.map(\.message)).count == EndReason.allCases.count)
    }
}
