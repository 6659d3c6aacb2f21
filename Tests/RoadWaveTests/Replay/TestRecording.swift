import RoadWaveMedia

/// Recordings as a node writes them, for tests of replays.
enum TestRecording {
    /// A second of sound.
    static let shortTone = Result { try tone(seconds: 1) }

    /// So many seconds of a tone of 440 Hz.
    static func tone(seconds: Int, amplitude: Float = 0.2) throws -> [UInt8] {
        var tone = ToneGenerator(frequency: 440, amplitude: amplitude, channels: 2)
        return try recording(of: tone.next(seconds: Double(seconds)))
    }

    /// Nothing to hear.
    static func silence(seconds: Int) throws -> [UInt8] { try tone(seconds: seconds, amplitude: 0) }

    private static func recording(of pcm: PCM) throws -> [UInt8] {
        let encoder = try OpusEncoder(channels: pcm.channels, bitrate: 64_000)
        var writer = OggOpusWriter(
            head: try OpusHead(channels: pcm.channels, preSkip: UInt16(encoder.lookahead)),
            tags: OpusTags(vendor: "test"), serialNumber: 1)
        for start in stride(from: 0, to: pcm.frameCount - 959, by: 960) {
            try writer.append(try encoder.encode(pcm.frames(start..<start + 960)))
        }
        return writer.flush() + writer.finish()
    }
}
