import RoadWaveMedia
import Testing

@Suite("In-band copies of Opus packets")
struct ForwardErrorCorrectionTests {
    /// How many of the packets of three seconds carry a copy.
    private func copies(
        inbandFEC: Bool, channels: Int = 1, duration: Int = 960, application: OpusEncoder.Application = .voice
    ) throws -> Double {
        var signal = SpeechLikeSignal(channels: channels)
        let encoder = try OpusEncoder(
            channels: channels, bitrate: 48_000, application: application, inbandFEC: inbandFEC, expectedLoss: 20)
        let packets = try (0..<144_000 / duration).map { _ in try encoder.encode(signal.next(frames: duration)) }
        return Double(packets.count(where: OpusPacket.hasForwardErrorCorrection)) / Double(packets.count)
    }

    @Test(
        "most packets of an encoder that adds copies have one",
        arguments: [(1, 480), (1, 960), (1, 1_920), (1, 2_880), (2, 960), (2, 1_920)])
    func added(channels: Int, duration: Int) throws {
        #expect(try copies(inbandFEC: true, channels: channels, duration: duration) > 0.8)
        #expect(try copies(inbandFEC: false, channels: channels, duration: duration) == 0)
    }

    @Test("packets of the transform codec have none")
    func transform() throws {
        #expect(try copies(inbandFEC: true, application: .lowDelay) == 0)
    }

    @Test("what is no packet, or an empty one, has none")
    func malformed() {
        #expect(!OpusPacket.hasForwardErrorCorrection([]))
        #expect(!OpusPacket.hasForwardErrorCorrection([0x7B]))
        // A frame of no bytes, of each mode.
        for configuration in UInt8(0)..<32 { #expect(!OpusPacket.hasForwardErrorCorrection([configuration << 3])) }
    }
}
