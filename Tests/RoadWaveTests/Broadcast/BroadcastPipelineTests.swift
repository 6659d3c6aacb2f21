import RoadWaveMedia
import Testing

@testable import RoadWave

@Suite("From Opus packets to segments")
struct BroadcastPipelineTests {
    private static let start = WallDate(millisecondsSince1970: 1_774_787_696_789)
    /// Samples of the AAC encoder before the first of the sound.
    private static let priming = 1_024

    private func pipeline(_ ladder: String = "48k") throws -> BroadcastPipeline {
        try BroadcastPipeline(
            configuration: BroadcastConfiguration(ladder: RenditionLadder(parsing: ladder)), startDate: Self.start)
    }

    /// All segments of `speech`, without the packets at `lost`.
    private func segments(
        of speech: EncodedSpeech, ladder: String = "48k", losing lost: Range<Int> = 0..<0
    ) throws -> [SegmentSet] {
        let pipeline = try pipeline(ladder)
        var sets: [SegmentSet] = []
        for (index, packet) in speech.packets.enumerated() where !lost.contains(index) {
            sets += try pipeline.append(packet, at: EncodedSpeech.time(ofPacket: index))
        }
        return try sets + pipeline.finish()
    }

    @Test("every segment but the last is 2 s within one AAC frame, and they follow each other")
    func durations() throws {
        let sets = try segments(of: EncodedSpeech.mono.get())
        #expect(sets.map(\.timing.sequence) == Array(0..<6))
        for set in sets.dropLast() { #expect(abs(set.timing.sampleCount - 96_000) <= 1_024) }
        #expect(sets.first?.timing.start == MediaTime(samples: -1_024))
        for (set, next) in zip(sets, sets.dropFirst()) { #expect(set.timing.end == next.timing.start) }
        #expect(sets.allSatisfy { !$0.timing.isDiscontinuous })
    }

    @Test("what is heard is what was sent, exact to the sample, from the first 100 ms to the last")
    func sampleExact() throws {
        let speech = try EncodedSpeech.mono.get()
        let heard = try DecodedSegments.decode(DecodedSegments.streams(segments(of: speech)))
        let match = try Correlation.locate(speech.source, in: heard)
        #expect(match.offset == Self.priming + speech.codecDelay)
        #expect(match.coefficient > 0.9)
        // The Opus encoder keeps its last few milliseconds: the source ends that much before the packets do.
        let sent = speech.source.frames(0..<speech.source.frameCount - speech.codecDelay)
        #expect(try Correlation.gaps(of: sent, in: heard, at: match.offset).isEmpty)
    }

    @Test("a segment is there with the packet that has its last sample and the encoder's look ahead, no later")
    func promptness() throws {
        let speech = try EncodedSpeech.mono.get()
        let pipeline = try pipeline()
        let grid = SegmentGrid(segmentSamples: 96_000)
        var ends: [Int] = []
        for (index, packet) in speech.packets.enumerated() {
            let sets = try pipeline.append(packet, at: EncodedSpeech.time(ofPacket: index))
            ends += sets.map { _ in index }
        }
        // In frames: those of all segments so far, the first of them priming, and the one that the encoder looks ahead.
        #expect(ends == (1...5).map { (grid.firstFrame(ofSegment: $0) + 1) * 1_024 / 960 })
    }

    @Test("timestamps say what the segments' timing says, and counters go on, across all cuts")
    func timestamps() throws {
        let sets = try segments(of: EncodedSpeech.mono.get())
        for set in sets {
            for segment in set.segments {
                let stream = try #require(TransportStreamTimestamps(segment.bytes))
                let expected =
                    TransportStreamMuxer.defaultTimestampBase + Int(set.timing.start.samples) * 90_000 / 48_000
                #expect(stream.timestamps.first == expected)
            }
        }
        let joined = DecodedSegments.streams(sets).flatMap(\.self)
        let stream = try #require(TransportStreamTimestamps(joined))
        #expect(stream.timestamps == stream.timestamps.sorted())
        for counters in stream.counters.values {
            for (counter, next) in zip(counters, counters.dropFirst()) { #expect(next == (counter + 1) % 16) }
        }
    }

    @Test("program dates follow the start of the live by media time")
    func programDates() throws {
        let sets = try segments(of: EncodedSpeech.mono.get())
        for set in sets {
            let milliseconds = Double(set.timing.start.samples) / 48
            let date = set.timing.programDateTime.millisecondsSince1970 - Self.start.millisecondsSince1970
            #expect(abs(Double(date) - milliseconds) <= 0.5)
        }
    }

    @Test("three renditions are cut at the same timestamps, each with its channels and the same sound")
    func alignment() throws {
        let speech = try EncodedSpeech.stereo.get()
        let sets = try segments(of: speech, ladder: "96k,48k,32k")
        #expect(sets.count == 3)
        for set in sets {
            #expect(set.segments.map(\.rendition.name) == ["96k", "48k", "32k"])
            let timestamps = set.segments.map { TransportStreamTimestamps($0.bytes)?.timestamps }
            #expect(timestamps[0]?.isEmpty == false)
            #expect(timestamps.allSatisfy { $0 == timestamps[0] })
        }
        for name in ["96k", "48k", "32k"] {
            let heard = try DecodedSegments.decode(DecodedSegments.streams(sets, name))
            let match = try Correlation.locate(speech.source, in: heard)
            #expect(match.offset == Self.priming + speech.codecDelay)
            #expect(match.coefficient > 0.9)
        }
    }

    @Test("renditions stay aligned over a hole, a silence and a resumption")
    func alignmentAfterInterruptions() throws {
        let speech = try EncodedSpeech.stereo.get()
        var sets: [SegmentSet] = []
        for resumption in [nil, BroadcastPipeline.Resumption(sequence: 9, position: MediaTime(samples: 900_000))] {
            let pipeline = try BroadcastPipeline(
                configuration: .standard, startDate: Self.start, resumption: resumption)
            let origin = Int(resumption?.position.samples ?? 0)
            for (index, packet) in speech.packets.enumerated() where !(60..<90).contains(index) {
                sets += try pipeline.append(packet, at: EncodedSpeech.time(ofPacket: index) + origin)
            }
            sets += try pipeline.advance(to: MediaTime(samples: Int64(origin + 8 * 48_000)))
            sets += try pipeline.finish()
        }
        #expect(sets.map(\.timing.sequence) == [0, 1, 2, 3, 4, 9, 10, 11, 12, 13])
        for set in sets {
            let timestamps = set.segments.map { TransportStreamTimestamps($0.bytes)?.timestamps }
            #expect(timestamps.count == 3)
            #expect(timestamps[0]?.isEmpty == false)
            #expect(timestamps.allSatisfy { $0 == timestamps[0] })
        }
    }

    @Test("a segment can be decoded alone")
    func independence() throws {
        let speech = try EncodedSpeech.mono.get()
        let set = try segments(of: speech)[2]
        let heard = try DecodedSegments.decode(set.segments.map(\.bytes))
        #expect(heard.frameCount == set.timing.sampleCount)
        let start = Int(set.timing.start.samples)
        // The first frame lacks the half of its overlap that the segment before has.
        let sent = speech.source.frames(start + 1_024..<start + heard.frameCount - speech.codecDelay)
        let match = try Correlation.locate(sent, in: heard)
        #expect(match.offset == 1_024 + speech.codecDelay)
        #expect(match.coefficient > 0.9)
    }

    @Test("after a hole the sound is where its timestamps say, and the hole is silent")
    func hole() throws {
        let speech = try EncodedSpeech.mono.get()
        let sets = try segments(of: speech, losing: 100..<250)
        #expect(sets.map(\.timing) == (try segments(of: speech)).map(\.timing))
        let heard = try DecodedSegments.decode(DecodedSegments.streams(sets))
        let offset = Self.priming + speech.codecDelay
        let after = speech.source.frames(260 * 960..<540 * 960)
        #expect(try Correlation.locate(after, in: heard).offset == offset + 260 * 960)
        let silence = heard.frames(offset + 110 * 960..<offset + 245 * 960)
        #expect((silence.samples.map(abs).max() ?? 1) < 0.001)
    }

    @Test("a publisher that sends nothing does not stop the playlist")
    func mute() throws {
        let pipeline = try pipeline()
        var sets: [SegmentSet] = []
        for second in 1...7 { sets += try pipeline.advance(to: MediaTime(samples: Int64(second) * 48_000)) }
        #expect(sets.map(\.timing.sequence) == [0, 1, 2])
        #expect(pipeline.position == MediaTime(samples: 7 * 48_000))
        #expect(pipeline.filled.silent + pipeline.filled.concealed == 7 * 48_000)
    }

    @Test("sound that comes back after the timer filled in is where its timestamps say")
    func lateReturn() throws {
        let speech = try EncodedSpeech.mono.get()
        let pipeline = try pipeline()
        var sets: [SegmentSet] = []
        for (index, packet) in speech.packets.enumerated() {
            // 3 s without packets, during which a timer ticks every second, a little late.
            if (150..<300).contains(index) {
                if index.isMultiple(of: 50) {
                    sets += try pipeline.advance(to: EncodedSpeech.time(ofPacket: index) + 700)
                }
                continue
            }
            sets += try pipeline.append(packet, at: EncodedSpeech.time(ofPacket: index))
        }
        sets += try pipeline.finish()
        let heard = try DecodedSegments.decode(DecodedSegments.streams(sets))
        let after = speech.source.frames(310 * 960..<540 * 960)
        let match = try Correlation.locate(after, in: heard)
        #expect(match.offset == Self.priming + speech.codecDelay + 310 * 960)
        #expect(match.coefficient > 0.9)
    }

    @Test("garbage between packets is counted, and the sound around it is untouched")
    func garbage() throws {
        let speech = try EncodedSpeech.mono.get()
        let pipeline = try pipeline()
        var sets: [SegmentSet] = []
        for (index, packet) in speech.packets.enumerated() {
            let time = EncodedSpeech.time(ofPacket: index)
            for garbage: [UInt8] in [[], [0x03]] {
                sets += try pipeline.append(garbage, at: time)
                #expect(pipeline.lastRefusal == .notOpus)
            }
            sets += try pipeline.append(packet, at: time)
            #expect(pipeline.lastRefusal == nil)
        }
        #expect(try sets + pipeline.finish() == segments(of: speech))
    }

    @Test("the end gives out all that was sent, and nothing can follow it")
    func finish() throws {
        let pipeline = try pipeline()
        let speech = try EncodedSpeech.mono.get()
        var sets: [SegmentSet] = []
        for index in 0..<5 {
            sets += try pipeline.append(speech.packets[index], at: EncodedSpeech.time(ofPacket: index))
        }
        #expect(sets.isEmpty)
        let last = try pipeline.finish()
        #expect(last.count == 1)
        #expect(last.first.map { $0.timing.end >= MediaTime(samples: 4_800) } == true)
        #expect(throws: MediaError.self) { try pipeline.append(speech.packets[5], at: EncodedSpeech.time(ofPacket: 5)) }
    }

    @Test("a live without a packet ends without a segment")
    func nothing() throws {
        #expect(try pipeline().finish().isEmpty)
    }

    @Test("a pipeline that takes over goes on numbering, marked as a discontinuity")
    func resumption() throws {
        let speech = try EncodedSpeech.mono.get()
        let pipeline = try BroadcastPipeline(
            configuration: .single, startDate: Self.start,
            resumption: .init(sequence: 7, position: MediaTime(samples: 700_000)))
        var sets: [SegmentSet] = []
        for (index, packet) in speech.packets.enumerated() {
            sets += try pipeline.append(packet, at: EncodedSpeech.time(ofPacket: index) + 700_000)
        }
        #expect(sets.map(\.timing.sequence) == Array(7..<12))
        #expect(sets.map(\.timing.isDiscontinuous) == [true, false, false, false, false])
        #expect(sets.first?.timing.start == MediaTime(samples: 698_976))
        #expect(pipeline.filled.silent == 0)
    }
}
