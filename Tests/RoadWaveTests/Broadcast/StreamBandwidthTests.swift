import Testing

@testable import RoadWave

@Suite("Bit rates of the transport stream")
struct StreamBandwidthTests {
    @Test("the peak is that of the highest segment, the average that of all, rounded up to 1 kbit/s")
    func rates() {
        var bandwidth = StreamBandwidth(encoderBitrate: 48_000, segmentSamples: 96_000)
        bandwidth.add(byteCount: 14_000, sampleCount: 96_000)
        bandwidth.add(byteCount: 15_001, sampleCount: 96_000)
        #expect(bandwidth.peak == 61_000)
        #expect(bandwidth.average == 59_000)
    }

    @Test("a live that begins with silence states at least the encoder's rate")
    func silence() {
        var bandwidth = StreamBandwidth(encoderBitrate: 48_000, segmentSamples: 96_000)
        bandwidth.add(byteCount: 1_000, sampleCount: 96_000)
        #expect(bandwidth.peak == 48_000)
        #expect(bandwidth.average == 4_000)
    }

    @Test("a last segment of a frame or two makes no peak")
    func shortSegment() {
        var bandwidth = StreamBandwidth(encoderBitrate: 48_000, segmentSamples: 96_000)
        bandwidth.add(byteCount: 2_000, sampleCount: 1_024)
        #expect(bandwidth.peak == 48_000)
        bandwidth.add(byteCount: 20_000, sampleCount: 48_000)
        #expect(bandwidth.peak == 160_000)
    }

    @Test("before the first segment there is no average")
    func nothing() {
        #expect(StreamBandwidth(encoderBitrate: 48_000, segmentSamples: 96_000).average == nil)
    }
}
