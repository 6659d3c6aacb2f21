import RoadWaveMedia
import Testing

/// A table of contents: configuration, stereo bit, framing code.
private func toc(_ configuration: UInt8, stereo: Bool = false, code: UInt8) -> UInt8 {
    configuration << 3 | (stereo ? 4 : 0) | code
}

@Suite("Opus packet")
struct OpusPacketTests {
    @Test(
        "the configuration tells mode, bandwidth and frame duration",
        arguments: [
            (0, .silk, .narrowband, 480), (3, .silk, .narrowband, 2880), (5, .silk, .mediumband, 960),
            (11, .silk, .wideband, 2880), (12, .hybrid, .superWideband, 480), (15, .hybrid, .fullband, 960),
            (16, .celt, .narrowband, 120), (21, .celt, .wideband, 240), (26, .celt, .superWideband, 480),
            (31, .celt, .fullband, 960),
        ] as [(UInt8, OpusTableOfContents.Mode, OpusTableOfContents.Bandwidth, Int)])
    func configurations(
        number: UInt8, mode: OpusTableOfContents.Mode, bandwidth: OpusTableOfContents.Bandwidth, duration: Int
    ) {
        let contents = OpusTableOfContents(byte: toc(number, code: 0))
        #expect(contents.mode == mode)
        #expect(contents.bandwidth == bandwidth)
        #expect(contents.frameDuration == duration)
    }

    @Test("the stereo bit is read")
    func stereo() throws {
        #expect(try OpusPacket.isStereo([toc(31, stereo: true, code: 0), 1, 2]))
        #expect(try !OpusPacket.isStereo([toc(31, code: 0), 1, 2]))
    }

    @Test("code 0 is one frame of all the rest, which may be empty")
    func oneFrame() throws {
        #expect(try OpusPacket(parsing: [toc(31, code: 0), 1, 2, 3]).frames == [1..<4])
        #expect(try OpusPacket(parsing: [toc(31, code: 0)]).frames == [1..<1])
    }

    @Test("code 1 is two frames of the same size")
    func twoEqualFrames() throws {
        let packet = try OpusPacket(parsing: [toc(30, code: 1), 1, 2, 3, 4])
        #expect(packet.frames == [1..<3, 3..<5])
        #expect(packet.duration == 960)
    }

    @Test("code 2 tells the size of the first of two frames, in one byte or two")
    func twoUnequalFrames() throws {
        #expect(try OpusPacket(parsing: [toc(30, code: 2), 1, 9, 8, 7]).frames == [2..<3, 3..<5])
        let long = [toc(30, code: 2), 252, 1] + [UInt8](repeating: 0, count: 300)
        #expect(try OpusPacket(parsing: long).frames == [3..<259, 259..<303])
    }

    @Test("code 3 packs frames of equal or told sizes, before its padding")
    func signalledFrames() throws {
        #expect(try OpusPacket(parsing: [toc(30, code: 3), 3, 1, 2, 3]).frames == [2..<3, 3..<4, 4..<5])
        #expect(try OpusPacket(parsing: [toc(30, code: 3), 0x80 | 2, 1, 5, 6, 7]).frames == [3..<4, 4..<6])
        let padded = try OpusPacket(parsing: [toc(30, code: 3), 0x40 | 2, 2, 1, 2, 0, 0])
        #expect(padded.frames == [3..<4, 4..<5])
        #expect(padded.paddingSize == 2)
    }

    @Test("padding of 255 and more goes on in further bytes")
    func longPadding() throws {
        let bytes = [toc(30, code: 3), 0x40 | 1, 255, 255, 2, 42] + [UInt8](repeating: 0, count: 510)
        let packet = try OpusPacket(parsing: bytes)
        #expect(packet.paddingSize == 510)
        #expect(packet.frames == [5..<6])
    }

    @Test(
        "a packet that breaks a rule of RFC 6716 section 3.4 is malformed",
        arguments: [
            [],  // R1
            [toc(31, code: 0)] + [UInt8](repeating: 0, count: 1_276),  // R2
            [toc(31, code: 1)] + [UInt8](repeating: 0, count: 2_552),  // R2
            [toc(31, code: 1), 1],  // R3
            [toc(31, code: 2)],  // R4
            [toc(31, code: 2), 252],  // R4
            [toc(31, code: 2), 2, 1],  // R4
            [toc(31, code: 3)],  // R6
            [toc(31, code: 3), 0],  // R5
            [toc(31, code: 3), 7, 1, 1, 1, 1, 1, 1, 1],  // R5: 140 ms
            [toc(16, code: 3), 49],  // R5: 122.5 ms
            [toc(31, code: 3), 2, 1, 2, 3],  // R6
            [toc(31, code: 3), 0x40 | 1, 255, 255],  // R6: endless padding
            [toc(31, code: 3), 0x40 | 1, 9, 1],  // R6
            [toc(31, code: 3), 0x80 | 2],  // R7
            [toc(31, code: 3), 0x80 | 3, 1, 9, 1, 2],  // R7
        ] as [[UInt8]])
    func malformed(bytes: [UInt8]) {
        #expect { try OpusPacket(parsing: bytes) } throws: { ($0 as? MediaError)?.code == .malformed }
    }

    @Test("what it accepts the codec library accepts too, for random bytes of every framing code")
    func agreesWithTheLibrary() throws {
        var random = Xorshift(state: 42)
        let decoder = try OpusDecoder(channels: 1)
        var accepted = 0
        for _ in 0..<3_000 {
            let bytes = (0..<Int.random(in: 1...40, using: &random)).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
            guard let packet = try? OpusPacket(parsing: bytes) else { continue }
            accepted += 1
            #expect(packet.frames.allSatisfy { $0.lowerBound >= 1 && $0.upperBound <= bytes.count })
            let pcm = try decoder.decode(bytes)
            #expect(pcm.frameCount == packet.duration)
        }
        #expect(accepted > 500)
    }
}
