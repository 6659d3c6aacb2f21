import Foundation
import RoadWaveMedia
import Testing

@Suite("Audio file")
struct AudioFileTests {
    /// A RIFF file of 16-bit samples.
    private func wave(_ pcm: PCM) -> [UInt8] {
        func little(_ value: Int, _ bytes: Int) -> [UInt8] {
            (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let data = pcm.samples.flatMap { little(Int(($0 * 32_767).rounded()), 2) }
        let format =
            little(1, 2) + little(pcm.channels, 2) + little(pcm.sampleRate, 4)
            + little(pcm.sampleRate * pcm.channels * 2, 4) + little(pcm.channels * 2, 2) + little(16, 2)
        return Array("RIFF".utf8) + little(36 + data.count, 4) + Array("WAVEfmt ".utf8) + little(16, 4) + format
            + Array("data".utf8) + little(data.count, 4) + data
    }

    @Test("a WAV file of 48 kHz comes back sample by sample")
    func wave() throws {
        var signal = SpeechLikeSignal(channels: 2)
        let source = signal.next(seconds: 0.5)
        let read = try AudioFile.decode(wave(source), channels: 2)
        #expect(read.frameCount == source.frameCount)
        #expect(zip(read.samples, source.samples).allSatisfy { abs($0 - $1) < 1e-3 })
    }

    @Test("a file on disk, even one with a colon in its name, is read as the same bytes in memory")
    func onDisk() throws {
        var tone = ToneGenerator(frequency: 440)
        let bytes = wave(tone.next(seconds: 0.2))
        let url = FileManager.default.temporaryDirectory.appending(path: "tone: \(UUID().uuidString).wav")
        try Data(bytes).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        #expect(
            try AudioFile.decode(path: url.path(percentEncoded: false), channels: 1)
                == AudioFile.decode(bytes, channels: 1))
    }

    @Test("a playlist is not followed to the file that it names")
    func playlist() throws {
        var tone = ToneGenerator(frequency: 440)
        let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).wav")
        try Data(wave(tone.next(seconds: 1))).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        let path = url.path(percentEncoded: false)
        let playlists = [
            "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n\(path)\n#EXT-X-ENDLIST\n",
            "ffconcat version 1.0\nfile \(path)\n",
        ]
        for playlist in playlists {
            #expect {
                try AudioFile.decode(Array(playlist.utf8), channels: 1)
            } throws: {
                ($0 as? MediaError)?.code == .unreadable
            }
        }
    }

    @Test("another sample rate is converted to 48 kHz, another number of channels mixed")
    func conversion() throws {
        // The frames of a 1 kHz tone at 48 kHz are those of one of 500 Hz at 24 kHz.
        var tone = ToneGenerator(frequency: 1_000, channels: 2)
        let source = PCM(samples: tone.next(seconds: 1).samples, channels: 2, sampleRate: 24_000)
        let read = try AudioFile.decode(wave(source), channels: 1)
        #expect(read.channels == 1)
        #expect(read.sampleRate == 48_000)
        #expect(abs(read.frameCount - 96_000) < 50)
        let crossings = zip(read.samples, read.samples.dropFirst()).filter { $0 < 0 && $1 >= 0 }.count
        #expect((998...1_001).contains(crossings))
    }

    @Test("a file that claims an absurd sample rate is unreadable", arguments: [1, 1_000_000])
    func absurdRate(sampleRate: Int) {
        let claimed = PCM(samples: [Float](repeating: 0.1, count: 9_600), channels: 1, sampleRate: sampleRate)
        #expect {
            try AudioFile.decode(wave(claimed), channels: 1)
        } throws: {
            ($0 as? MediaError)?.code == .unreadable
        }
    }

    @Test("a truncated file gives what is there")
    func truncated() throws {
        var signal = SpeechLikeSignal()
        let source = signal.next(seconds: 1)
        let read = try AudioFile.decode(Array(wave(source).prefix(44 + 48_000)), channels: 1)
        #expect(read.frameCount == 24_000)
    }

    @Test("damaged packets of a stream are left out, the rest is heard")
    func damaged() throws {
        let broadcast = try SegmentedBroadcast(seconds: 4)
        var bytes = broadcast.joined
        var random = Xorshift(state: 3)
        for start in stride(from: 188 * 60, to: 188 * 70, by: 1) {
            bytes[start] = UInt8.random(in: 0...255, using: &random)
        }
        let read = try AudioFile.decode(bytes, channels: 1)
        #expect(read.frameCount > 2 * 48_000)
        #expect(read.frameCount < 5 * 48_000)
    }

    @Test("bytes changed at random give sound or an error, never a trap")
    func randomDamage() throws {
        var random = Xorshift(state: 11)
        var signal = SpeechLikeSignal()
        let files = try [wave(signal.next(seconds: 0.1)), SegmentedBroadcast(seconds: 0.5).joined]
        for file in files {
            for _ in 0..<100 {
                var damaged = file
                for _ in 0..<Int.random(in: 1...40, using: &random) {
                    damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(
                        in: 0...255, using: &random)
                }
                damaged.removeLast(Int.random(in: 0..<damaged.count, using: &random))
                do {
                    let pcm = try AudioFile.decode(damaged, channels: 1)
                    #expect((1...480_000).contains(pcm.frameCount))
                } catch {
                    #expect(error.code == .unreadable)
                }
            }
        }
    }

    @Test(
        "what is not sound is unreadable",
        arguments: [[], Array("hello, world".utf8), [UInt8](repeating: 0x47, count: 4_000)])
    func unreadable(bytes: [UInt8]) {
        #expect { try AudioFile.decode(bytes, channels: 1) } throws: { ($0 as? MediaError)?.code == .unreadable }
    }

    @Test("a file that is not there is unreadable, and the error says which and why")
    func missing() {
        #expect {
            try AudioFile.decode(path: "/nowhere/at-all.wav", channels: 1)
        } throws: { error in
            let text = String(describing: error)
            return text.contains("/nowhere/at-all.wav") && text.contains("No such file")
        }
    }

    @Test("three channels are refused")
    func refusedChannels() {
        #expect { try AudioFile.decode([], channels: 3) } throws: { ($0 as? MediaError)?.code == .invalidArgument }
    }
}
