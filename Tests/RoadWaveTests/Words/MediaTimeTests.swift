import Testing

@testable import RoadWave

@Suite("Media time")
struct MediaTimeTests {
    @Test(
        "samples become the nearest microsecond, before zero too",
        arguments: [
            (0, 0), (48, 1_000), (1, 21), (2, 42), (3, 63), (1_024, 21_333), (-1_024, -21_333), (96_000, 2_000_000),
        ])
    func microseconds(samples: Int64, microseconds: Int64) {
        #expect(MediaTime(samples: samples).microseconds == microseconds)
    }

    @Test("durations become the nearest sample")
    func sampleCount() {
        #expect(Duration.seconds(2).sampleCount == 96_000)
        #expect(Duration.milliseconds(500).sampleCount == 24_000)
        #expect(Duration.microseconds(21_333).sampleCount == 1_024)
    }

    @Test("positions add and subtract in samples")
    func arithmetic() {
        let time = MediaTime(samples: 1_000) + 24
        #expect(time.samples == 1_024)
        #expect(time - .zero == 1_024)
        #expect(MediaTime.zero < time)
    }
}
