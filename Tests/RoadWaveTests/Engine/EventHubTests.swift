import Testing

@testable import RoadWave

@Suite("Event hub")
struct EventHubTests {
    private func event(_ sequence: Int) -> EngineEvent {
        .segmentListed(LiveID(), ListedSegment(sequence: sequence, keys: []))
    }

    private func sequences(_ stream: AsyncStream<EngineEvent>) async -> [Int] {
        var found: [Int] = []
        for await case .segmentListed(_, let segment) in stream { found.append(segment.sequence) }
        return found
    }

    @Test("every observer gets every event, in order, until the end")
    func broadcast() async {
        let hub = EventHub()
        let observers = [hub.observe(), hub.observe()]
        for sequence in 0..<3 { hub.publish(event(sequence)) }
        hub.finish()
        for observer in observers { #expect(await sequences(observer) == [0, 1, 2]) }
    }

    @Test("an observer that does not read loses the oldest events only")
    func slowObserver() async {
        let hub = EventHub()
        let observer = hub.observe()
        for sequence in 0..<(EventHub.capacity + 2) { hub.publish(event(sequence)) }
        hub.finish()
        let found = await sequences(observer)
        #expect(found.count == EventHub.capacity)
        #expect(found.first == 2)
        #expect(found.last == EventHub.capacity + 1)
    }

    @Test("an observer after the end gets an ended stream")
    func late() async {
        let hub = EventHub()
        hub.finish()
        #expect(await sequences(hub.observe()).isEmpty)
    }

    @Test("an observer of one live gets its events and no other's, and no segments")
    func oneLive() async {
        let hub = EventHub()
        let (live, other) = (LiveID(), LiveID())
        let observer = hub.observe(live)
        hub.publish(.broadcastStopped(other))
        hub.publish(.segmentListed(live, ListedSegment(sequence: 0, keys: [])))
        hub.publish(.broadcastStopped(live))
        hub.finish()
        var found: [LiveID] = []
        for await event in observer { found.append(event.liveID) }
        #expect(found == [live])
        for await _ in hub.observe(live) { Issue.record("an observer after the end got an event") }
    }

    @Test("an observer of one live that does not read loses the oldest events only")
    func slowObserverOfOneLive() async {
        let hub = EventHub()
        let live = LiveID()
        let observer = hub.observe(live)
        for bitrate in 0..<(EventHub.liveCapacity + 2) {
            hub.publish(.bitrateAdvised(live, BitrateAdvice(bitrate: bitrate, reason: .loss)))
        }
        hub.finish()
        var found: [Int] = []
        for await case .bitrateAdvised(_, let advice) in observer { found.append(advice.bitrate) }
        #expect(found == Array(2..<(EventHub.liveCapacity + 2)))
    }
}
