import Testing

@testable import RoadWave

@Suite("Media timeline")
struct MediaTimelineTests {
    private func time(_ seconds: Double) -> MediaTime { MediaTime(samples: Int64(seconds * 48_000)) }

    /// Places a packet of 20 ms.
    private func place(
        _ timeline: inout MediaTimeline, _ timestamp: UInt32, position: MediaTime, elapsed: MediaTime
    ) -> MediaTime {
        timeline.place(timestamp: timestamp, duration: 960, position: position, elapsed: elapsed)
    }

    @Test("the first packet begins the live, the others keep their distances, through a wrap of the timestamp")
    func distances() {
        var timeline = MediaTimeline()
        let first = UInt32.max - 959
        #expect(place(&timeline, first, position: .zero, elapsed: .zero) == .zero)
        #expect(place(&timeline, first &+ 960, position: time(0.02), elapsed: time(0.02)) == time(0.02))
        #expect(place(&timeline, first &+ 2880, position: time(0.04), elapsed: time(0.06)) == time(0.06))
    }

    @Test("a broken stream goes on where the clock is, never before what was broadcast")
    func discontinuity() {
        var timeline = MediaTimeline()
        _ = place(&timeline, 0, position: .zero, elapsed: .zero)
        timeline.discontinue()
        #expect(place(&timeline, 77_777, position: time(3), elapsed: time(4)) == time(4))
        timeline.discontinue()
        #expect(place(&timeline, 5, position: time(6), elapsed: time(5.9)) == time(6))
    }

    @Test("a timestamp far ahead of the clock is not believed")
    func lead() {
        var timeline = MediaTimeline()
        _ = place(&timeline, 0, position: .zero, elapsed: .zero)
        #expect(place(&timeline, 48_000 * 4, position: time(1), elapsed: time(1)) == time(4))
        #expect(place(&timeline, 48_000 * 9, position: time(2), elapsed: time(2)) == time(2))
    }

    @Test("a backlog that catches up is late at first and keeps its place")
    func backlog() {
        var timeline = MediaTimeline()
        _ = place(&timeline, 0, position: .zero, elapsed: .zero)
        #expect(place(&timeline, 48_000, position: time(2), elapsed: time(3)) == time(1))
        #expect(timeline.isLate)
        #expect(place(&timeline, 96_000, position: time(2), elapsed: time(3.1)) == time(2))
        #expect(!timeline.isLate)
    }

    @Test("a creator's clock that stood still is followed after half a second")
    func stoodStill() {
        var timeline = MediaTimeline()
        _ = place(&timeline, 0, position: .zero, elapsed: .zero)
        #expect(place(&timeline, 960, position: time(10), elapsed: time(10)) == time(0.02))
        #expect(place(&timeline, 960 * 25, position: time(10), elapsed: time(10.48)) == time(0.5))
        #expect(place(&timeline, 960 * 26, position: time(10), elapsed: time(10.5)) == time(10))
        #expect(!timeline.isLate)
        #expect(place(&timeline, 960 * 27, position: time(10.02), elapsed: time(10.52)) == time(10.02))
    }
}
