import Testing

@testable import RoadWave

@Suite("Segments that wait for the storage")
struct SegmentBacklogTests {
    @Test("the oldest lose their media over the limit and keep their places")
    func overflow() {
        var backlog = SegmentBacklog(mediaLimit: 3, limit: 6)
        for sequence in 0..<5 { backlog.append(.twoSeconds(sequence)) }
        #expect(backlog.sets.map(\.timing.sequence) == [0, 1, 2, 3, 4])
        #expect(backlog.sets.map(\.segments.isEmpty) == [true, true, false, false, false])
    }

    @Test("the number of waiting segments is bounded too")
    func bound() {
        var backlog = SegmentBacklog(mediaLimit: 3, limit: 6)
        for sequence in 0..<1_000 { backlog.append(.twoSeconds(sequence)) }
        #expect(backlog.sets.map(\.timing.sequence) == Array(994..<1_000))
    }

    @Test("only the oldest is taken away, by its number")
    func removal() {
        var backlog = SegmentBacklog(mediaLimit: 3, limit: 6)
        for sequence in 0..<3 { backlog.append(.twoSeconds(sequence)) }
        backlog.remove(1)
        #expect(backlog.sets.map(\.timing.sequence) == [0, 1, 2])
        backlog.remove(0)
        #expect(backlog.sets.map(\.timing.sequence) == [1, 2])
    }

    @Test("the standard bounds are the hold-back of media and the window of places")
    func standardBounds() {
        let backlog = SegmentBacklog(.standard)
        #expect(backlog.mediaLimit == 8)
        #expect(backlog.limit == 16)
    }
}
