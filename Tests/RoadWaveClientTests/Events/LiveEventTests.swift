import RoadWaveClient
import Testing

@Suite("Events of a live")
struct LiveEventTests {
    private func event(_ type: String, _ data: String) -> LiveEvent {
        LiveEvent(ServerSentEvent(type: type, data: data))
    }

    @Test("each event is read with its members")
    func known() {
        #expect(
            event("bitrate_advice", #"{"live_id":"x","bitrate_bps":32000,"reason":"loss"}"#)
                == .bitrateAdvice(.init(bitrate: 32_000, reason: "loss")))
        #expect(
            event("connection_warning", #"{"live_id":"x","message":"Trop instable.","quality":"unstable"}"#)
                == .connectionWarning(.init(message: "Trop instable.", quality: "unstable")))
        #expect(event("live_state", #"{"live_id":"x","state":"interrupted"}"#) == .liveState("interrupted"))
        #expect(
            event("counters", #"{"live_id":"x","listeners":247,"likes":89,"reports":0}"#)
                == .counters(.init(listeners: 247, likes: 89, reports: 0)))
        #expect(
            event("counters", #"{"live_id":"x","listeners":247,"likes":89}"#)
                == .counters(.init(listeners: 247, likes: 89, reports: nil)))
        #expect(
            event("ended", #"{"live_id":"x","reason":"creator","message":"Fini."}"#)
                == .ended(.init(reason: "creator", message: "Fini.")))
    }

    @Test("an end is an end, even when nothing more can be read of it")
    func bareEnd() {
        #expect(event("ended", "?") == .ended(.init(reason: nil, message: nil)))
    }

    @Test(
        "what is unknown or not as agreed stays as it came",
        arguments: [
            ("counters", "{}"), ("bitrate_advice", "{}"), ("bitrate_advice", #"{"bitrate_bps":"32k"}"#),
            ("live_state", "[]"), ("connection_warning", ""),
        ])
    func other(type: String, data: String) {
        #expect(event(type, data) == .other(ServerSentEvent(type: type, data: data)))
    }
}
