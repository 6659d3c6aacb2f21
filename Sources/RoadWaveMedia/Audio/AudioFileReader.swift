internal import CFFmpeg

/// Demuxes and decodes the best audio stream of a file, a frame at a time.
final class AudioFileReader {
    let name: String
    /// Where the bytes come from when there is no file; outlives `format`, which reads from it.
    private let memory: MemoryInput?
    private var format: UnsafeMutablePointer<AVFormatContext>?
    private var decoder: UnsafeMutablePointer<AVCodecContext>?
    private var packet: UnsafeMutablePointer<AVPacket>?
    private var frame: UnsafeMutablePointer<AVFrame>?
    private var streamIndex: Int32 = 0
    private var isDraining = false

    /// The formats that are read, by libavformat's names. Playlists are not among them: a hostile one would have other
    /// files and addresses opened.
    private static let formats = "aac,flac,matroska,mov,mp3,mpegts,ogg,wav"

    convenience init(path: String) throws(MediaError) {
        try self.init(name: path, memory: nil)
    }

    convenience init(bytes: [UInt8]) throws(MediaError) {
        try self.init(name: "sound of \(bytes.count) bytes", memory: MemoryInput(bytes))
    }

    private init(name: String, memory: MemoryInput?) throws(MediaError) {
        self.name = name
        self.memory = memory
        packet = av_packet_alloc()
        frame = av_frame_alloc()
        guard packet != nil, frame != nil else { throw MediaError(.outOfMemory, "no memory to read \(name)") }
        if let memory {
            format = avformat_alloc_context()
            guard let format else { throw MediaError(.outOfMemory, "no memory to read \(name)") }
            format.pointee.pb = memory.context
        }
        var options: OpaquePointer?
        defer { av_dict_free(&options) }
        av_dict_set(&options, "format_whitelist", Self.formats, 0)
        // Without "file:" a path with a colon would be taken for an address. A failure frees the format.
        try FFmpegStatus.check(
            avformat_open_input(&format, memory == nil ? "file:\(name)" : nil, nil, &options), .unreadable,
            "\(name) cannot be opened as sound")
        try FFmpegStatus.check(
            avformat_find_stream_info(format, nil), .unreadable, "\(name) holds no streams that can be read")
        var codec: UnsafePointer<AVCodec>?
        streamIndex = try FFmpegStatus.check(
            av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, &codec, 0), .unreadable,
            "\(name) holds no sound that can be decoded")
        guard let stream = format?.pointee.streams[Int(streamIndex)], let context = avcodec_alloc_context3(codec)
        else { throw MediaError(.outOfMemory, "no memory to decode \(name)") }
        decoder = context
        context.pointee.pkt_timebase = stream.pointee.time_base
        try FFmpegStatus.check(
            avcodec_parameters_to_context(context, stream.pointee.codecpar), .unreadable,
            "the sound of \(name) is described wrongly")
        try FFmpegStatus.check(
            avcodec_open2(context, codec, nil), .unreadable, "the sound of \(name) cannot be decoded")
    }

    deinit {
        avcodec_free_context(&decoder)
        avformat_close_input(&format)
        av_packet_free(&packet)
        av_frame_free(&frame)
    }

    /// The next decoded frame, valid until the next call; nil at the end.
    func next() -> UnsafeMutablePointer<AVFrame>? {
        while true {
            let status = avcodec_receive_frame(decoder, frame)
            if status >= 0 { return frame }
            if status == cffmpeg_error_end_of_file() { return nil }
            // Once told of the end, a decoder that still asks for input or fails has no more to give.
            guard !isDraining else { return nil }
            if status == cffmpeg_error_again() {
                feed()
            } else if status != cffmpeg_error_invalid_data() {
                return nil
            }
            // After a damaged packet the decoder goes on with the next one.
        }
    }

    /// Hands the decoder the next packet of the stream, or the end.
    private func feed() {
        while !isDraining {
            guard av_read_frame(format, packet) >= 0 else { break }
            defer { av_packet_unref(packet) }
            guard packet?.pointee.stream_index == streamIndex else { continue }
            // A damaged packet is left out.
            if avcodec_send_packet(decoder, packet) >= 0 { return }
        }
        isDraining = true
        _ = avcodec_send_packet(decoder, nil)
    }
}
