internal import RoadWaveMedia

/// The bit rates of one rendition's transport stream, for the master playlist.
///
/// Players read that playlist once, when there is little of the live to measure: a live that begins with silence would
/// state less than its speech needs. So the stated rates are the rates of a typical period (recommended by RFC 8216
/// §4.3.4.2). They are raised when a higher rate is measured. See docs/decisions/broadcast.md, « Master playlist ».
struct StreamBandwidth: Hashable, Sendable {
    /// Rates are rounded up to multiples of this, so that the playlist no longer changes once they have settled.
    private static let step = 1_000

    private let expectedPeak: Int
    private let expectedAverage: Int
    /// Segments shorter than half a target duration do not count for the peak (RFC 8216 §4.1, segment bit rate).
    private let minimumSamples: Int
    private var highest = 0
    private var totalBits = 0
    private var totalSamples = 0

    init(encoderBitrate: Int, segmentSamples: Int) {
        let frames = max(1, segmentSamples / SegmentGrid.frameSamples)
        let size = SegmentSize(frameCount: frames, bitrate: encoderBitrate)
        expectedPeak = Self.rate(bits: size.maximum * 8, samples: frames * SegmentGrid.frameSamples)
        expectedAverage = Self.rate(bits: size.expected * 8, samples: frames * SegmentGrid.frameSamples)
        minimumSamples = segmentSamples / 2
    }

    /// Counts a segment of `byteCount` bytes and `sampleCount` samples.
    mutating func add(byteCount: Int, sampleCount: Int) {
        guard sampleCount > 0 else { return }
        totalBits += byteCount * 8
        totalSamples += sampleCount
        if sampleCount >= minimumSamples {
            highest = max(highest, Self.rate(bits: byteCount * 8, samples: sampleCount))
        }
    }

    /// `BANDWIDTH`, in bit/s: no segment exceeds it.
    var peak: Int { Self.roundedUp(max(highest, expectedPeak)) }

    /// `AVERAGE-BANDWIDTH`, in bit/s: the rate of all segments together, at least the rate of a typical period.
    var average: Int {
        guard totalSamples > 0 else { return Self.roundedUp(expectedAverage) }
        return Self.roundedUp(max(expectedAverage, Self.rate(bits: totalBits, samples: totalSamples)))
    }

    private static func rate(bits: Int, samples: Int) -> Int { bits * MediaTime.sampleRate / samples }

    private static func roundedUp(_ rate: Int) -> Int {
        (rate + step - 1) / step * step
    }
}
