internal import CFFmpeg

extension AACEncoder {
    /// The three allocations of an encoder, freed together.
    struct Resources {
        var context: UnsafeMutablePointer<AVCodecContext>
        var frame: UnsafeMutablePointer<AVFrame>
        var packet: UnsafeMutablePointer<AVPacket>

        static func open(channels: Int, bitrate: Int, cutoff: Int?) throws(MediaError) -> Resources {
            guard let codec = avcodec_find_encoder_by_name("aac") else {
                throw MediaError(.codec, "this libavcodec has no AAC encoder; install Debian's libavcodec")
            }
            var context = avcodec_alloc_context3(codec)
            var frame = av_frame_alloc()
            var packet = av_packet_alloc()
            guard let openContext = context, let openFrame = frame, let openPacket = packet else {
                avcodec_free_context(&context)
                av_frame_free(&frame)
                av_packet_free(&packet)
                throw MediaError(.outOfMemory, "no memory for an AAC encoder")
            }
            let resources = Resources(context: openContext, frame: openFrame, packet: openPacket)
            do throws(MediaError) {
                try resources.configure(codec: codec, channels: channels, bitrate: bitrate, cutoff: cutoff)
            } catch {
                resources.free()
                throw error
            }
            return resources
        }

        private func configure(
            codec: UnsafePointer<AVCodec>, channels: Int, bitrate: Int, cutoff: Int?
        ) throws(MediaError) {
            context.pointee.sample_fmt = AV_SAMPLE_FMT_FLTP
            context.pointee.sample_rate = Int32(AACEncoder.sampleRate)
            context.pointee.time_base = AVRational(num: 1, den: Int32(AACEncoder.sampleRate))
            context.pointee.bit_rate = Int64(bitrate)
            // 0 lets the codec choose.
            context.pointee.cutoff = Int32(cutoff ?? 0)
            av_channel_layout_default(&context.pointee.ch_layout, Int32(channels))
            try FFmpegStatus.check(
                av_opt_set(context.pointee.priv_data, "aac_coder", "fast", 0), .codec, "AAC's fast search is missing")
            try FFmpegStatus.check(avcodec_open2(context, codec, nil), .codec, "the AAC encoder does not start")
            if let memory = context.pointee.priv_data {
                let size = cffmpeg_allocated_size(memory)
                BlankPages.giveBack(of: UnsafeMutableRawBufferPointer(start: memory, count: size))
            }

            frame.pointee.format = AV_SAMPLE_FMT_FLTP.rawValue
            frame.pointee.sample_rate = Int32(AACEncoder.sampleRate)
            frame.pointee.nb_samples = Int32(AACConfiguration.frameLength)
            av_channel_layout_default(&frame.pointee.ch_layout, Int32(channels))
            try FFmpegStatus.check(av_frame_get_buffer(frame, 0), .outOfMemory, "no memory for an AAC frame")
        }

        func free() {
            var context: UnsafeMutablePointer<AVCodecContext>? = context
            var frame: UnsafeMutablePointer<AVFrame>? = frame
            var packet: UnsafeMutablePointer<AVPacket>? = packet
            avcodec_free_context(&context)
            av_frame_free(&frame)
            av_packet_free(&packet)
        }
    }
}
