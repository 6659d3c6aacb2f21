import Foundation
import RoadWaveMedia
import Testing

@testable import RoadWave

/// The band of the sound that listeners get, measured on white noise that was encoded, muxed and decoded.
@Suite("The band of a rendition")
struct RenditionBandTests {
    /// Two seconds of noise at -20 dB, the same in every channel.
    private static func noise(channels: Int) -> PCM {
        var generator = SystemRandomNumberGenerator()
        let samples = (0..<96_000).flatMap { _ in
            [Float](repeating: Float.random(in: -0.17...0.17, using: &generator), count: channels)
        }
        return PCM(samples: samples, channels: channels, sampleRate: 48_000)
    }

    private static func encoded(_ name: String, _ sound: PCM) throws -> PCM {
        let encoder = try RenditionEncoder(Rendition(name: name), grid: SegmentGrid(segmentSamples: 96_000))
        let cuts = try encoder.encode(sound) + encoder.finish()
        return try DecodedSegments.decode(cuts.map(\.bytes))
    }

    /// The mean level of a band, in decibels: of some of its frequencies, each over many stretches of 20 ms (Goertzel).
    private static func level(of sound: PCM, in band: ClosedRange<Double>) -> Double {
        let length = 960
        var power = 0.0
        for frequency in stride(from: band.lowerBound, through: band.upperBound, by: 100) {
            let coefficient = 2 * cos(2 * .pi * frequency / 48_000)
            for start in stride(from: 9_600, to: min(sound.frameCount, 76_800) - length, by: length) {
                var (previous, before) = (0.0, 0.0)
                for (index, sample) in sound.samples[start..<start + length].enumerated() {
                    // A Hann window: without it the band below would be heard in the one above.
                    let window = 0.5 - 0.5 * cos(2 * .pi * Double(index) / Double(length))
                    (previous, before) = (Double(sample) * window + coefficient * previous - before, previous)
                }
                power += previous * previous + before * before - coefficient * previous * before
            }
        }
        return 10 * log10(power)
    }

    /// How far the band from 13.7 to 14.7 kHz is below that from 10 to 12 kHz, in decibels, each band being a mean of its
    /// frequencies.
    private static func drop(above sound: PCM) -> Double {
        // 11 and 21 frequencies.
        level(of: sound, in: 10_000...12_000) - 10 * log10(21.0 / 11)
            - level(of: sound, in: 13_700...14_700)
    }

    @Test("the 48k rendition ends at 13 kHz")
    func cut() throws {
        #expect(Self.drop(above: try Self.encoded("48k", Self.noise(channels: 1))) > 30)
    }

    @Test("stereo and higher rates keep what is above 13 kHz", arguments: ["64k", "96k", "128k"])
    func kept(name: String) throws {
        let channels = try Rendition(name: name).channels
        #expect(abs(Self.drop(above: try Self.encoded(name, Self.noise(channels: channels)))) < 12)
    }

    @Test(
        "only the 48k rendition is cut: the others are encoded as the codec chooses",
        arguments: ["32k", "47k", "49k", "64k", "96k"])
    func others(name: String) throws {
        let rendition = try Rendition(name: name)
        #expect(rendition.cutoff == nil)
        #expect(try Rendition(name: "48k").cutoff == 13_000)
    }
}
