import RoadWaveMedia
import Testing

@Suite("Transport stream")
struct TransportStreamMuxerTests {
    @Test("each segment begins with PAT and PMT, each once, and has no service description")
    func tablesFirst() throws {
        for segment in try SegmentedBroadcast().segments {
            let probe = try #require(TransportStreamProbe(segment))
            #expect(probe.packets.map(\.identifier).prefix(2) == [0, 0x1000])
            #expect(probe.packets(of: 0).count == 1)
            #expect(probe.packets(of: 0x1000).count == 1)
            #expect(Set(probe.packets.map(\.identifier)) == [0, 0x1000, 0x100])
        }
    }

    @Test("continuity counters go on over all segments")
    func continuityCounters() throws {
        let probe = try #require(TransportStreamProbe(SegmentedBroadcast().joined))
        for identifier in [0, 0x1000, 0x100] {
            let counters = probe.packets(of: identifier).map(\.continuityCounter)
            #expect(counters.count > 5)
            for (counter, next) in zip(counters, counters.dropFirst()) { #expect(next == (counter + 1) % 16) }
        }
    }

    @Test("no PES packet straddles a cut, and each carries the clock")
    func wholePackets() throws {
        let broadcast = try SegmentedBroadcast()
        for (segment, frames) in zip(broadcast.segments, broadcast.frames) {
            let packets = try #require(TransportStreamProbe(segment)).elementaryPackets
            #expect(packets.allSatisfy { $0.isWhole && $0.hasClockReference })
            #expect(packets.map(\.frames).reduce(0, +) == frames.count)
            #expect(packets.dropLast(2).allSatisfy { $0.frames == TransportStreamMuxer.framesPerPacket })
            #expect(packets.last?.frames == 1)
        }
    }

    @Test(
        "packets are full at every bitrate and number of channels", arguments: [(1, 32_000), (2, 96_000), (2, 192_000)])
    func packing(channels: Int, bitrate: Int) throws {
        let broadcast = try SegmentedBroadcast(seconds: 5, channels: channels, bitrate: bitrate)
        for segment in broadcast.segments {
            let packets = try #require(TransportStreamProbe(segment)).elementaryPackets
            #expect(packets.dropLast(2).allSatisfy { $0.frames == TransportStreamMuxer.framesPerPacket })
        }
    }

    @Test("timestamps follow the presentation time from the base, over all segments")
    func timestamps() throws {
        let broadcast = try SegmentedBroadcast()
        let packets = try #require(TransportStreamProbe(broadcast.joined)).elementaryPackets
        var expected = TransportStreamMuxer.defaultTimestampBase - 1024 * 90_000 / 48_000
        for packet in packets {
            #expect(packet.timestamp == expected)
            expected += packet.frames * 1_920
        }
        #expect(expected >= TransportStreamMuxer.defaultTimestampBase + 20 * 90_000)
    }

    @Test("each segment lasts 2 s within one AAC frame")
    func durations() throws {
        let broadcast = try SegmentedBroadcast()
        for segment in broadcast.segments.prefix(10) {
            let packets = try #require(TransportStreamProbe(segment)).elementaryPackets
            let frames = packets.map(\.frames).reduce(0, +)
            #expect(abs(frames * 1024 - 96_000) <= 1024)
        }
    }

    @Test("the clock reference stays ahead of the timestamps and never goes back")
    func clockReference() throws {
        let probe = try #require(TransportStreamProbe(SegmentedBroadcast().joined))
        let clocks = probe.packets.compactMap(\.clockReference)
        let timestamps = probe.elementaryPackets.map(\.timestamp)
        #expect(clocks.count == timestamps.count)
        for (clock, timestamp) in zip(clocks, timestamps) {
            #expect((0...90_000).contains(timestamp - clock))
        }
        #expect(clocks == clocks.sorted())
    }

    @Test("48 kbit/s of mono cost at most 58 kbit/s of transport stream")
    func overhead() throws {
        let broadcast = try SegmentedBroadcast()
        let bytes = broadcast.joined.count
        let frames = broadcast.frames.joined().count
        let bitrate = Double(bytes * 8) / (Double(frames * 1024) / 48_000)
        #expect(bitrate <= 58_000)
        #expect(bitrate > 48_000)
    }

    @Test("even a segment of one frame begins with the clock")
    func shortSegments() throws {
        let encoder = try AACEncoder(channels: 1, bitrate: 48_000)
        let muxer = try TransportStreamMuxer(encoder.configuration)
        for frame in try encoder.encode(.silence(frames: 20_000, channels: 1)) {
            try muxer.append(frame)
            let packets = try #require(try TransportStreamProbe(muxer.cut())).elementaryPackets
            #expect(packets.map(\.hasClockReference) == [true])
        }
    }

    @Test("a cut without frames since the last one gives no bytes")
    func emptyCut() throws {
        let encoder = try AACEncoder(channels: 1, bitrate: 48_000)
        let muxer = try TransportStreamMuxer(encoder.configuration)
        #expect(try muxer.cut().isEmpty)
        for frame in try encoder.encode(.silence(frames: 4_800, channels: 1)) { try muxer.append(frame) }
        #expect(try muxer.cut().isEmpty == false)
        #expect(try muxer.cut().isEmpty)
    }

    @Test("timestamps begin again at 0 after 33 bits, without a break of the counters or of the sound")
    func wrap() throws {
        let base = TransportStreamMuxer.timestampModulus - 5 * 90_000
        let broadcast = try SegmentedBroadcast(seconds: 10, timestampBase: base)
        let probe = try #require(TransportStreamProbe(broadcast.joined))
        let timestamps = probe.elementaryPackets.map(\.timestamp)
        let first = try #require(timestamps.first)
        #expect(first == base - 1_920)
        let last = try #require(timestamps.last)
        #expect((4 * 90_000..<5 * 90_000).contains(last))
        for (packet, next) in zip(probe.elementaryPackets, timestamps.dropFirst()) {
            #expect((packet.timestamp + packet.frames * 1_920) % TransportStreamMuxer.timestampModulus == next)
        }
        let clocks = probe.packets.compactMap(\.clockReference)
        for (clock, timestamp) in zip(clocks, timestamps) {
            let lead =
                (timestamp - clock + TransportStreamMuxer.timestampModulus) % TransportStreamMuxer.timestampModulus
            #expect(lead < 90_000)
        }
        let match = try Correlation.locate(broadcast.source, in: AudioFile.decode(broadcast.joined, channels: 1))
        #expect(match.offset == 1024)
        #expect(match.coefficient > 0.95)
    }

    @Test("a frame that overlaps the last one, is empty, too large or of another length is refused")
    func refusedFrames() throws {
        let encoder = try AACEncoder(channels: 1, bitrate: 48_000)
        let muxer = try TransportStreamMuxer(encoder.configuration)
        let frame = try #require(try encoder.encode(.silence(frames: 4_800, channels: 1)).first)
        try muxer.append(frame)
        #expect(throws: MediaError.self) { try muxer.append(frame) }
        let refused = [
            AACFrame(bytes: [], presentationTime: 0),
            AACFrame(bytes: [UInt8](repeating: 0, count: 8_190), presentationTime: 0),
            AACFrame(bytes: frame.bytes, presentationTime: 0, duration: 960),
            AACFrame(bytes: frame.bytes, presentationTime: .max),
            AACFrame(bytes: frame.bytes, presentationTime: .min),
        ]
        for frame in refused { #expect(throws: MediaError.self) { try muxer.append(frame) } }
        try muxer.append(AACFrame(bytes: frame.bytes, presentationTime: 0))
        let packets = try #require(try TransportStreamProbe(muxer.cut())).elementaryPackets
        #expect(packets.map(\.frames).reduce(0, +) == 2)
    }

    @Test("a configuration that is not AAC, or a base out of range, is refused")
    func refusedConfiguration() throws {
        let encoder = try AACEncoder(channels: 1, bitrate: 48_000)
        var configuration = encoder.configuration
        #expect(throws: MediaError.self) { try TransportStreamMuxer(configuration, timestampBase: 0) }
        #expect(throws: MediaError.self) { try TransportStreamMuxer(configuration, timestampBase: 1 << 33) }
        configuration.sampleRate = 44_100
        #expect(throws: MediaError.self) { try TransportStreamMuxer(configuration) }
        configuration = encoder.configuration
        configuration.audioSpecificConfig = []
        #expect(throws: MediaError.self) { try TransportStreamMuxer(configuration) }
    }

    @Test("a gap between frames goes into the timestamps")
    func gap() throws {
        let encoder = try AACEncoder(channels: 1, bitrate: 48_000)
        let muxer = try TransportStreamMuxer(encoder.configuration)
        let bytes = try #require(try encoder.encode(.silence(frames: 4_800, channels: 1)).first?.bytes)
        try muxer.append(AACFrame(bytes: bytes, presentationTime: 0))
        try muxer.append(AACFrame(bytes: bytes, presentationTime: 480_000))
        let timestamps = try #require(try TransportStreamProbe(muxer.cut())).elementaryPackets.map(\.timestamp)
        #expect(timestamps == [900_000, 1_800_000])
    }
}
