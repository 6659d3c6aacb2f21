import Testing

@testable import RoadWave

@Suite("Media timeline")
struct MediaTimelineTests {
    private func time(_ seconds: Double) -> MediaTime { MediaTime(samples: Int64(seconds * 48_000)) }

    /// Places a packet of 20 ms.
    private func place(
        _ timeline: inout MediaTimeline, _ timestamp: UInt32, position: MediaTime, elapsed: MediaTime
    ) -> MediaTime? {
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

    @Test("a long silence that the timestamps count is kept to the sample, whenever its end arrives")
    func countedSilence() {
        var timeline = MediaTimeline()
        _ = place(&timeline, 0, position: .zero, elapsed: .zero)
        timeline.jump()
        let elapsed = time(29.95)
        #expect(place(&timeline, 48_000 * 30, position: time(29), elapsed: elapsed) == time(30))
        #expect(place(&timeline, 48_000 * 30 + 960, position: time(30.02), elapsed: elapsed) == time(30.02))
    }

    @Test(
        "a clock that was set is followed from where the live is",
        arguments: [3_600, 40, 2, -60])
    func clockSet(seconds: Int) {
        let timestamp = UInt32(truncatingIfNeeded: seconds * 48_000)
        var timeline = MediaTimeline()
        _ = place(&timeline, 0, position: .zero, elapsed: .zero)
        timeline.jump()
        #expect(place(&timeline, timestamp, position: time(29), elapsed: time(30)) == time(30))
        #expect(place(&timeline, timestamp &+ 960, position: time(30.02), elapsed: time(30)) == time(30.02))
    }

    @Test("a timestamp far ahead of the clock is not believed")
    func lead() {
        var timeline = MediaTimeline()
        _ = place(&timeline, 0, position: .zero, elapsed: .zero)
        #expect(place(&timeline, 48_000 * 4, position: time(1), elapsed: time(1)) == time(4))
        #expect(place(&timeline, 48_000 * 9, position: time(2), elapsed: time(2)) == time(2))
    }

    @Test("a creator faster than real time gets the lead and no more")
    func fasterThanRealTime() {
        var timeline = MediaTimeline()
        var position = MediaTime.zero
        var dropped = 0
        // Ten times as fast, for a minute of media.
        for index in 0..<3_000 {
            let elapsed = MediaTime(samples: Int64(index * 96))
            guard let time = place(&timeline, UInt32(index * 960), position: position, elapsed: elapsed) else {
                dropped += 1
                continue
            }
            #expect(time >= position)
            position = time + 960
            #expect(position - elapsed <= MediaTimeline.maximumLead + 960)
        }
        #expect(dropped > 2_400)
    }

    @Test("once the creator slows down, packets follow on what was broadcast, and none is lost")
    func slowsDown() {
        var timeline = MediaTimeline()
        var position = MediaTime.zero
        for index in 0..<3_000 {
            if let time = place(&timeline, UInt32(index * 960), position: position, elapsed: .zero) {
                position = time + 960
            }
        }
        #expect(position == MediaTime(samples: 240_960))
        for index in 0..<500 {
            let elapsed = MediaTime(samples: Int64((index + 1) * 960))
            let placed = place(&timeline, UInt32((3_000 + index) * 960), position: position, elapsed: elapsed)
            #expect(placed == position)
            position = position + 960
        }
    }

    @Test("a broken stream is not begun anew beyond the lead")
    func discontinuityAhead() {
        var timeline = MediaTimeline()
        _ = place(&timeline, 0, position: .zero, elapsed: .zero)
        timeline.discontinue()
        let ahead = MediaTime(samples: 240_960)
        #expect(place(&timeline, 77_777, position: ahead, elapsed: .zero) == nil)
        #expect(place(&timeline, 77_777 + 960, position: ahead, elapsed: time(0.02)) == ahead)
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
