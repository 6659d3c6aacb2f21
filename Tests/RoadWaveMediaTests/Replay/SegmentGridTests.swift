import Testing

@testable import RoadWaveMedia

@Suite("Segments of a replay")
struct SegmentGridTests {
    /// Where the segments of a programme begin, and how long they are.
    private func segments(total: Int, frameLength: Int, padding: Int) -> [(start: Int, duration: Int)] {
        var grid = SegmentGrid(total: total, frameLength: frameLength)
        var segments: [(start: Int, duration: Int)] = []
        var start = -padding
        for time in stride(from: -padding, to: total, by: frameLength) {
            if let ended = grid.append(at: time) {
                #expect(ended.number == segments.count)
                segments.append((start, ended.duration))
                start = time
            }
        }
        return segments + [(start, grid.duration)]
    }

    @Test(
        "boundary n is at n times 10 s within half a frame, to the end of six hours",
        arguments: [(1_152, 1_105), (1_024, 1_024)])
    func drift(frameLength: Int, padding: Int) {
        let segments = segments(total: 6 * 3_600 * 48_000, frameLength: frameLength, padding: padding)
        #expect(segments.count == 2_160)
        for (index, segment) in segments.enumerated().dropFirst() {
            #expect(abs(segment.start - index * 480_000) <= frameLength / 2)
            #expect(segment.start == segments[index - 1].start + segments[index - 1].duration)
        }
    }

    @Test(
        "both renditions have the same segments, and what an encoder adds makes none",
        arguments: [(48_000, 1), (480_000, 1), (480_100, 1), (491_900, 1), (492_000, 2), (960_000, 2), (1, 1)])
    func count(total: Int, expected: Int) {
        #expect(segments(total: total + 2_000, frameLength: 1_152, padding: 1_105).count >= expected)
        for (length, padding) in [(1_152, 1_105), (1_024, 1_024)] {
            var grid = SegmentGrid(total: total, frameLength: length)
            // Encoders give up to two frames behind the end.
            for time in stride(from: -padding, to: total + 2 * length, by: length) { _ = grid.append(at: time) }
            #expect(grid.number + 1 == expected)
        }
    }
}
