import RoadWaveMedia
import Testing

@testable import RoadWave

@Suite("Bursts of sound")
struct SoundBurstTests {
    private static let grid = SegmentGrid(segmentSamples: 96_000)

    /// What a burst hands over while packets of 20 ms come in, and after how many samples.
    private func handedOver(packets: Int) throws -> [(after: Int, sound: PCM)] {
        var burst = SoundBurst(channels: 1, grid: Self.grid)
        var ramp: Float = 0
        var given: [(after: Int, sound: PCM)] = []
        for packet in 1...packets {
            let samples = (0..<960).map { _ -> Float in
                ramp += 1
                return ramp
            }
            if let sound = try burst.append(PCM(samples: samples, channels: 1)) {
                given.append((after: packet * 960, sound: sound))
            }
        }
        given.append((after: packets * 960, sound: burst.takeAll()))
        return given
    }

    @Test("sound waits until there are twelve frames of it")
    func waits() throws {
        let given = try handedOver(packets: 40)
        #expect(given.map(\.sound.frameCount) == [12_480, 12_480, 12_480, 960])
    }

    @Test("what completes a segment does not wait, whatever there is of it")
    func endOfSegment() throws {
        let given = try handedOver(packets: 350).map(\.after)
        for segment in 1...3 {
            // The encoder gives a frame once it has the next one.
            let needed = (Self.grid.firstFrame(ofSegment: segment) + 1) * 1_024
            #expect(given.contains((needed + 959) / 960 * 960))
        }
    }

    @Test("all that came in is handed over, once and in order")
    func complete() throws {
        let samples = try handedOver(packets: 333).flatMap(\.sound.samples)
        #expect(samples == (1...333 * 960).map(Float.init))
    }
}
