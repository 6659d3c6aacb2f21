import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Timeline of a recording")
struct RecordingTimelineTests {
    private var timeline = RecordingTimeline()

    /// Where a packet of 20 ms is placed, in samples.
    private mutating func place(_ timestamp: UInt32, source: UInt32 = 1, at seconds: Double = 0) -> Int? {
        let packet = RTPPacket(payloadType: 111, sequenceNumber: 0, timestamp: timestamp, ssrc: source, payload: [])
        return timeline.place(packet, duration: 960, now: .zero + .seconds(seconds)).map { Int($0.samples) }
    }

    @Test("the first packet begins the recording, the next follow by their timestamps")
    mutating func contiguous() {
        #expect(place(.max - 959) == 0)
        #expect(place(0) == 960)
        #expect(place(960, at: 0.04) == 1_920)
    }

    @Test("a hole in the timestamps is a hole in the recording")
    mutating func hole() {
        #expect(place(0) == 0)
        #expect(place(48_000, at: 1) == 48_000)
    }

    @Test("another source begins when it came, not when its timestamps say")
    mutating func otherSource() {
        #expect(place(0) == 0)
        #expect(place(3_000_000_000, source: 2, at: 30) == 30 * 48_000)
        #expect(place(3_000_000_960, source: 2, at: 30) == 30 * 48_000 + 960)
    }

    @Test("after a break of the same stream, the time of arrival counts")
    mutating func discontinuity() {
        #expect(place(0) == 0)
        timeline.discontinue()
        #expect(place(777_777, at: 12) == 12 * 48_000)
    }

    @Test("a jump of the timestamp orders no more silence than time has passed")
    mutating func jump() {
        #expect(place(0) == 0)
        let placed = place(48_000 * 3_600, at: 1)
        #expect(placed == 48_000)
    }

    @Test("packets faster than they play are taken for 5 s, then not")
    mutating func flood() {
        let taken = (0..<1_000).map { place(UInt32($0 * 960)) }
        #expect(taken.prefix(251).allSatisfy { $0 != nil })
        #expect(taken.dropFirst(251).allSatisfy { $0 == nil })
        #expect(place(1_000 * 960, at: 20) == 1_000 * 960)
    }

    @Test("what overlaps sound that was recorded comes after it")
    mutating func overlap() {
        #expect(place(10_000) == 0)
        #expect(place(10_100) == 960)
        #expect(place(10_000 + 4_800, at: 0.1) == 4_800)
    }
}
