import RoadWaveMedia
import Testing

/// `seconds` of mono speech-like sound.
private func speech(_ seconds: Double, seed: UInt64 = 1) -> PCM {
    var signal = SpeechLikeSignal(seed: seed)
    return signal.next(seconds: seconds)
}

@Suite("Correlation")
struct CorrelationTests {
    @Test("a sound is found at its place, exact to the sample")
    func exactOffset() throws {
        let needle = speech(2)
        var haystack = speech(1, seed: 2).frames(0..<37_123)
        try haystack.append(needle)
        try haystack.append(speech(1, seed: 3))
        let match = try Correlation.locate(needle, in: haystack)
        #expect(match.offset == 37_123)
        #expect(match.coefficient > 0.999)
    }

    @Test("a sound whose start is missing is found at a negative offset")
    func negativeOffset() throws {
        let needle = speech(3)
        let match = try Correlation.locate(needle, in: needle.frames(5_001..<144_000))
        #expect(match.offset == -5_001)
        #expect(match.coefficient > 0.999)
    }

    @Test("another sound does not match")
    func anotherSound() throws {
        let match = try Correlation.locate(speech(3), in: speech(5, seed: 9))
        #expect(match.coefficient < 0.3)
    }

    @Test("silence matches nothing")
    func silence() throws {
        let match = try Correlation.locate(speech(1), in: .silence(frames: 48_000, channels: 1))
        #expect(match.coefficient == 0)
    }

    @Test("a stereo sound is found in its mono copy")
    func stereoInMono() throws {
        var signal = SpeechLikeSignal(channels: 2)
        let stereo = signal.next(seconds: 1)
        let match = try Correlation.locate(stereo, in: speech(1))
        #expect(match.offset == 0)
        #expect(match.coefficient > 0.999)
    }

    @Test("20 s are found in 30 s although a second of them is lost")
    func longWithGap() throws {
        let needle = speech(20)
        var haystack = PCM.silence(frames: 123_457, channels: 1)
        try haystack.append(needle)
        try haystack.append(.silence(frames: 30 * 48_000 - haystack.frameCount, channels: 1))
        for frame in 600_000..<648_000 { haystack.samples[frame] = 0 }
        let match = try Correlation.locate(needle, in: haystack)
        #expect(match.offset == 123_457)
        #expect(match.coefficient > 0.9)
    }

    @Test("sounds of a few samples are compared or do not match, without a trap", arguments: [1, 5, 6, 7, 13])
    func tiny(count: Int) throws {
        let sound = speech(1)
        let few = sound.frames(2_000..<2_000 + count)
        for (needle, haystack) in [(few, sound), (sound, few), (few, few)] {
            #expect(abs(try Correlation.locate(needle, in: haystack).coefficient) < 1.001)
        }
    }

    @Test("an empty sound or another sample rate is refused")
    func refused() {
        #expect(throws: MediaError.self) { try Correlation.locate(speech(1), in: .silence(frames: 0, channels: 1)) }
        let slow = PCM(samples: [0, 0], channels: 1, sampleRate: 8_000)
        #expect(throws: MediaError.self) { try Correlation.locate(slow, in: speech(1)) }
    }
}

@Suite("Correlation windows")
struct CorrelationWindowsTests {
    @Test("no window of the same sound is missing")
    func same() throws {
        let sound = speech(3)
        let windows = try Correlation.windows(of: sound, in: sound, at: 0)
        #expect(windows.count == 30)
        #expect(windows.allSatisfy { $0.coefficient > 0.999 && !$0.isSilent })
        #expect(try Correlation.gaps(of: sound, in: sound, at: 0).isEmpty)
    }

    @Test("a lost stretch is found where it is")
    func lostStretch() throws {
        let sent = speech(3)
        var heard = sent
        for frame in 48_000..<57_600 { heard.samples[frame] = 0 }
        #expect(try Correlation.gaps(of: sent, in: heard, at: 0) == [48_000..<57_600])
    }

    @Test("another sound of the same loudness in a stretch counts as lost")
    func replacedStretch() throws {
        let sent = speech(3)
        var heard = sent
        let other = speech(1, seed: 5)
        for frame in 0..<9_600 { heard.samples[96_000 + frame] = other.samples[frame] }
        #expect(try Correlation.gaps(of: sent, in: heard, at: 0) == [96_000..<105_600])
    }

    @Test("what lies before or after the haystack counts as lost")
    func outside() throws {
        let sent = speech(1)
        let gaps = try Correlation.gaps(of: sent, in: sent.frames(4_800..<43_200), at: -4_800)
        #expect(gaps == [0..<4_800, 43_200..<48_000])
    }

    @Test("silence cannot be lost")
    func silentNeedle() throws {
        let silence = PCM.silence(frames: 9_600, channels: 1)
        #expect(try Correlation.gaps(of: silence, in: speech(1), at: 0).isEmpty)
    }

    @Test("windows too short to compare are refused")
    func tooShort() {
        #expect(throws: MediaError.self) {
            try Correlation.windows(of: speech(1), in: speech(1), at: 0, length: 10)
        }
    }
}
