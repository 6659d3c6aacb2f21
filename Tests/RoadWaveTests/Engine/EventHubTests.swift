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
}
