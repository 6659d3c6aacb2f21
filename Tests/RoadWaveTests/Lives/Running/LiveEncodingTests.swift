import RoadWaveMedia
import RoadWaveRTC
import Synchronization
import Testing

@testable import RoadWave

@Suite("Live encoding")
struct LiveEncodingTests {
    /// An encoding, what it gave out, and packets of a tone.
    private final class Encoded {
        private(set) var segments: [SegmentSet] = []
        private(set) var encoding: LiveEncoding?
        private let encoder: OpusEncoder
        private var tone = ToneGenerator(frequency: 440)

        init() throws {
            encoder = try OpusEncoder(channels: 1, bitrate: 48_000)
            encoding = LiveEncoding(
                configuration: .single, startDate: WallDate(millisecondsSince1970: 0)
            ) { [unowned self] in segments.append($0) }
        }

        var live: LiveEncoding { get throws { try #require(encoding) } }

        /// Encodes packets of 20 ms, one after the other, from `time` on.
        func speak(seconds: Int, at time: MediaTime) throws {
            for index in 0..<(seconds * 50) {
                let packet = try encoder.encode(tone.next(frames: 960))
                let refusal = try live.append(packet, at: time + index * 960)
                #expect(refusal == nil)
            }
        }

        /// Whether the numbers of the segments and their times go on without a hole.
        func expectContinuity(sourceLocation: SourceLocation = #_sourceLocation) {
            #expect(segments.map(\.timing.sequence) == Array(segments.indices), sourceLocation: sourceLocation)
            for (segment, next) in zip(segments, segments.dropFirst()) {
                #expect(segment.timing.end == next.timing.start, sourceLocation: sourceLocation)
            }
        }
    }

    @Test("after an absence the live goes on behind a discontinuity: numbers, times and dates have no hole")
    func comingBack() throws {
        let encoded = try Encoded()
        try encoded.speak(seconds: 5, at: .zero)
        let live = try encoded.live
        // Three seconds of silence, then the creator is back.
        try live.advance(to: MediaTime(samples: 8 * 48_000))
        try live.breakOff()
        let back = live.position
        #expect(back - MediaTime(samples: 8 * 48_000) <= 3 * 1_024)
        try encoded.speak(seconds: 5, at: back)
        try live.finish()

        encoded.expectContinuity()
        // Four whole segments, the last frames of the first 8 s, then two whole ones and the rest of the last 5 s.
        let breaks = encoded.segments.map(\.timing.isDiscontinuous)
        #expect(breaks == [false, false, false, false, false, true, false, false])
        let length = encoded.segments.reduce(0) { $0 + $1.timing.sampleCount }
        #expect(length >= 13 * 48_000)
        #expect(length <= 13 * 48_000 + 6 * 1_024)
        for segment in encoded.segments {
            let date = WallDate(millisecondsSince1970: 0) + segment.timing.start
            #expect(segment.timing.programDateTime == date)
        }
    }

    @Test("a break before anything was said, and a second one in a row, change nothing")
    func emptyBreaks() throws {
        let encoded = try Encoded()
        try encoded.live.breakOff()
        try encoded.speak(seconds: 3, at: .zero)
        try encoded.live.breakOff()
        let position = try encoded.live.position
        try encoded.live.breakOff()
        #expect(try encoded.live.position == position)
        try encoded.speak(seconds: 3, at: position)
        #expect(encoded.segments.filter(\.timing.isDiscontinuous).count == 1)
        encoded.expectContinuity()
    }

    @Test("a pipeline that fails costs the sound since the last segment, and no time")
    func failure() throws {
        let encoded = try Encoded()
        try encoded.speak(seconds: 5, at: .zero)
        let live = try encoded.live
        let position = live.position
        // A pipeline takes no packet after its end.
        #expect(throws: MediaError.self) { try live.breakPipeline() }
        #expect(live.position == position)
        try encoded.speak(seconds: 5, at: position)
        try live.finish()
        encoded.expectContinuity()
        #expect(encoded.segments.map(\.timing.isDiscontinuous).firstIndex(of: true) == 2)
        #expect(encoded.segments.reduce(0) { $0 + $1.timing.sampleCount } >= 10 * 48_000)
    }
}

extension LiveEncoding {
    /// Lets a step fail as a codec would.
    func breakPipeline() throws(MediaError) {
        try step { _ throws(MediaError) in throw MediaError(.codec, "the test broke the encoder") }
    }
}
