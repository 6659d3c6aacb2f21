import Testing

@testable import RoadWaveMedia

@Suite("MP3 in a transport stream")
struct MP3TransportStreamTests {
    private func frames(seconds: Double) throws -> [MP3Frame] {
        var speech = SpeechLikeSignal(channels: 2)
        let encoder = try MP3Encoder()
        return try encoder.encode(speech.next(seconds: seconds)) + encoder.finish()
    }

    @Test("timestamps count the delay of the codec, and go on over segments")
    func timestamps() throws {
        let muxer = try TransportStreamMuxer(mp3InitialPadding: 1_105)
        var begin: Int?
        for frame in try frames(seconds: 3) {
            if frame.presentationTime % (40 * 1_152) == 47, let time = begin {
                try check(muxer.cut(), beginsAt: time)
                begin = nil
            }
            begin = begin ?? frame.presentationTime
            try muxer.append(frame)
        }
        try check(muxer.cut(), beginsAt: try #require(begin))
    }

    /// A segment that begins with the frame at `time`, in samples: at the same time in ticks, rounded by less than one.
    private func check(_ segment: [UInt8], beginsAt time: Int) throws {
        let ticks = Double(try firstTimestamp(of: segment) - TransportStreamMuxer.defaultTimestampBase)
        #expect(abs(ticks - Double(time) * 90_000 / 48_000) < 1)
    }

    @Test("frames of another codec or size, and frames that go back, are refused")
    func refused() throws {
        let muxer = try TransportStreamMuxer(mp3InitialPadding: 1_105)
        let frames = try frames(seconds: 0.2)
        #expect(throws: MediaError.self) { try muxer.append(AACFrame(bytes: [1, 2, 3], presentationTime: 0)) }
        #expect(throws: MediaError.self) { try muxer.append(MP3Frame(bytes: [1, 2, 3], presentationTime: 0)) }
        try muxer.append(frames[1])
        #expect(throws: MediaError.self) { try muxer.append(frames[0]) }
        #expect(throws: MediaError.self) { try TransportStreamMuxer(mp3InitialPadding: 50_000) }
        let aac = try TransportStreamMuxer(AACEncoder(channels: 2, bitrate: 96_000).configuration)
        #expect(throws: MediaError.self) { try aac.append(frames[0]) }
    }

    /// The presentation time of the first PES packet of a segment, in ticks of 90 kHz.
    private func firstTimestamp(of segment: [UInt8]) throws -> Int {
        // Behind PAT and PMT; an adaptation field with the clock stands before the PES packet.
        let packet = segment[(2 * 188)...]
        let start = packet.startIndex + 4 + 1 + Int(packet[packet.startIndex + 4])
        let bytes = packet[(start + 9)...].prefix(5).map { Int($0) }
        let high = (bytes[0] >> 1 & 7) << 30 | bytes[1] << 22
        return high | (bytes[2] >> 1) << 15 | bytes[3] << 7 | bytes[4] >> 1
    }
}
