import RoadWaveMedia
import Testing

@Suite("What a segment will take")
struct SegmentSizeTests {
    @Test(
        "segments of speech take what is expected, and none more than the most",
        arguments: [(1, 32_000), (1, 48_000), (2, 96_000)])
    func speech(channels: Int, bitrate: Int) throws {
        let broadcast = try SegmentedBroadcast(seconds: 40, channels: channels, bitrate: bitrate)
        var (expected, taken) = (0, 0)
        for (frames, segment) in zip(broadcast.frames, broadcast.segments) {
            let size = SegmentSize(frameCount: frames.count, bitrate: bitrate)
            #expect(segment.count <= size.maximum)
            expected += size.expected
            taken += segment.count
        }
        #expect(abs(Double(taken) / Double(expected) - 1) < 0.02)
    }
}
