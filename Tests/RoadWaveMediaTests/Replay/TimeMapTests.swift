import Foundation
import Testing

@testable import RoadWaveMedia

@Suite("Time map")
struct TimeMapTests {
    private static let map = TimeMap(
        spans: [.init(original: 100, replay: 0, length: 50), .init(original: 300, replay: 50, length: 25)],
        originalLength: 400)

    @Test(
        "a sample that is kept has its place, one that is not has that where the sound goes on",
        arguments: [(0, 0), (100, 0), (149, 49), (150, 50), (299, 50), (300, 50), (310, 60), (325, 75), (9_999, 75)])
    func replayPosition(original: Int64, replay: Int64) {
        #expect(Self.map.replayPosition(of: original) == replay)
    }

    @Test("and back", arguments: [(0, 100), (49, 149), (50, 300), (74, 324), (75, 325), (900, 325)])
    func originalPosition(replay: Int64, original: Int64) {
        #expect(Self.map.originalPosition(of: replay) == original)
    }

    @Test("a map of nothing maps to 0")
    func empty() {
        let map = TimeMap(spans: [], originalLength: 10)
        #expect(map.replayPosition(of: 5) == 0)
        #expect(map.originalPosition(of: 5) == 0)
        #expect(map.replayLength == 0)
    }

    @Test("an hour of speech with 600 pauses takes less than 30 kB, and comes back as it was")
    func coding() throws {
        let spans = (0..<600).map { TimeMap.Span(original: $0 * 288_000, replay: $0 * 200_000, length: 200_000) }
        let map = TimeMap(spans: spans, originalLength: 172_800_000)
        let json = try JSONEncoder().encode(map)
        #expect(json.count < 30_000)
        #expect(try JSONDecoder().decode(TimeMap.self, from: json) == map)
    }

    @Test("holes of thousands of years each lead neither out of the recording nor to an overflow")
    func years() throws {
        var timeline = RecordingTimeline()
        for _ in 0..<6 {
            try timeline.append(sound: 480)
            _ = try timeline.append(gap: 1 << 58)
        }
        _ = try timeline.append(gap: .max)
        try timeline.append(sound: 480)
        let map = timeline.map(without: [])
        #expect(map.originalLength == timeline.originalLength)
        #expect(map.spans.last.map { $0.original + $0.length } == map.originalLength)
        #expect(map.replayLength == timeline.soundLength)
    }

    @Test("an hour without sound is in the map and not in the sound")
    func hole() throws {
        let hour: Int64 = 3_600 * 48_000
        var timeline = RecordingTimeline()
        try timeline.append(sound: 480_000)
        #expect(try timeline.append(gap: hour) == 192_000)
        try timeline.append(sound: 480_000)
        let map = timeline.map(without: [SilenceCut(start: 504_000, end: 648_000)])
        #expect(map.originalLength == 960_000 + hour)
        #expect(map.replayLength == 960_000 + 48_000)
        #expect(map.replayPosition(of: 480_000 + hour) == 528_000)
        #expect(map.replayPosition(of: 479_999) == 479_999)
        #expect(timeline.breaks == [672_000])
    }

    @Test("13 hours, more samples than 31 bits hold, are mapped to the sample")
    func long() throws {
        let length: Int64 = 13 * 3_600 * 48_000
        var timeline = RecordingTimeline()
        for _ in 0..<13 { try timeline.append(sound: 3_600 * 48_000) }
        let map = timeline.map(without: [SilenceCut(start: 1_000, end: 200_000)])
        #expect(length > Int64(Int32.max))
        #expect(map.replayPosition(of: length - 1) == length - 1 - 199_000)
        #expect(map.originalPosition(of: length - 1 - 199_000) == length - 1)
    }

    @Test("more than a day of sound is refused")
    func bound() throws {
        var timeline = RecordingTimeline()
        for _ in 0..<24 { try timeline.append(sound: 3_600 * 48_000) }
        #expect(throws: MediaError.self) { try timeline.append(sound: 1) }
    }
}
