import Testing

@testable import RoadWaveMedia

@Suite("Recording reader")
struct RecordingReaderTests {
    private static let packets = Result { try RecordingBuilder.packets(RecordingBuilder.tone(440, seconds: 4)) }

    private func recording(_ make: (inout RecordingBuilder, [[UInt8]]) throws -> Void) throws -> RecordingBuilder {
        var builder = RecordingBuilder()
        try make(&builder, Self.packets.get())
        return builder
    }

    @Test("a stream is decoded without its pre-skip and its trimmed end", arguments: [1, 100, 1_000_000])
    func plain(piece: Int) throws {
        let recording = try recording { try $0.add($1, preSkip: 3_840, trimmed: 1_500) }
        let parts = try recording.parts(piece: piece)
        #expect(parts.soundFrames == 4 * 48_000 - 3_840 - 1_500)
        #expect(parts.gapFrames == 0)
    }

    @Test("streams that follow each other are all decoded, each by its own header")
    func chained() throws {
        let recording = try recording {
            try $0.add($1)
            try $0.add($1, serialNumber: 2, preSkip: 960, start: 1 << 40)
            try $0.add($1, serialNumber: 3, preSkip: 0, isFinished: false)
        }
        let parts = try recording.parts()
        #expect(parts.soundFrames == 12 * 48_000 - 312 - 960)
        #expect(parts.filter { $0 == .stream }.count == 2)
        #expect(parts.gapFrames == 0)
    }

    @Test("a stream that was killed and begun anew with the same number goes on")
    func restarted() throws {
        let recording = try recording {
            try $0.add($1, isFinished: false)
            try $0.add($1)
        }
        #expect(try recording.parts().soundFrames == 8 * 48_000 - 624)
    }

    @Test("time is kept where a page is missing, and the hole begins with what the decoder makes up")
    func missingPage() throws {
        let parts = try recording { try $0.add($1, leftOut: [3]) }.parts()
        #expect(parts.soundFrames + Int(parts.gapFrames) == 4 * 48_000 - 312)
        #expect(parts.gapFrames == 24_000 - 960)
    }

    @Test("a jump of granule positions is the same hole, whether pages are missing or not")
    func jump() throws {
        let hour: Int64 = 3_600 * 48_000
        let jumped = try recording { try $0.add($1, gaps: [75: hour]) }.parts()
        let missing = try recording { try $0.add($1, gaps: [100: hour - 24_000], leftOut: [3]) }.parts()
        #expect(jumped.gapFrames == hour - 960)
        #expect(missing.gapFrames == hour - 960)
    }

    @Test("a recording that begins late has no silence before it", arguments: [86_400 * 48_000, 1 << 50])
    func late(start: Int64) throws {
        let parts = try recording { try $0.add($1, start: start) }.parts()
        #expect(parts.soundFrames == 4 * 48_000 - 312)
        #expect(parts.gapFrames == 0)
    }

    @Test("granule positions that go back cost no sound and make no hole, then or later")
    func backwards() throws {
        let parts = try recording { try $0.add($1, start: 1 << 30, gaps: [100: -(1 << 29)]) }.parts()
        #expect(parts.soundFrames == 4 * 48_000 - 312)
        #expect(parts.gapFrames == 0)
    }

    @Test("the gain of the header is applied")
    func gain() throws {
        func power(_ gain: Int16) throws -> Float {
            let parts = try recording { try $0.add($1, outputGain: gain) }.parts()
            guard case .sound(let pcm) = parts[20] else { return 0 }
            return Samples.largest(of: pcm.samples)
        }
        #expect(abs(try power(-6 * 256) / power(0) - 0.501) < 0.001)
    }

    @Test("empty frames are heard for half a second, then they are a hole")
    func emptyFrames() throws {
        let recording = try recording { builder, packets in
            let empty = [[UInt8]](repeating: [packets[99][0] & 0xfc], count: 200)
            try builder.add(packets[..<100] + empty + packets[100...])
        }
        let parts = try recording.parts()
        let madeUp = parts.compactMap { part in if case .madeUp(let pcm) = part { pcm } else { nil } }
        #expect(madeUp.reduce(0) { $0 + $1.frameCount } == 24_000)
        #expect(madeUp.allSatisfy { Samples.largest(of: $0.samples) < 0.3 })
        #expect(parts.gapFrames == 200 * 960 - 24_000)
        #expect(madeUp.last.map { abs($0.samples.last ?? 1) < 0.001 } == true)
    }

    @Test("what empty frames become is soon no louder than the quietest sound before")
    func calm() throws {
        var voice = SpeechLikeSignal(channels: 2)
        var pcm = voice.next(seconds: 2)
        for index in 168_000..<pcm.samples.count { pcm.samples[index] *= 0.01 }
        let packets = try RecordingBuilder.packets(pcm)
        var builder = RecordingBuilder()
        let empty = [[UInt8]](repeating: [packets[90][0] & 0xfc], count: 50)
        try builder.add(packets[..<90] + empty, outputGain: 6 * 256)
        let made = try builder.parts().compactMap { part in if case .madeUp(let pcm) = part { pcm } else { nil } }
        #expect(made.count == 25)
        #expect(made[7...].allSatisfy { Samples.largest(of: $0.samples) < 0.02 })
    }

    @Test("comments that are missing cost no sound")
    func missingTags() throws {
        var recording = try recording { try $0.add($1) }
        let second = try #require(recording.bytes.dropFirst(4).firstRange(of: OggPage.capturePattern)?.lowerBound)
        recording.bytes[second + 30] ^= 1
        #expect(try recording.parts().soundFrames == 4 * 48_000 - 312)
    }

    @Test("what is no recording is refused with its reason")
    func refused() throws {
        func code(_ bytes: [UInt8]) -> MediaError.Code? {
            do {
                _ = try RecordingBuilder(bytes: bytes).parts()
                return nil
            } catch {
                return (error as? MediaError)?.code
            }
        }
        var random = Xorshift(state: 4)
        let noise = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(code([]) == .malformed)
        #expect(code(noise) == .unsupported)
        #expect(code(OggPage(flags: .first, packets: [Array("\u{1}vorbis".utf8)]).serialized()) == .unsupported)
        let six = OpusHead.magic + [1, 6, 0, 0, 0, 0, 0, 0, 0, 0, 1, 4, 2, 0, 4, 1, 2, 3, 5]
        #expect(code(OggPage(flags: .first, packets: [six]).serialized()) == .unsupported)
        #expect(code(try recording { builder, _ in try builder.add([]) }.bytes) == .malformed)
        let whole = try recording { try $0.add($1) }.bytes
        #expect(code(Array(whole.dropFirst(10))) == .malformed)
    }

    @Test("damaged recordings are read without a trap")
    func noise() throws {
        let whole = try recording { try $0.add(Array($1.prefix(60))) }.bytes
        var random = Xorshift(state: 11)
        for _ in 0..<60 {
            var damaged = whole
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: 0..<damaged.count, using: &random)
                damaged[index] = .random(in: 0...255, using: &random)
            }
            guard let parts = try? RecordingBuilder(bytes: damaged).parts() else { continue }
            #expect(parts.soundFrames <= 60 * 960)
        }
    }

    @Test("positions cannot make the sums overflow")
    func wildPositions() throws {
        let jumps: [Int64] = [1 << 57, -(1 << 57), 1 << 57, -(1 << 56)]
        let gaps = Dictionary(uniqueKeysWithValues: (1..<150).map { ($0, jumps[$0 % 4]) })
        let recording = try recording { try $0.add(Array($1.prefix(150)), gaps: gaps) }
        #expect(try recording.parts().soundFrames > 0)
        let measurer = try RecordingMeasurer()
        try measurer.append(recording.bytes)
        _ = try measurer.finish()
    }
}
