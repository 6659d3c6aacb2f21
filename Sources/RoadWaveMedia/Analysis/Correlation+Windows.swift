extension Correlation {
    /// A short stretch of a sound and how well another one matches it.
    public struct Window: Sendable, Hashable {
        /// The frames of the needle.
        public let frames: Range<Int>
        /// The normalised correlation under 4 kHz, treble raised, -1 to 1; 0 where the haystack has no frames.
        public let coefficient: Double
        /// The needle itself is silent here (under -60 dBFS), so that nothing can be missing.
        public let isSilent: Bool

        /// Whether the sound is there.
        ///
        /// Measured on speech: Opus at 24 kbit/s and above, then AAC, keep each window over 0.5; of another voice about
        /// one window in 600 reaches 0.4 by chance, and silence has 0.
        public var isPresent: Bool { isSilent || coefficient >= 0.4 }
    }

    /// Compares each `length` frames of `needle` (100 ms by default) with their place in `haystack`.
    ///
    /// `offset` is the haystack frame of the needle's frame 0, as `locate` gives it. A last stretch shorter than `length`
    /// is left out. Throws `invalidArgument` when the sample rates differ or `length` is too short to compare.
    public static func windows(
        of needle: PCM, in haystack: PCM, at offset: Int, length: Int = 4800
    ) throws(MediaError) -> [Window] {
        let factor = max(1, needle.sampleRate / 8_000)
        guard needle.sampleRate == haystack.sampleRate, length >= 16 * factor else {
            throw MediaError(.invalidArgument, "windows of \(length) frames or of two sample rates do not compare")
        }
        let needle = needle.mixedDown().samples
        let haystack = haystack.mixedDown().samples
        return stride(from: 0, through: needle.count - length, by: length).map { start in
            let frames = start..<start + length
            let sent = Samples.whiten(Samples.decimate(needle[frames], by: factor))
            let isSilent = Samples.product(sent[...], sent[...]) < 1e-6 * Double(sent.count)
            let place = frames.lowerBound + offset..<frames.upperBound + offset
            guard place.lowerBound >= 0, place.upperBound <= haystack.count else {
                return Window(frames: frames, coefficient: 0, isSilent: isSilent)
            }
            let heard = Samples.whiten(Samples.decimate(haystack[place], by: factor))
            return Window(
                frames: frames, coefficient: Samples.coefficient(sent[...], heard[...]), isSilent: isSilent)
        }
    }

    /// The stretches of `needle` that `haystack` does not have at `offset`, neighbours joined; empty when all is there.
    public static func gaps(
        of needle: PCM, in haystack: PCM, at offset: Int, length: Int = 4800
    ) throws(MediaError) -> [Range<Int>] {
        var gaps: [Range<Int>] = []
        for window in try windows(of: needle, in: haystack, at: offset, length: length) where !window.isPresent {
            if let last = gaps.last, last.upperBound == window.frames.lowerBound {
                gaps[gaps.count - 1] = last.lowerBound..<window.frames.upperBound
            } else {
                gaps.append(window.frames)
            }
        }
        return gaps
    }
}
