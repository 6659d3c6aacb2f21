internal import CFFmpeg

extension TransportStreamMuxer {
    typealias Context = (UnsafeMutablePointer<AVFormatContext>, UnsafeMutablePointer<AVPacket>)

    /// Half of what libavformat calls the delay bounds the time between the first and the last frame of a PES packet;
    /// half a frame less keeps rounding out of the count. In microseconds.
    private static func maximumDelay(_ audio: TransportStreamAudio) -> Int {
        (2 * framesPerPacket - 1) * audio.frameLength * 1_000_000 / TransportStreamAudio.sampleRate
    }

    /// Room in a PES packet for the largest frames, so that the delay alone bounds it. Its 16-bit length field holds more.
    private static func maximumPayload(_ audio: TransportStreamAudio) -> Int {
        framesPerPacket * audio.maximumFrameSize
    }

    /// libavformat's muxer, its header written, writing into memory.
    static func open(_ audio: TransportStreamAudio) throws(MediaError) -> Context {
        var format: UnsafeMutablePointer<AVFormatContext>?
        try FFmpegStatus.check(
            avformat_alloc_output_context2(&format, nil, "mpegts", nil), .container, "there is no TS muxer")
        var packet = av_packet_alloc()
        guard let context = format, let openPacket = packet else {
            avformat_free_context(format)
            av_packet_free(&packet)
            throw MediaError(.outOfMemory, "no memory for a TS muxer")
        }
        do throws(MediaError) {
            try addStream(audio, to: context)
            try start(context, audio)
        } catch {
            free(context, openPacket)
            throw error
        }
        return (context, openPacket)
    }

    static func free(_ context: UnsafeMutablePointer<AVFormatContext>, _ packet: UnsafeMutablePointer<AVPacket>) {
        var packet: UnsafeMutablePointer<AVPacket>? = packet
        av_packet_free(&packet)
        if let output = context.pointee.pb {
            var unwritten: UnsafeMutablePointer<UInt8>?
            avio_close_dyn_buf(output, &unwritten)
            av_free(unwritten)
            context.pointee.pb = nil
        }
        avformat_free_context(context)
    }

    private static func addStream(
        _ audio: TransportStreamAudio, to context: UnsafeMutablePointer<AVFormatContext>
    ) throws(MediaError) {
        let config = audio.extraData
        // libavcodec reads whole words: extra data has zeroed padding behind it.
        guard let stream = avformat_new_stream(context, nil),
            let extraData = av_mallocz(config.count + Int(AV_INPUT_BUFFER_PADDING_SIZE))
        else {
            throw MediaError(.outOfMemory, "no memory for a TS stream")
        }
        extraData.copyMemory(from: config, byteCount: config.count)
        let parameters: UnsafeMutablePointer<AVCodecParameters> = stream.pointee.codecpar
        parameters.pointee.extradata = extraData.assumingMemoryBound(to: UInt8.self)
        parameters.pointee.extradata_size = Int32(config.count)
        parameters.pointee.codec_type = AVMEDIA_TYPE_AUDIO
        parameters.pointee.codec_id = audio.identifier
        parameters.pointee.sample_rate = Int32(TransportStreamAudio.sampleRate)
        parameters.pointee.frame_size = Int32(audio.frameLength)
        parameters.pointee.bit_rate = Int64(audio.bitrate)
        av_channel_layout_default(&parameters.pointee.ch_layout, Int32(audio.channels))
        stream.pointee.time_base = AVRational(num: 1, den: Int32(timestampRate))
    }

    private static func start(
        _ context: UnsafeMutablePointer<AVFormatContext>, _ audio: TransportStreamAudio
    ) throws(MediaError) {
        try FFmpegStatus.check(avio_open_dyn_buf(&context.pointee.pb), .outOfMemory, "no memory for a segment")
        context.pointee.max_delay = Int32(maximumDelay(audio))
        // The timestamps are given as they shall be written.
        context.pointee.avoid_negative_ts = 0
        let settings = [
            ("mpegts_copyts", "1"),
            ("pes_payload_size", "\(maximumPayload(audio))"),
            // A clock reference in every PES packet: shorter than a frame, in ms.
            ("pcr_period", "20"),
            // PAT and PMT stand at the start of segments only, where `cut` asks for them. In seconds.
            ("pat_period", "1000000"),
            ("sdt_period", "1000000"),
        ]
        for (name, value) in settings {
            try FFmpegStatus.check(
                av_opt_set(context.pointee.priv_data, name, value, 0), .container, "the TS muxer knows no \(name)")
        }
        try FFmpegStatus.check(
            avformat_write_header(context, nil), .container,
            "the TS muxer does not start; is the configuration of the codec valid?")
    }
}
