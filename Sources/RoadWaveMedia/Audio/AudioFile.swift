internal import CFFmpeg

/// Sound files, decoded by libavformat: AAC, FLAC, Matroska, MP3, MP4, MPEG-TS, Ogg, WAV.
public enum AudioFile {
    /// The sample rate of all decoded sound, in hertz.
    public static let sampleRate = 48_000

    /// The longest file taken, in frames: an hour, about 0.7 GB for each channel, so that a hostile file cannot take the
    /// machine's memory.
    public static let maximumFrames = 3600 * sampleRate

    /// Decodes the best audio stream of a file to 48 kHz, mixed to `channels` (1 or 2) channels.
    ///
    /// Damaged packets inside the file are left out, as players do. Throws `unreadable` when the file cannot be opened
    /// or nothing in it decodes to sound, `invalidArgument` when it is longer than `maximumFrames`.
    public static func decode(path: String, channels: Int) throws(MediaError) -> PCM {
        try decode(channels: channels) { () throws(MediaError) in try AudioFileReader(path: path) }
    }

    /// Decodes a whole file that is in memory, such as a segment that was fetched; otherwise as `decode(path:channels:)`.
    public static func decode(_ bytes: [UInt8], channels: Int) throws(MediaError) -> PCM {
        try decode(channels: channels) { () throws(MediaError) in try AudioFileReader(bytes: bytes) }
    }

    private static func decode(
        channels: Int, open: () throws(MediaError) -> AudioFileReader
    ) throws(MediaError) -> PCM {
        guard channels == 1 || channels == 2 else {
            throw MediaError(.invalidArgument, "sound is decoded to 1 or 2 channels, not \(channels)")
        }
        FFmpegLog.silence()
        let reader = try open()
        let resampler = Resampler(channels: channels, sampleRate: sampleRate)
        while let frame = reader.next() {
            try resampler.append(frame)
            guard resampler.frameCount <= maximumFrames else {
                throw MediaError(.invalidArgument, "\(reader.name) is longer than an hour")
            }
        }
        try resampler.finish()
        guard resampler.frameCount > 0 else {
            throw MediaError(.unreadable, "\(reader.name) holds no sound that decodes")
        }
        return PCM(samples: resampler.samples, channels: channels, sampleRate: sampleRate)
    }
}
