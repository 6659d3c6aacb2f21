internal import CFFmpeg

/// What a transport stream must know of its one audio stream.
struct TransportStreamAudio {
    enum Codec {
        case aac
        case mp3
    }

    var codec: Codec
    var channels: Int
    var bitrate: Int
    /// Samples of each channel in a frame.
    var frameLength: Int
    /// The most bytes of a frame, its header in the stream included.
    var maximumFrameSize: Int
    /// Samples that a decoder gives before the first one of the input.
    var initialPadding: Int
    /// The decoder's configuration, where it is not in the frames.
    var extraData: [UInt8] = []

    /// Frames a second, in hertz.
    static let sampleRate = 48_000

    init(_ configuration: AACConfiguration) {
        codec = .aac
        channels = configuration.channels
        bitrate = configuration.bitrate
        frameLength = AACConfiguration.frameLength
        // 6,144 bits a channel, and the ADTS header that the muxer adds.
        maximumFrameSize = 2 * 6144 / 8 + 7
        initialPadding = configuration.initialPadding
        extraData = configuration.audioSpecificConfig
    }

    /// MP3 as ``MP3Encoder`` makes it.
    init(mp3InitialPadding: Int) {
        codec = .mp3
        channels = 2
        bitrate = MP3Encoder.bitrate
        frameLength = MP3Frame.length
        maximumFrameSize = MP3Encoder.frameSize
        initialPadding = mp3InitialPadding
    }

    /// libavformat writes stream type 0x0f for AAC in ADTS, 0x03 for MPEG-1 audio (ISO/IEC 13818-1 table 2-34).
    var identifier: AVCodecID {
        switch codec {
        case .aac: AV_CODEC_ID_AAC
        case .mp3: AV_CODEC_ID_MP3
        }
    }

    var name: String {
        switch codec {
        case .aac: "AAC-LC access unit"
        case .mp3: "MP3 frame"
        }
    }
}
