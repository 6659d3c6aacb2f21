import RoadWaveMedia
import Testing

@testable import RoadWave

@Suite("The timeline of Opus packets")
struct OpusTimelineTests {
    private let speech: EncodedSpeech

    init() throws {
        speech = try EncodedSpeech.mono.get()
    }

    @Test("a packet in its place gives its samples")
    func inPlace() throws {
        var timeline = try OpusTimeline(channels: 1, position: .zero)
        let sound = try timeline.append(speech.packets[0], at: .zero)
        #expect(sound.frameCount == 960)
        #expect(timeline.position == MediaTime(samples: 960))
        #expect(timeline.lastRefusal == nil)
    }

    @Test("a hole of one packet is concealed, not silent")
    func shortHole() throws {
        var timeline = try OpusTimeline(channels: 1, position: .zero)
        for index in 0..<100 where index != 60 {
            let sound = try timeline.append(speech.packets[index], at: EncodedSpeech.time(ofPacket: index))
            #expect(sound.frameCount == (index == 61 ? 1_920 : 960))
            if index == 61 { #expect((sound.frames(0..<960).samples.map(abs).max() ?? 0) > 0.001) }
        }
        #expect(timeline.filled.concealed == 960)
        #expect(timeline.filled.silent == 0)
    }

    @Test("a hole that is no multiple of the codec's step is filled to the sample")
    func oddHole() throws {
        var timeline = try OpusTimeline(channels: 1, position: .zero)
        _ = try timeline.append(speech.packets[0], at: .zero)
        let sound = try timeline.append(speech.packets[1], at: MediaTime(samples: 960 + 137))
        #expect(sound.frameCount == 137 + 960)
        #expect(timeline.position == MediaTime(samples: 960 + 137 + 960))
    }

    @Test("a long hole is concealed for 100 ms, fading out, then silent")
    func longHole() throws {
        var timeline = try OpusTimeline(channels: 1, position: .zero)
        for index in 0..<100 { _ = try timeline.append(speech.packets[index], at: EncodedSpeech.time(ofPacket: index)) }
        let fill = try timeline.advance(to: timeline.position + 48_000)
        #expect(fill.frameCount == 48_000)
        #expect(abs(fill.samples[4_799]) < 0.001)
        #expect(fill.samples[4_800...].allSatisfy { $0 == 0 })
        #expect(timeline.filled.concealed == 4_800)
        #expect(timeline.filled.silent == 43_200)
    }

    @Test("a hole filled in many steps is concealed no longer than one filled at once")
    func steps() throws {
        var timeline = try OpusTimeline(channels: 1, position: .zero)
        _ = try timeline.append(speech.packets[0], at: .zero)
        for _ in 0..<100 { _ = try timeline.advance(to: timeline.position + 480) }
        #expect(timeline.filled.concealed == 4_800)
        #expect(timeline.filled.silent == 43_200)
    }

    @Test("a lost packet is recovered from the copy in the next one when the sender adds it")
    func forwardErrorCorrection() throws {
        let recovered = try likenessOfLostPackets(inbandFEC: true)
        let concealed = try likenessOfLostPackets(inbandFEC: false)
        #expect(recovered > concealed + 0.2)
    }

    /// The mean correlation of the sound of lost packets, one in ten, with what is put in their place.
    private func likenessOfLostPackets(inbandFEC: Bool) throws -> Double {
        let speech = try EncodedSpeech(seconds: 4, application: .voice, inbandFEC: inbandFEC)
        var whole = try OpusTimeline(channels: 1, position: .zero)
        var holed = try OpusTimeline(channels: 1, position: .zero)
        var truth = PCM(samples: [], channels: 1)
        var heard = PCM(samples: [], channels: 1)
        for (index, packet) in speech.packets.enumerated() {
            let time = EncodedSpeech.time(ofPacket: index)
            try truth.append(whole.append(packet, at: time))
            if index % 10 != 5 { try heard.append(holed.append(packet, at: time)) }
        }
        let windows = try stride(from: 5, to: speech.packets.count, by: 10).flatMap { index in
            let lost = truth.frames(index * 960..<(index + 1) * 960)
            return try Correlation.windows(of: lost, in: heard, at: index * 960, length: 960)
        }
        return windows.map(\.coefficient).reduce(0, +) / Double(windows.count)
    }

    @Test("a packet whose time has been filled is late; one that ends later is cut at the front")
    func late() throws {
        var timeline = try OpusTimeline(channels: 1, position: .zero)
        _ = try timeline.advance(to: MediaTime(samples: 1_500))
        #expect(try timeline.append(speech.packets[0], at: .zero).samples.isEmpty)
        #expect(timeline.lastRefusal == .late)
        #expect(try timeline.append(speech.packets[1], at: MediaTime(samples: 960)).frameCount == 420)
        #expect(timeline.position == MediaTime(samples: 1_920))
    }

    @Test("the same packet twice counts once")
    func duplicate() throws {
        var timeline = try OpusTimeline(channels: 1, position: .zero)
        _ = try timeline.append(speech.packets[0], at: .zero)
        #expect(try timeline.append(speech.packets[0], at: .zero).samples.isEmpty)
        #expect(timeline.lastRefusal == .late)
    }

    @Test("a wild timestamp asks for no more than 10 s of filling", arguments: [480_001, 1 << 40, Int64.max / 4])
    func wildTimestamp(samples: Int64) throws {
        var timeline = try OpusTimeline(channels: 1, position: .zero)
        #expect(try timeline.append(speech.packets[0], at: MediaTime(samples: samples)).samples.isEmpty)
        #expect(timeline.lastRefusal == .outOfRange)
        #expect(timeline.position == .zero)
        #expect(try timeline.advance(to: MediaTime(samples: samples)).frameCount == 480_000)
    }

    @Test("going back in time does nothing")
    func backwards() throws {
        var timeline = try OpusTimeline(channels: 1, position: .zero)
        _ = try timeline.append(speech.packets[0], at: .zero)
        #expect(try timeline.advance(to: .zero).samples.isEmpty)
        #expect(timeline.position == MediaTime(samples: 960))
    }
}
