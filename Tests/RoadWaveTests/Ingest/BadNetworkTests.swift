import RoadWaveClient
import RoadWaveMedia
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// The proof that a bad network costs the listener nothing but a little sharpness: all that a node does with datagrams,
/// over five minutes of media. It takes some 5 s of CPU each way, nearly all of it for 15,000 real packets: DTLS, SRTP,
/// Opus and AAC are not simulated.
@Suite("Five minutes over a bad network", .timeLimit(.minutes(5)))
struct BadNetworkTests {
    /// Both counters of the wire wrap in the middle.
    private static let firstSequenceNumber: UInt16 = 58_000
    private static let firstTimestamp = UInt32.max - 7_000_000

    /// With requests for lost packets, and without: then the copies in the packets that follow make up for the loss, but
    /// where two packets in a row are lost, and where the encoder made no copy.
    ///
    /// - Parameters:
    ///   - concealed: the share of the samples that may be made up. Measured: 0.01 % and 0.52 %.
    ///   - recovered: the share that comes from copies. Measured: 0.15 % and 4.69 %.
    @Test(
        "the listener hears all of it, in its place, from the first second to the last",
        arguments: [(true, 0.002, 0...0.005), (false, 0.01, 0.04...0.055)])
    func heard(retransmission: Bool, concealed: Double, recovered: ClosedRange<Double>) throws {
        let speech = try LongSpeech.encoded.get()
        let live = try ImpairedLive(
            .bad, retransmission: retransmission, firstSequenceNumber: Self.firstSequenceNumber,
            firstTimestamp: Self.firstTimestamp)
        try #require(live.isConnected)
        try live.speak(speech.packets)
        try live.finish()
        #expect(live.disconnection == nil)

        let missing = Int((try #require(live.firstTimestamp)) &- Self.firstTimestamp)
        #expect(missing <= ImpairedLive.edge)
        let samples = live.samples
        #expect(missing + samples >= speech.packets.count * EncodedSpeech.packetSamples - ImpairedLive.edge)
        #expect(live.position == MediaTime(samples: Int64(samples)))
        #expect(live.filled.silent == 0)
        #expect(Double(live.filled.concealed) / Double(samples) <= concealed)
        #expect(recovered.contains(Double(live.filled.recovered) / Double(samples)))
        // The network was as bad as it is meant to be.
        let network = live.media.counters
        #expect(abs(Double(network.lost) / Double(network.sent) - 0.05) < 0.01)
        #expect(network.reordered > network.sent / 4)
        #expect(network.duplicated > 100)

        try expectWholeSegments(live.sets, samples: samples)
        let heard = try DecodedSegments.decode(DecodedSegments.streams(live.sets))
        #expect(heard.frameCount == live.sets.map(\.timing.sampleCount).reduce(0, +))
        let quietest = heard.quietestWindow(in: SegmentGrid.frameSamples..<SegmentGrid.frameSamples + samples)
        #expect(quietest > speech.said(0..<30).quietestWindow(in: 0..<30 * MediaTime.sampleRate) / 4)
        let offset = SegmentGrid.frameSamples + speech.codecDelay - missing
        let deviations = try [1..<10, LongSpeech.seconds - 10..<LongSpeech.seconds - 1].map { seconds in
            try deviation(of: speech.said(seconds), in: heard, from: offset + seconds.lowerBound * MediaTime.sampleRate)
        }
        // Two milliseconds, and one of drift over five minutes.
        #expect(deviations.allSatisfy { abs($0) <= 96 })
        #expect(abs(deviations[1] - deviations[0]) <= 48)
    }

    /// Every segment but the last is 2 s, and timestamps and continuity counters go on through all of them.
    private func expectWholeSegments(_ sets: [SegmentSet], samples: Int) throws {
        #expect(sets.map(\.timing.sequence) == Array(0..<sets.count))
        #expect(sets.dropLast().allSatisfy { abs($0.timing.sampleCount - 96_000) <= SegmentGrid.frameSamples })
        #expect(sets.allSatisfy { !$0.timing.isDiscontinuous })
        #expect(zip(sets, sets.dropFirst()).allSatisfy { $0.timing.end == $1.timing.start })
        #expect(sets.last.map { $0.timing.end >= MediaTime(samples: Int64(samples)) } == true)
        let stream = try #require(TransportStreamTimestamps(DecodedSegments.streams(sets).flatMap(\.self)))
        let steps = Set(zip(stream.timestamps, stream.timestamps.dropFirst()).map { $1 - $0 })
        // Sixteen frames of 1,024 samples a PES packet, fewer at the end of a segment, where the last is alone.
        #expect(steps.allSatisfy { (1_920...30_720).contains($0) && $0.isMultiple(of: 1_920) })
        for counters in stream.counters.values {
            #expect(zip(counters, counters.dropFirst()).allSatisfy { $1 == ($0 + 1) % 16 })
        }
    }

    /// How many samples later than expected a stretch of the speech is heard.
    private func deviation(of said: PCM, in heard: PCM, from expected: Int) throws -> Int {
        let margin = MediaTime.sampleRate / 2
        let start = max(0, expected - margin)
        let around = heard.frames(start..<min(heard.frameCount, expected + said.frameCount + margin))
        let match = try Correlation.locate(said, in: around)
        #expect(match.coefficient > 0.85)
        return start + match.offset - expected
    }
}

extension NetworkConditions {
    /// 5 % of all datagrams lost in each direction, delays of 20 to 140 ms, which put most packets out of order, and one
    /// in a hundred that comes twice.
    static var bad: NetworkConditions {
        var conditions = NetworkConditions(seed: 2_026)
        conditions.loss = .random(0.05)
        conditions.delay = .milliseconds(80)
        conditions.jitter = .milliseconds(60)
        conditions.duplication = 0.01
        return conditions
    }
}

extension PCM {
    /// The level of the quietest 100 ms, as the mean of the absolute samples; for mono.
    func quietestWindow(in frames: Range<Int>) -> Float {
        samples.withUnsafeBufferPointer { samples in
            var quietest = Float.infinity
            for start in stride(
                from: frames.lowerBound, through: min(frames.upperBound, samples.count) - 4_800, by: 4_800)
            {
                var sum: Float = 0
                for index in start..<start + 4_800 { sum += abs(samples[index]) }
                quietest = min(quietest, sum / 4_800)
            }
            return quietest
        }
    }
}
