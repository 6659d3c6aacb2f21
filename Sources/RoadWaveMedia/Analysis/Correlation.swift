/// Finds one sound in another: whether what was heard is what was sent, and where.
///
/// Both go through codecs, so their samples differ; the normalised correlation tells the same sound (near 1) from
/// another one (near 0).
public enum Correlation {
    /// Where a sound was found, and how well it matches there.
    public struct Match: Sendable, Hashable {
        /// The frame of the haystack at which frame 0 of the needle lies; negative when the needle's start is missing.
        public let offset: Int
        /// The normalised correlation where the two overlap, -1 to 1; 0 when one of them is silent.
        public let coefficient: Double
    }

    /// The rate of the search, in hertz: voices have their energy under half of it.
    private static let searchRate = 8_000

    /// Finds `needle` in `haystack`, exact to the sample.
    ///
    /// Channels are mixed down. Half of the shorter sound at least has to overlap, so that a chance likeness at an edge
    /// does not win. Throws `invalidArgument` when one is empty or the sample rates differ.
    public static func locate(_ needle: PCM, in haystack: PCM) throws(MediaError) -> Match {
        guard needle.sampleRate == haystack.sampleRate, needle.frameCount > 0, haystack.frameCount > 0 else {
            throw MediaError(.invalidArgument, "a correlation needs two sounds of the same sample rate")
        }
        let needleSamples = needle.mixedDown().samples
        let haystackSamples = haystack.mixedDown().samples
        let factor = max(1, needle.sampleRate / searchRate)
        let coarse = coarseOffset(
            Samples.decimate(needleSamples[...], by: factor), Samples.decimate(haystackSamples[...], by: factor))
        let offset = refine(coarse * factor, by: 2 * factor, needleSamples, haystackSamples)
        guard let overlap = Overlap(needleSamples.count, haystackSamples.count, offset: offset) else {
            return Match(offset: offset, coefficient: 0)
        }
        return Match(
            offset: offset,
            coefficient: Samples.coefficient(needleSamples[overlap.needle], haystackSamples[overlap.haystack]))
    }

    /// The shift with the best normalised product, in samples of the search rate.
    private static func coarseOffset(_ needle: [Float], _ haystack: [Float]) -> Int {
        let correlation = CrossCorrelation(needle: needle, haystack: haystack)
        let needleEnergy = Samples.cumulativeEnergy(needle)
        let haystackEnergy = Samples.cumulativeEnergy(haystack)
        let minimumOverlap = max(1, min(needle.count, haystack.count) / 2)
        // A stretch that is silent beside the rest has no say: dividing by its energy would make noise a match.
        let silence = (needleEnergy.last ?? 0) * (haystackEnergy.last ?? 0) * 1e-6
        var best = (offset: 0, score: 0.0)
        var offset = minimumOverlap - needle.count
        while offset <= haystack.count - minimumOverlap {
            let start = max(0, offset)
            let end = min(haystack.count, offset + needle.count)
            let energies =
                (needleEnergy[end - offset] - needleEnergy[start - offset])
                * (haystackEnergy[end] - haystackEnergy[start])
            if energies > silence {
                let score = correlation.product(shift: offset) / correlation.scale / energies.squareRoot()
                if score > best.score { best = (offset, score) }
            }
            offset += 1
        }
        return best.offset
    }

    /// The best shift at the full rate within `reach` of `coarse`, judged on the second that agrees best there.
    private static func refine(_ coarse: Int, by reach: Int, _ needle: [Float], _ haystack: [Float]) -> Int {
        guard let overlap = Overlap(needle.count, haystack.count, offset: coarse) else { return coarse }
        let second = 48_000
        var clearest = (start: overlap.needle.lowerBound, product: -Double.infinity)
        for start in stride(from: overlap.needle.lowerBound, to: overlap.needle.upperBound, by: second) {
            let part = start..<min(start + second, overlap.needle.upperBound)
            let product = Samples.product(needle[part], haystack[part.lowerBound + coarse..<part.upperBound + coarse])
            if product > clearest.product { clearest = (start, product) }
        }
        let part = clearest.start..<min(clearest.start + second, overlap.needle.upperBound)
        var best = (offset: coarse, coefficient: -Double.infinity)
        for offset in coarse - reach...coarse + reach {
            let place = part.lowerBound + offset..<part.upperBound + offset
            let inside = place.clamped(to: 0..<haystack.count)
            guard inside.count > part.count / 2 else { continue }
            let coefficient = Samples.coefficient(
                needle[inside.lowerBound - offset..<inside.upperBound - offset], haystack[inside])
            if coefficient > best.coefficient { best = (offset, coefficient) }
        }
        return best.offset
    }
}

/// Where two sounds lie over each other.
struct Overlap {
    /// The frames of each that have a counterpart.
    let needle: Range<Int>
    let haystack: Range<Int>

    /// Nil when they do not touch.
    init?(_ needleCount: Int, _ haystackCount: Int, offset: Int) {
        let start = max(0, offset)
        let end = min(haystackCount, offset + needleCount)
        guard start < end else { return nil }
        haystack = start..<end
        needle = start - offset..<end - offset
    }
}
