import RoadWaveClient
import RoadWaveMedia
import RoadWaveRTC
import Testing

@testable import RoadWave

/// Creators who are silent for a while, or who start another stream, over a bad network.
@Suite("Speech with breaks over a bad network", .timeLimit(.minutes(5)))
struct InterruptedSpeechTests {
    private static let second = MediaTime.sampleRate
    private static let offset = SegmentGrid.frameSamples

    /// What is said before the break, and after it.
    private struct Halves {
        let speech: EncodedSpeech
        let before: ArraySlice<[UInt8]>
        let after: ArraySlice<[UInt8]>

        init() throws {
            speech = try EncodedSpeech.mono.get()
            before = speech.packets[..<250]
            after = speech.packets[250...]
        }

        /// Seconds 6 to 10 of the speech, of which the first was said after the break.
        var lastSeconds: PCM { speech.source.frames(6 * second..<10 * second) }
    }

    /// Where seconds 6 to 10 are heard, in seconds of the live, and all of them.
    private func placeOfLastSeconds(_ halves: Halves, in sets: [SegmentSet]) throws -> Double {
        #expect(sets.map(\.timing.sequence) == Array(0..<sets.count))
        #expect(sets.dropLast().allSatisfy { abs($0.timing.sampleCount - 96_000) <= SegmentGrid.frameSamples })
        #expect(zip(sets, sets.dropFirst()).allSatisfy { $0.timing.end == $1.timing.start })
        let heard = try DecodedSegments.decode(DecodedSegments.streams(sets))
        let match = try Correlation.locate(halves.lastSeconds, in: heard)
        #expect(match.coefficient > 0.85)
        #expect(try Correlation.gaps(of: halves.lastSeconds, in: heard, at: match.offset).isEmpty)
        return Double(match.offset - Self.offset - halves.speech.codecDelay) / Double(Self.second)
    }

    @Test("after half a minute of silence that the timestamps count, speech is where they say, to the millisecond")
    func mute() throws {
        let halves = try Halves()
        let live = try ImpairedLive(.bad)
        try live.speak(halves.before)
        try live.mute(seconds: 30, countsTime: true)
        // The playlist went on without the creator.
        #expect(live.sets.count >= 16)
        try live.speak(halves.after)
        try live.finish()
        #expect(live.position == MediaTime(samples: Int64(live.samples)))
        #expect(live.samples > 41 * Self.second - ImpairedLive.edge)
        #expect(live.filled.silent > 29 * Self.second)
        let place = try placeOfLastSeconds(halves, in: live.sets)
        #expect(abs(place - 36) < 0.001)
    }

    @Test("after half a minute for which the timestamps stood still, speech is heard when it is said")
    func stoppedClock() throws {
        let halves = try Halves()
        let live = try ImpairedLive(.bad)
        try live.speak(halves.before)
        try live.mute(seconds: 30, countsTime: false)
        #expect(live.sets.count >= 16)
        try live.speak(halves.after)
        try live.finish()
        let place = try placeOfLastSeconds(halves, in: live.sets)
        // The silence ran a second behind the clock, so as not to cover what is merely late.
        #expect(place > 36 - 1.2)
        #expect(place < 36 + 0.2)
    }

    @Test("a sender that leaves out silence (DTX) is silent for as long")
    func discontinuousTransmission() throws {
        var signal = SpeechLikeSignal(seed: 9)
        let before = signal.next(frames: 4 * Self.second)
        let after = signal.next(frames: 4 * Self.second)
        let encoder = try OpusEncoder(channels: 1, bitrate: 32_000, application: .voice, dtx: true)
        let live = try ImpairedLive(.bad)
        var leftOut = 0
        for source in [before, .silence(frames: 10 * Self.second, channels: 1), after] {
            for start in stride(from: 0, to: source.frameCount, by: 960) {
                let packet = try encoder.encode(source.frames(start..<start + 960))
                // RFC 7587 §3.1.3: what DTX makes of silence need not be sent.
                if packet.count <= 2 {
                    leftOut += 1
                    try live.pause()
                } else {
                    try live.speak([packet])
                }
            }
        }
        try live.finish()
        #expect(leftOut > 400)
        #expect(live.position == MediaTime(samples: Int64(live.samples)))
        #expect(live.samples > 18 * Self.second - ImpairedLive.edge)
        let heard = try DecodedSegments.decode(DecodedSegments.streams(live.sets))
        for (source, start) in [(before, 0), (after, 14 * Self.second)] {
            let expected = start + Self.offset + encoder.lookahead
            let match = try Correlation.locate(source, in: heard)
            #expect(abs(match.offset - expected) < 48)
            #expect(match.coefficient > 0.85)
        }
    }

    @Test("a creator who starts another stream is heard on, at once")
    func anotherSource() throws {
        let halves = try Halves()
        let live = try ImpairedLive(.bad)
        live.rewrite = { packet in
            guard packet.timestamp >= 250 * 960 else { return packet }
            var packet = packet
            packet.ssrc = ~packet.ssrc
            packet.sequenceNumber &+= 33_333
            packet.timestamp &+= 3_000_000_000
            return packet
        }
        try live.speak(halves.before)
        try live.speak(halves.after)
        try live.finish()
        let place = try placeOfLastSeconds(halves, in: live.sets)
        // The new stream's beginning waits as every beginning does.
        #expect(place > 6 - 0.1)
        #expect(place < 6 + 0.5)
        #expect(live.filled.silent + live.filled.concealed < Self.second / 2)
    }
}
