import Testing

@testable import RoadWave

@Suite("The grid of cuts")
struct SegmentGridTests {
    @Test("a segment of 2 s has 93 or 94 frames, 24 hours long, and never drifts")
    func twoSeconds() {
        let grid = SegmentGrid(segmentSamples: 96_000)
        for index in 0..<43_200 {
            guard (93...94).contains(grid.frameCount(ofSegment: index)),
                (0..<1_024).contains(grid.firstFrame(ofSegment: index) * 1_024 - index * 96_000)
            else {
                Issue.record("segment \(index) has \(grid.frameCount(ofSegment: index)) frames")
                return
            }
        }
    }

    @Test("segments follow each other without a frame between or twice")
    func contiguous() {
        let grid = SegmentGrid(segmentSamples: 24_000)
        var frames = 0
        for index in 0..<100 {
            #expect(grid.firstFrame(ofSegment: index) == frames)
            frames += grid.frameCount(ofSegment: index)
        }
    }
}
