import RoadWaveMedia
import Testing

@Suite("Opus codec")
struct OpusCodecTests {
    private func packets(
        of source: PCM, bitrate: Int = 64_000, application: OpusEncoder.Application = .voice, duration: Int = 960,
        inbandFEC: Bool = false, expectedLoss: Int = 0
    ) throws -> [[UInt8]] {
        let encoder = try OpusEncoder(
            channels: source.channels, bitrate: bitrate, application: application, inbandFEC: inbandFEC,
            expectedLoss: expectedLoss)
        return try stride(from: 0, through: source.frameCount - duration, by: duration).map {
            try encoder.encode(source.frames($0..<$0 + duration))
        }
    }

    private func speech(_ seconds: Double, channels: Int = 1) -> PCM {
        var signal = SpeechLikeSignal(channels: channels)
        return signal.next(seconds: seconds)
    }

    @Test("speech comes back whole, late by the encoder's look-ahead", arguments: [1, 2])
    func roundTrip(channels: Int) throws {
        let source = speech(4, channels: channels)
        let decoder = try OpusDecoder(channels: channels)
        var heard = PCM.silence(frames: 0, channels: channels)
        for packet in try packets(of: source, application: .audio) {
            try heard.append(decoder.decode(packet))
        }
        #expect(heard.frameCount == source.frameCount)
        let match = try Correlation.locate(source, in: heard)
        let lookahead = try OpusEncoder(channels: channels, bitrate: 64_000, application: .audio).lookahead
        #expect(match.offset == lookahead)
        #expect(match.coefficient > 0.95)
        #expect(try Correlation.gaps(of: source.frames(0..<182_400), in: heard, at: match.offset).isEmpty)
    }

    @Test("every packet duration is encoded and told by the packet", arguments: OpusEncoder.packetDurations)
    func durations(frames: Int) throws {
        let packet = try packets(of: speech(0.12), duration: frames)[0]
        #expect(try OpusPacket.duration(of: packet) == frames)
        #expect(try OpusDecoder(channels: 1).decode(packet).frameCount == frames)
    }

    @Test("a change of bitrate takes effect on the next packets")
    func liveBitrate() throws {
        let source = speech(4)
        let encoder = try OpusEncoder(channels: 1, bitrate: 96_000)
        var sizes: [Int] = []
        for start in stride(from: 0, to: source.frameCount, by: 960) {
            if start == source.frameCount / 2 { encoder.bitrate = 16_000 }
            sizes.append(try encoder.encode(source.frames(start..<start + 960)).count)
        }
        let before = sizes.prefix(100).reduce(0, +)
        let after = sizes.suffix(100).reduce(0, +)
        #expect(encoder.bitrate == 16_000)
        #expect(after * 3 < before)
    }

    @Test("a bitrate out of range is brought into it")
    func bitrateBounds() throws {
        let encoder = try OpusEncoder(channels: 1, bitrate: 64_000)
        encoder.bitrate = 0
        #expect(encoder.bitrate == 500)
        encoder.bitrate = .max
        #expect(encoder.bitrate == 512_000)
    }

    @Test("discontinuous transmission sends almost nothing in silence")
    func discontinuousTransmission() throws {
        let encoder = try OpusEncoder(channels: 1, bitrate: 24_000, application: .voice, dtx: true)
        let sizes = try (0..<100).map { _ in try encoder.encode(.silence(frames: 960, channels: 1)).count }
        #expect(sizes.suffix(50).filter { $0 <= 2 }.count > 40)
    }

    @Test("a lost packet is recovered from the next one with error correction, better than made up")
    func forwardErrorCorrection() throws {
        let source = speech(4)
        let sent = try packets(of: source, bitrate: 32_000, inbandFEC: true, expectedLoss: 20)
        let (intact, recovering, concealing) = try (
            OpusDecoder(channels: 1), OpusDecoder(channels: 1), OpusDecoder(channels: 1)
        )
        var original = PCM.silence(frames: 0, channels: 1)
        var recovered = original
        var concealed = original
        for (index, packet) in sent.enumerated() {
            let whole = try intact.decode(packet)
            let isLost = index % 5 == 3 && index + 1 < sent.count
            if isLost { try original.append(whole) }
            if isLost {
                try recovered.append(recovering.decodeForwardErrorCorrection(from: sent[index + 1], frames: 960))
                try concealed.append(concealing.conceal(frames: 960))
            } else {
                _ = try recovering.decode(packet)
                _ = try concealing.decode(packet)
            }
        }
        let likeness = try Correlation.locate(recovered, in: original)
        let guess = try Correlation.locate(concealed, in: original)
        #expect(likeness.offset == 0)
        #expect(likeness.coefficient > 0.8)
        #expect(likeness.coefficient > guess.coefficient)
    }

    @Test("concealment gives the frames asked for, sounds on, then fades out")
    func concealment() throws {
        let decoder = try OpusDecoder(channels: 1)
        for packet in try packets(of: speech(1)) { _ = try decoder.decode(packet) }
        let first = try decoder.conceal(frames: 960)
        #expect(first.frameCount == 960)
        var last = first
        for _ in 0..<100 { last = try decoder.conceal(frames: 960) }
        let loudest = { (pcm: PCM) in pcm.samples.map(abs).max() ?? 0 }
        #expect(loudest(first) > 0.001)
        #expect(loudest(last) < loudest(first) / 4)
    }

    @Test("a loss that is not whole Opus frames is refused", arguments: [0, -120, 100, 5_880])
    func refusedLoss(frames: Int) throws {
        let decoder = try OpusDecoder(channels: 1)
        #expect(throws: MediaError.self) { try decoder.conceal(frames: frames) }
        #expect(throws: MediaError.self) { try decoder.decodeForwardErrorCorrection(from: [0xf8, 1], frames: frames) }
    }

    @Test("garbage is refused or decoded, and the decoder goes on with the live")
    func garbage() throws {
        var random = Xorshift(state: 7)
        let source = speech(2)
        let decoder = try OpusDecoder(channels: 1)
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0...1_500, using: &random)).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
            do {
                let pcm = try decoder.decode(bytes)
                #expect(pcm.samples.allSatisfy { $0.isFinite })
            } catch {
                #expect(error.code == .malformed)
            }
        }
        var heard = PCM.silence(frames: 0, channels: 1)
        for packet in try packets(of: source) { try heard.append(decoder.decode(packet)) }
        #expect(try Correlation.locate(source, in: heard).coefficient > 0.9)
    }

    @Test("settings out of range are refused")
    func refusedSettings() {
        #expect(throws: MediaError.self) { try OpusDecoder(channels: 3) }
        #expect(throws: MediaError.self) { try OpusEncoder(channels: 0, bitrate: 64_000) }
        #expect(throws: MediaError.self) { try OpusEncoder(channels: 1, bitrate: 0) }
        #expect(throws: MediaError.self) { try OpusEncoder(channels: 1, bitrate: 64_000, complexity: 11) }
        #expect(throws: MediaError.self) { try OpusEncoder(channels: 1, bitrate: 64_000, expectedLoss: 101) }
    }

    @Test("sound of another length, rate or number of channels is refused")
    func refusedSound() throws {
        let encoder = try OpusEncoder(channels: 1, bitrate: 64_000)
        let refused = [
            PCM.silence(frames: 961, channels: 1), .silence(frames: 0, channels: 1), .silence(frames: 960, channels: 2),
            .silence(frames: 960, channels: 1, sampleRate: 44_100),
        ]
        for pcm in refused { #expect(throws: MediaError.self) { try encoder.encode(pcm) } }
    }
}
