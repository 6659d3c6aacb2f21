import Testing

@testable import RoadWave

@Suite("Bit rates of the transport stream")
struct StreamBandwidthTests {
    private var bandwidth = StreamBandwidth(encoderBitrate: 48_000, segmentSamples: 96_000)

    @Test(
        "before the first segment, they are those of a usual period and what no segment exceeds",
        arguments: [(96_000, 106_000, 121_000), (48_000, 57_000, 66_000), (32_000, 41_000, 47_000)])
    func expected(bitrate: Int, average: Int, peak: Int) {
        let bandwidth = StreamBandwidth(encoderBitrate: bitrate, segmentSamples: 96_000)
        #expect(bandwidth.average == average)
        #expect(bandwidth.peak == peak)
    }

    @Test("above it, the peak is that of the highest segment, the average that of all, rounded up to 1 kbit/s")
    mutating func rates() {
        bandwidth.add(byteCount: 16_000, sampleCount: 96_000)
        bandwidth.add(byteCount: 18_001, sampleCount: 96_000)
        #expect(bandwidth.peak == 73_000)
        #expect(bandwidth.average == 69_000)
    }

    @Test("a live that begins with silence states what its speech will need")
    mutating func silence() {
        let (average, peak) = (bandwidth.average, bandwidth.peak)
        bandwidth.add(byteCount: 1_000, sampleCount: 96_000)
        #expect(bandwidth.peak == peak)
        #expect(bandwidth.average == average)
    }

    @Test("a last segment of a frame or two makes no peak")
    mutating func shortSegment() {
        let peak = bandwidth.peak
        bandwidth.add(byteCount: 2_000, sampleCount: 1_024)
        #expect(bandwidth.peak == peak)
        bandwidth.add(byteCount: 20_000, sampleCount: 48_000)
        #expect(bandwidth.peak == 160_000)
    }
}
