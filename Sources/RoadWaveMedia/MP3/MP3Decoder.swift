internal import CFFmpeg

/// Decodes MP3 frames one by one with libavcodec, to hear what an encoder made of a sound.
final class MP3Decoder {
    private var context: UnsafeMutablePointer<AVCodecContext>?
    private var frame: UnsafeMutablePointer<AVFrame>?
    private var packet: UnsafeMutablePointer<AVPacket>?

    init() throws(MediaError) {
        FFmpegLog.silence()
        guard let codec = avcodec_find_decoder_by_name("mp3float") else {
            throw MediaError(.codec, "this libavcodec has no MP3 decoder; install Debian's libavcodec")
        }
        context = avcodec_alloc_context3(codec)
        frame = av_frame_alloc()
        packet = av_packet_alloc()
        guard context != nil, frame != nil, packet != nil else {
            throw MediaError(.outOfMemory, "no memory for an MP3 decoder")
        }
        try FFmpegStatus.check(avcodec_open2(context, codec, nil), .codec, "the MP3 decoder does not start")
    }

    deinit {
        avcodec_free_context(&context)
        av_frame_free(&frame)
        av_packet_free(&packet)
    }

    /// The 1,152 frames of stereo of one MP3 frame.
    func decode(_ bytes: [UInt8]) throws(MediaError) -> PCM {
        guard let packet, let frame else { throw MediaError(.outOfMemory, "no memory for an MP3 decoder") }
        try FFmpegStatus.check(av_new_packet(packet, Int32(bytes.count)), .outOfMemory, "no memory for an MP3 frame")
        defer { av_packet_unref(packet) }
        bytes.withUnsafeBufferPointer { bytes in
            if let source = bytes.baseAddress { packet.pointee.data.update(from: source, count: bytes.count) }
        }
        try FFmpegStatus.check(avcodec_send_packet(context, packet), .codec, "the MP3 decoder refused a frame")
        try FFmpegStatus.check(avcodec_receive_frame(context, frame), .codec, "the MP3 decoder gave nothing")
        let count = Int(frame.pointee.nb_samples)
        guard frame.pointee.format == AV_SAMPLE_FMT_FLTP.rawValue, frame.pointee.ch_layout.nb_channels == 2,
            let left = frame.pointee.data.0, let right = frame.pointee.data.1
        else { throw MediaError(.codec, "the MP3 decoder gave something else than stereo") }
        let samples = [Float](unsafeUninitializedCapacity: 2 * count) { output, written in
            left.withMemoryRebound(to: Float.self, capacity: count) { left in
                right.withMemoryRebound(to: Float.self, capacity: count) { right in
                    var index = 0
                    while index < count {
                        output[2 &* index] = left[index]
                        output[2 &* index &+ 1] = right[index]
                        index &+= 1
                    }
                }
            }
            written = 2 * count
        }
        return PCM(samples: samples, channels: 2)
    }
}
