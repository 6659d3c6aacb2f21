import Testing

@testable import RoadWave

@Suite("The window of a playlist")
struct SegmentWindowTests {
    @Test("what is listed lasts at least the window, and not a segment more")
    func length() {
        var window = SegmentWindow(duration: .seconds(30))
        for sequence in 0..<40 {
            _ = window.append(.init(timing: .twoSeconds(sequence), isGap: false))
            #expect(window.entries.count == min(sequence + 1, 15))
            #expect(window.entries.last?.timing.sequence == sequence)
        }
        #expect(window.mediaSequence == 25)
    }

    @Test("a window that is no multiple of the segment is full before one leaves")
    func unevenLength() {
        var window = SegmentWindow(duration: .seconds(5))
        for sequence in 0..<10 { _ = window.append(.init(timing: .twoSeconds(sequence), isGap: false)) }
        #expect(window.entries.map(\.timing.sequence) == [7, 8, 9])
    }

    @Test("each segment leaves once, oldest first")
    func removal() {
        var window = SegmentWindow(duration: .seconds(4))
        var removed: [Int] = []
        for sequence in 0..<6 {
            removed += window.append(.init(timing: .twoSeconds(sequence), isGap: false)).map(\.timing.sequence)
        }
        #expect(removed == [0, 1, 2, 3])
    }

    @Test("the media sequence never goes back, whatever comes in")
    func monotonic() {
        var window = SegmentWindow(duration: .seconds(10))
        var highest = 0
        for sequence in [0, 1, 2, 1, 0, 3, 7, 5, 8, 8, 20, 19, 21] {
            _ = window.append(.init(timing: .twoSeconds(sequence), isGap: false))
            #expect(window.mediaSequence >= highest)
            highest = window.mediaSequence
            let numbers = window.entries.map(\.timing.sequence)
            #expect(numbers == Array(window.mediaSequence..<window.mediaSequence + numbers.count))
        }
        #expect(window.entries.map(\.timing.sequence) == [20, 21])
    }

    @Test("a discontinuity counts once it has left")
    func discontinuities() {
        var window = SegmentWindow(duration: .seconds(4))
        var counts: [Int] = []
        for sequence in 0..<6 {
            _ = window.append(.init(timing: .twoSeconds(sequence, isDiscontinuous: sequence == 2), isGap: false))
            counts.append(window.discontinuitySequence)
        }
        #expect(counts == [0, 0, 0, 0, 1, 1])
    }

    @Test("the playlist of a window lists it, gaps as gaps")
    func playlist() {
        var window = SegmentWindow(duration: .seconds(30))
        _ = window.append(.init(timing: .twoSeconds(4), isGap: false))
        _ = window.append(.init(timing: .twoSeconds(5), isGap: true))
        let playlist = window.playlist(.standard, isEnded: false)
        #expect(playlist.mediaSequence == 4)
        #expect(playlist.targetDuration == 2)
        #expect(playlist.holdBack == .seconds(15))
        #expect(playlist.entries.map(\.address) == ["4.ts", "5.ts"])
        #expect(playlist.entries.map(\.isGap) == [false, true])
        #expect(playlist.entries.map(\.duration) == [.seconds(2), .seconds(2)])
    }
}
