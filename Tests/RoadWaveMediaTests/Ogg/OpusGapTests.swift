import Testing

@testable import RoadWaveMedia

@Suite("Gap between Opus packets")
struct OpusGapTests {
    /// The first bytes of all configurations, mono and stereo.
    private static let contents = (0..<64).map { OpusTableOfContents(byte: UInt8($0 << 2)) }

    @Test("every multiple of 2.5 ms is filled exactly, after any packet", arguments: contents)
    func exact(toc: OpusTableOfContents) throws {
        for samples in stride(from: 120, through: 24_000, by: 120) {
            let packets = OpusGap.packets(samples: samples, after: toc)
            let durations = try packets.map { try OpusPacket.duration(of: $0.bytes) }
            #expect(durations == packets.map(\.duration))
            #expect(durations.reduce(0, +) == samples)
        }
    }

    @Test(
        "what is over a multiple of 2.5 ms is left out, and less than none is none",
        arguments: [(119, 0), (121, 120), (-960, 0)])
    func remainder(samples: Int, filled: Int) {
        let durations = OpusGap.packets(samples: samples, after: nil).map(\.duration)
        #expect(durations.reduce(0, +) == filled)
    }

    @Test("the first 100 ms are frames of zero bytes like those of the packet before, the rest says silence")
    func concealmentThenSilence() throws {
        // SILK, wide band, 20 ms, stereo: configuration 9.
        let toc = OpusTableOfContents(byte: 9 << 3 | 0b100)
        let packets = OpusGap.packets(samples: 9_600, after: toc)
        let parsed = try packets.map { try OpusPacket(parsing: $0.bytes) }
        #expect(parsed.map(\.duration) == [4_800, 4_800])
        #expect(parsed.first?.tableOfContents.configuration == 9)
        #expect(parsed.map(\.tableOfContents.isStereo) == [true, true])
        #expect(parsed.first?.frames.map(\.count) == [0, 0, 0, 0, 0])
        #expect(parsed.last?.frames.map(\.count) == [2, 2, 2, 2, 2])
    }

    @Test("95 ms after 20 ms of SILK: four such frames, one of 10 ms, one of 5 ms of CELT (RFC 7845 section 4.1)")
    func exampleOfTheRFC() throws {
        let packets = OpusGap.packets(samples: 4_560, after: OpusTableOfContents(byte: 9 << 3))
        // Configurations 9 (code 3, a count), 8 and 21.
        let expected: [[UInt8]] = [[0x4b, 4], [0x40], [0xa8]]
        #expect(packets.map(\.bytes) == expected)
    }

    @Test("a gap that was concealed for 100 ms before goes on silent")
    func continuation() throws {
        let toc = OpusTableOfContents(byte: 31 << 3)
        let rest = OpusGap.packets(samples: 960, after: toc, filled: 4_800)
        #expect(rest.map(\.bytes) == [[0xf8, 0xff, 0xfe]])
    }

    @Test("libopus plays a long gap as silence, whatever came before", arguments: [9_000, 24_000, 64_000])
    func decoding(bitrate: Int) throws {
        var speech = SpeechLikeSignal(channels: 1)
        let encoder = try OpusEncoder(channels: 1, bitrate: bitrate, application: .voice)
        let decoder = try OpusDecoder(channels: 1)
        var toc: OpusTableOfContents?
        for _ in 0..<50 {
            let packet = try encoder.encode(speech.next(frames: 960))
            _ = try decoder.decode(packet)
            toc = try OpusPacket(parsing: packet).tableOfContents
        }
        var heard = PCM.silence(frames: 0, channels: 1)
        for packet in OpusGap.packets(samples: 48_000, after: toc) { try heard.append(decoder.decode(packet.bytes)) }
        #expect(heard.frameCount == 48_000)
        // 150 ms in: the concealment and the overlap of the codec's windows are over.
        #expect(heard.samples.dropFirst(7_200).allSatisfy { abs($0) < 1e-3 })
    }
}
