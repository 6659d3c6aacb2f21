/// The time of a recording and the time of its sound, which is shorter by what long holes leave out.
///
/// An hour for which there is no sound must not cost an hour: of a hole at most ``longestFiller`` become samples, which is
/// silence enough for the search to find a pause there.
struct RecordingTimeline: Sendable, Hashable, Codable {
    /// A hole.
    struct Gap: Sendable, Hashable, Codable {
        /// Where its silence begins, in samples of sound.
        var start: Int64
        /// Samples of silence that stand for it.
        var filler: Int64
        /// Samples of the recording.
        var length: Int64
    }

    /// 4 s, over the 3 s from which on a silence is shortened.
    static let longestFiller: Int64 = 4 * 48_000
    /// A day: no live lasts longer, and the levels of more would not fit a worker's memory.
    static let longestSound: Int64 = 86_400 * 48_000
    /// What holes add to the time of a recording saturates here, far from where sums overflow.
    private static let longestAhead: Int64 = 1 << 60
    /// The most breaks that are kept: a table of contents of ID3 holds 255 chapters.
    private static let maximumBreaks = 254

    /// Samples of sound so far.
    private(set) var soundLength: Int64 = 0
    /// How far the recording's time is ahead of that of its sound.
    private var ahead: Int64 = 0
    /// Holes of which not all became samples.
    private(set) var gaps: [Gap] = []
    /// Where sound goes on after a break, in samples of sound: after such holes and at the beginning of streams.
    private(set) var breaks: [Int64] = []

    /// Samples of the recording so far.
    var originalLength: Int64 { soundLength + ahead }

    /// Adds sound.
    /// - Throws: `unsupported` when it is more than a day.
    mutating func append(sound frames: Int) throws(MediaError) {
        try lengthen(by: Int64(frames))
    }

    /// Adds a hole.
    /// - Returns: samples of silence that stand for it.
    mutating func append(gap length: Int64) throws(MediaError) -> Int {
        let filler = min(length, Self.longestFiller)
        let gap = Gap(start: soundLength, filler: filler, length: length)
        try lengthen(by: filler)
        guard filler < length else { return Int(filler) }
        gaps.append(gap)
        ahead = Self.ahead(ahead, of: gap)
        appendBreak()
        return Int(filler)
    }

    /// Another stream begins here.
    mutating func appendBreak() {
        if breaks.count < Self.maximumBreaks, breaks.last != soundLength { breaks.append(soundLength) }
    }

    /// How far the time of the recording is ahead behind a hole. One rule for the length and for the map: a map that
    /// saturates elsewhere leads out of the recording.
    private static func ahead(_ before: Int64, of gap: Gap) -> Int64 {
        min(longestAhead, before + min(gap.length - gap.filler, longestAhead))
    }

    private mutating func lengthen(by samples: Int64) throws(MediaError) {
        soundLength += samples
        guard soundLength <= Self.longestSound else {
            throw MediaError(.unsupported, "the recording has more than 24 hours of sound")
        }
    }

    /// The map of a replay that keeps all sound but `cuts`.
    func map(without cuts: [SilenceCut]) -> TimeMap {
        var spans: [TimeMap.Span] = []
        var replay: Int64 = 0
        var start: Int64 = 0
        var gaps = gaps[...]
        var ahead: Int64 = 0
        func keep(to end: Int64) {
            // The middle of a hole lies in a cut; where it should not, the span is divided there.
            while let gap = gaps.first, gap.start + gap.filler / 2 < end {
                let middle = max(start, gap.start + gap.filler / 2)
                spans.append(TimeMap.Span(original: start + ahead, replay: replay, length: middle - start))
                replay += middle - start
                start = middle
                ahead = Self.ahead(ahead, of: gap)
                gaps = gaps.dropFirst()
            }
            spans.append(TimeMap.Span(original: start + ahead, replay: replay, length: end - start))
            replay += end - start
        }
        for cut in cuts {
            keep(to: cut.start)
            start = cut.end
        }
        keep(to: soundLength)
        return TimeMap(spans: spans, originalLength: originalLength)
    }
}
