import Foundation
import Testing

@testable import RoadWaveMedia

@Suite("MP3 encoder")
struct MP3EncoderTests {
    /// A programme, encoded.
    private struct Encoded {
        let source: PCM
        let info: [UInt8]
        let frames: [MP3Frame]
        let padding: Int

        init(frameCount: Int) throws {
            var speech = SpeechLikeSignal(channels: 2)
            source = speech.next(frames: frameCount)
            let encoder = try MP3Encoder()
            var frames: [MP3Frame] = []
            for start in stride(from: 0, to: frameCount, by: 5_000) {
                frames += try encoder.encode(source.frames(start..<start + 5_000))
            }
            frames += try encoder.finish()
            self.frames = frames
            info = try encoder.infoFrame()
            padding = encoder.initialPadding
        }

        var file: [UInt8] { info + frames.flatMap(\.bytes) }
    }

    @Test("all frames have 768 bytes, and none needs bytes of another one")
    func frames() throws {
        let frames = try Encoded(frameCount: 96_000).frames
        for frame in frames {
            #expect(frame.bytes.count == MP3Encoder.frameSize)
            // MPEG-1 Layer III without checksum, 256 kbit/s at 48 kHz without a padding byte.
            #expect(Array(frame.bytes.prefix(2)) == [0xff, 0xfb])
            #expect(frame.bytes[2] == 0xd4)
            // main_data_begin: nine bits behind the header.
            #expect(Int(frame.bytes[4]) << 1 | Int(frame.bytes[5]) >> 7 == 0)
        }
        #expect(frames.map(\.presentationTime) == frames.indices.map { $0 * 1_152 - 1_105 })
    }

    @Test(
        "the Info header counts the frames, the bytes, the delay and the padding",
        arguments: [96_000, 48_000, 1_152, 1])
    func info(frameCount: Int) throws {
        let encoded = try Encoded(frameCount: frameCount)
        let info = encoded.info
        let start = try #require(info.firstRange(of: Array("Info".utf8))?.lowerBound)
        func number(at offset: Int) -> Int { info[start + offset..<start + offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        #expect(info.count == MP3Encoder.frameSize)
        #expect(number(at: 4) & 0b11 == 0b11)
        #expect(number(at: 8) == encoded.frames.count)
        #expect(number(at: 12) == encoded.file.count)
        // 21 bytes into LAME's part, which follows a table of 100 bytes and a quality of 4: twelve bits each.
        let bits = info[start + 141..<start + 144].reduce(0) { $0 << 8 | Int($1) }
        let (delay, padding) = (bits >> 12, bits & 0xfff)
        #expect(delay + 529 == encoded.padding)
        #expect(encoded.frames.count * 1_152 - delay - padding == frameCount)
    }

    @Test("a decoder gives all samples back, in their place")
    func decoded() throws {
        let encoded = try Encoded(frameCount: 100_000)
        let heard = try AudioFile.decode(encoded.file, channels: 2)
        #expect(heard.frameCount == 100_000)
        let match = try Correlation.locate(encoded.source.mixedDown().frames(10_000..<90_000), in: heard.mixedDown())
        #expect(match.offset == 10_000)
        #expect(match.coefficient > 0.99)
    }

    @Test("frames one by one decode as the file does")
    func decoder() throws {
        let encoded = try Encoded(frameCount: 20_000)
        let decoder = try MP3Decoder()
        var heard = PCM(samples: [], channels: 2)
        for frame in encoded.frames { try heard.append(decoder.decode(frame.bytes)) }
        let whole = try AudioFile.decode(encoded.file, channels: 2)
        let part = heard.frames(encoded.padding..<encoded.padding + 20_000)
        #expect(zip(part.samples, whole.samples).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    @Test("samples that are no numbers become silence, and input after the end is refused")
    func hostile() throws {
        let encoder = try MP3Encoder()
        _ = try encoder.encode(PCM(samples: [Float](repeating: .nan, count: 9_600), channels: 2))
        #expect(throws: MediaError.self) { try encoder.infoFrame() }
        _ = try encoder.finish()
        #expect(throws: MediaError.self) { try encoder.encode(.silence(frames: 1, channels: 2)) }
        #expect(throws: MediaError.self) { try MP3Encoder().encode(.silence(frames: 1, channels: 1)) }
    }

    @Test("an MP3 frame that is none is refused by the decoder")
    func noFrame() throws {
        let decoder = try MP3Decoder()
        #expect(throws: MediaError.self) { try decoder.decode([UInt8](repeating: 7, count: 768)) }
    }
}
