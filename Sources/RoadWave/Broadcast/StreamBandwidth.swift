/// The bit rates of one rendition's transport stream, as a master playlist states them.
struct StreamBandwidth: Hashable, Sendable {
    /// Rates are stated in steps of this, upwards, so that the playlist stops changing once they have settled.
    private static let step = 1_000

    /// A live that begins with silence would state less than its speech needs, so the encoder's rate is the least.
    private let encoderBitrate: Int
    /// Segments shorter than half a target duration are no measure of a peak (RFC 8216 §4.1, segment bit rate).
    private let minimumSamples: Int
    private var highest = 0
    private var totalBits = 0
    private var totalSamples = 0

    init(encoderBitrate: Int, segmentSamples: Int) {
        self.encoderBitrate = encoderBitrate
        minimumSamples = segmentSamples / 2
    }

    /// Counts a segment of `byteCount` bytes and `sampleCount` samples.
    mutating func add(byteCount: Int, sampleCount: Int) {
        guard sampleCount > 0 else { return }
        totalBits += byteCount * 8
        totalSamples += sampleCount
        if sampleCount >= minimumSamples {
            highest = max(highest, byteCount * 8 * MediaTime.sampleRate / sampleCount)
        }
    }

    /// `BANDWIDTH`, in bit/s: the highest rate of a segment.
    var peak: Int { Self.roundedUp(max(highest, encoderBitrate)) }

    /// `AVERAGE-BANDWIDTH`, in bit/s: the rate of all segments together; nil before the first one.
    var average: Int? {
        totalSamples == 0 ? nil : Self.roundedUp(totalBits * MediaTime.sampleRate / totalSamples)
    }

    private static func roundedUp(_ rate: Int) -> Int {
        (rate + step - 1) / step * step
    }
}
