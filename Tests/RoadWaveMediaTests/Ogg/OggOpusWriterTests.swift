import Testing

@testable import RoadWaveMedia

@Suite("Ogg Opus writer")
struct OggOpusWriterTests {
    private func tone(seconds: Double, duration: Int, channels: Int = 1) throws -> [[UInt8]] {
        let encoder = try OpusEncoder(channels: channels, bitrate: 64_000)
        var signal = SpeechLikeSignal(channels: channels)
        return try (0..<Int(seconds * 48_000) / duration).map { _ in try encoder.encode(signal.next(frames: duration)) }
    }

    private func writer(channels: Int = 2) throws -> OggOpusWriter {
        OggOpusWriter(
            head: try OpusHead(channels: channels, preSkip: 312), tags: OpusTags(vendor: "test"), serialNumber: 3)
    }

    private func read(_ bytes: [UInt8]) throws -> (packets: [OggOpusReader.Packet], reader: OggOpusReader) {
        var reader = OggOpusReader()
        reader.append(bytes)
        reader.finish()
        var packets: [OggOpusReader.Packet] = []
        while let packet = try reader.next() { packets.append(packet) }
        return (packets, reader)
    }

    @Test("libavformat and libavcodec play all of it, at the right length", arguments: OpusEncoder.packetDurations)
    func playing(duration: Int) throws {
        var writer = try writer()
        let packets = try tone(seconds: 1.2, duration: duration)
        var bytes: [UInt8] = []
        for (index, packet) in packets.enumerated() {
            try writer.append(packet)
            if index.isMultiple(of: 7) { bytes += writer.flush() }
        }
        bytes += writer.finish()
        let sound = try AudioFile.decode(bytes, channels: 2)
        #expect(sound.frameCount == packets.count * duration - 312)
        #expect(try read(bytes).packets.map(\.bytes) == packets)
    }

    @Test("the granule position is the sum of the durations, that of the last packet of each page")
    func granulePositions() throws {
        var writer = try writer()
        var bytes: [UInt8] = []
        for packet in try tone(seconds: 0.1, duration: 960) {
            try writer.append(packet)
            bytes += writer.flush()
        }
        bytes += writer.finish()
        var scanner = OggPageScanner()
        scanner.append(bytes)
        var positions: [Int64] = []
        while let page = try scanner.next() { positions.append(page.granulePosition) }
        #expect(positions == [0, 0, 960, 1_920, 2_880, 3_840, 4_800])
    }

    @Test("all but the last packet is given out by a flush, and that one at the end")
    func flushing() throws {
        var writer = try writer()
        let packets = try tone(seconds: 0.1, duration: 960)
        for packet in packets { try writer.append(packet) }
        let flushed = writer.flush()
        #expect(try read(flushed).packets.map(\.bytes) == Array(packets.dropLast()))
        #expect(writer.flush().isEmpty)
        #expect(writer.pendingSize == packets.last?.count)
        let (all, reader) = try read(flushed + writer.finish())
        #expect(all.map(\.bytes) == packets)
        #expect(reader.isFinished)
    }

    @Test("a gap is time: what follows it comes when it was said", arguments: [120, 4_800, 96_000, 480_000])
    func gaps(samples: Int) throws {
        var writer = try writer()
        let packets = try tone(seconds: 2, duration: 960)
        for packet in packets.prefix(50) { try writer.append(packet) }
        #expect(writer.skip(samples: samples) == samples)
        for packet in packets.dropFirst(50) { try writer.append(packet) }
        let bytes = writer.finish()
        #expect(try AudioFile.decode(bytes, channels: 1).frameCount == 96_000 + samples - 312)
        let read = try read(bytes).packets
        #expect(read.first { $0.bytes == packets[50] }?.position == Int64(48_000 + samples))
    }

    @Test("samples trimmed at the end are not played")
    func trimming() throws {
        var writer = try writer()
        for packet in try tone(seconds: 0.1, duration: 960) { try writer.append(packet) }
        let bytes = writer.finish(trimming: 500)
        #expect(try AudioFile.decode(bytes, channels: 1).frameCount == 4_800 - 500 - 312)
        #expect(try read(bytes).reader.trimmedSamples == 500)
    }

    @Test("what is not an Opus packet is refused, and the stream goes on")
    func malformed() throws {
        var writer = try writer()
        #expect(throws: MediaError.self) { try writer.append([]) }
        #expect(throws: MediaError.self) { try writer.append([0xff, 0]) }
        let packets = try tone(seconds: 0.1, duration: 960)
        for packet in packets { try writer.append(packet) }
        #expect(try read(writer.finish()).packets.map(\.bytes) == packets)
    }

    @Test("the headers say what they were given")
    func headers() throws {
        let head = try OpusHead(channels: 1, preSkip: 3_840, inputSampleRate: 44_100, outputGain: -256)
        let tags = OpusTags(vendor: "RoadWave", comments: ["LIVE_ID=abc", "title=À l'écoute=1"])
        var writer = OggOpusWriter(head: head, tags: tags, serialNumber: 3)
        try writer.append([31 << 3, 0xff, 0xfe])
        let reader = try read(writer.finish()).reader
        #expect(reader.head == head)
        #expect(reader.tags == tags)
        #expect(reader.tags?["TITLE"] == "À l'écoute=1")
        #expect(reader.tags?["DATE"] == nil)
    }
}
