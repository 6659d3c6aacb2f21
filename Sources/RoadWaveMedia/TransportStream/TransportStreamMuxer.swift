internal import CFFmpeg

/// Packs AAC access units or MP3 frames into an MPEG transport stream that is cut into HLS segments (ISO/IEC 13818-1).
///
/// Each segment can be decoded alone: its first two packets are PAT and PMT (RFC 8216 section 3.2), then comes a PES
/// packet that carries the clock (PCR), and no PES packet goes on in the next segment. Timestamps and continuity
/// counters go on over all segments (RFC 8216 section 3), so that a player needs no discontinuity.
///
/// Presentation time 0, the first frame of the input, has the timestamp `timestampBase`, so that the priming before it
/// and the clock reference, which is 0.66 s behind, stay positive. Timestamps have 33 bits: 26.5 h after 0 they begin
/// again at 0 without any other break, which demuxers undo.
///
/// Confined to its owner (one media loop): it is not `Sendable` and takes no lock.
/// See docs/decisions/broadcast.md, « Last AAC frame ».
public final class TransportStreamMuxer {
    /// Ticks a second of a timestamp.
    public static let timestampRate = 90_000
    /// The timestamp of presentation time 0 unless another one is asked for: 10 s.
    public static let defaultTimestampBase = 10 * timestampRate
    /// Timestamps count modulo this (ISO/IEC 13818-1 section 2.4.3.7).
    public static let timestampModulus = 1 << 33
    /// Frames in a PES packet, but for the end of a segment. One in each would double the bitrate of a
    /// speech rendition: each PES packet costs 184-byte alignment and a header.
    ///
    /// The last frame of a segment is alone in its PES packet: tools and players that take the last timestamp for
    /// the end (ffprobe's `duration`) are then right within one frame, for 188 bytes a segment.
    public static let framesPerPacket = 16

    /// The timestamp of presentation time 0, in ticks of 90 kHz.
    public let timestampBase: Int
    private let audio: TransportStreamAudio
    private let context: UnsafeMutablePointer<AVFormatContext>
    private let packet: UnsafeMutablePointer<AVPacket>
    /// The end of the last frame, in samples; the next one may not begin before.
    private var end: Int?
    /// The latest frame, not written yet: it may be the last of its segment.
    private var held: HeldFrame?

    private struct HeldFrame {
        let bytes: [UInt8]
        let timestamp: Int64
        let duration: Int64
    }

    /// A muxer for one AAC stream of 48 kHz.
    ///
    /// - Parameter timestampBase: the timestamp of presentation time 0, in ticks of 90 kHz; at least a second.
    public convenience init(
        _ configuration: AACConfiguration, timestampBase: Int = defaultTimestampBase
    ) throws(MediaError) {
        guard configuration.sampleRate == AACEncoder.sampleRate,
            (0...configuration.sampleRate).contains(configuration.initialPadding)
        else {
            throw MediaError(.invalidArgument, "the muxer takes AAC of 48 kHz with at most a second of priming")
        }
        guard configuration.describesLowComplexity else {
            throw MediaError(.invalidArgument, "the AudioSpecificConfig is not that of AAC-LC at 48 kHz")
        }
        try self.init(audio: TransportStreamAudio(configuration), timestampBase: timestampBase)
    }

    /// A muxer for one MP3 stream, as ``MP3Encoder`` makes it.
    ///
    /// - Parameters:
    ///   - initialPadding: samples that a decoder gives before the first one of the input, up to a second.
    ///   - timestampBase: the timestamp of presentation time 0, in ticks of 90 kHz; at least a second.
    public convenience init(
        mp3InitialPadding initialPadding: Int, timestampBase: Int = defaultTimestampBase
    ) throws(MediaError) {
        guard (0...TransportStreamAudio.sampleRate).contains(initialPadding) else {
            throw MediaError(.invalidArgument, "the muxer takes MP3 with at most a second of padding")
        }
        try self.init(audio: TransportStreamAudio(mp3InitialPadding: initialPadding), timestampBase: timestampBase)
    }

    private init(audio: TransportStreamAudio, timestampBase: Int) throws(MediaError) {
        guard timestampBase >= Self.timestampRate, timestampBase < Self.timestampModulus else {
            throw MediaError(.invalidArgument, "a timestamp base of \(timestampBase) is not 1 s to 33 bits")
        }
        FFmpegLog.silence()
        (context, packet) = try Self.open(audio)
        self.audio = audio
        self.timestampBase = timestampBase
    }

    deinit {
        Self.free(context, packet)
    }

    /// Adds an access unit to the segment under way. Throws `invalidArgument` when it begins before the last one ended.
    public func append(_ frame: AACFrame) throws(MediaError) {
        // The ADTS header that the muxer adds has 13 bits for the length of both (ISO/IEC 13818-7 section 6.2).
        guard audio.codec == .aac, !frame.bytes.isEmpty, frame.bytes.count < 1 << 13 - 7 else {
            throw MediaError(.invalidArgument, "an access unit of \(frame.bytes.count) bytes does not fit ADTS")
        }
        guard frame.duration == AACConfiguration.frameLength else {
            throw MediaError(.invalidArgument, "an AAC-LC access unit lasts 1,024 samples, not \(frame.duration)")
        }
        try append(frame.bytes, at: frame.presentationTime)
    }

    /// Adds an MP3 frame to the segment under way. Throws `invalidArgument` when it begins before the last one ended.
    public func append(_ frame: MP3Frame) throws(MediaError) {
        guard audio.codec == .mp3, frame.bytes.count == MP3Encoder.frameSize else {
            throw MediaError(.invalidArgument, "an MP3 frame of \(frame.bytes.count) bytes does not fit the stream")
        }
        try append(frame.bytes, at: frame.presentationTime)
    }

    private func append(_ bytes: [UInt8], at presentationTime: Int) throws(MediaError) {
        let timestamp = try timestamp(of: presentationTime)
        if let held { try write(held) }
        held = HeldFrame(
            bytes: bytes, timestamp: timestamp,
            duration: Int64(audio.frameLength * Self.timestampRate / TransportStreamAudio.sampleRate))
        end = presentationTime + audio.frameLength
    }

    /// Ends the segment under way and gives its bytes, whole 188-byte packets; empty when nothing was added since.
    public func cut() throws(MediaError) -> [UInt8] {
        guard let last = held else { return [] }
        held = nil
        try endPESPacket()
        try write(last)
        try endPESPacket()
        let bytes = try exchangeBuffer()
        try FFmpegStatus.check(
            av_opt_set(context.pointee.priv_data, "mpegts_flags", "resend_headers", 0), .container,
            "the TS muxer cannot repeat PAT and PMT")
        return TransportStreamPackets.removingServiceDescription(from: bytes)
    }

    private func write(_ frame: HeldFrame) throws(MediaError) {
        try FFmpegStatus.check(
            av_new_packet(packet, Int32(frame.bytes.count)), .outOfMemory, "no memory for a frame")
        defer { av_packet_unref(packet) }
        frame.bytes.withUnsafeBufferPointer { bytes in
            if let source = bytes.baseAddress { packet.pointee.data.update(from: source, count: bytes.count) }
        }
        packet.pointee.pts = frame.timestamp
        packet.pointee.dts = frame.timestamp
        packet.pointee.duration = frame.duration
        packet.pointee.flags = AV_PKT_FLAG_KEY
        try FFmpegStatus.check(av_write_frame(context, packet), .container, "the TS muxer refused a frame")
    }

    /// Writes out the PES packet under way, if there is one.
    private func endPESPacket() throws(MediaError) {
        try FFmpegStatus.check(av_write_frame(context, nil), .container, "the TS muxer cannot end a PES packet")
    }

    private func timestamp(of presentationTime: Int) throws(MediaError) -> Int64 {
        guard presentationTime >= end ?? -audio.initialPadding else {
            throw MediaError(
                .invalidArgument,
                "\(audio.name) at \(presentationTime) begins before the end of the last one, \(end ?? 0)")
        }
        guard presentationTime < Self.endOfTime else {
            throw MediaError(.invalidArgument, "presentation time \(presentationTime) is out of range")
        }
        return Int64(timestampBase + presentationTime * Self.timestampRate / TransportStreamAudio.sampleRate)
    }

    /// 23 years, in samples: keeps the 27 MHz clock reference within the 64 bits that the library counts in.
    private static let endOfTime = 1 << 45

    /// Takes the bytes written so far and gives the muxer a new buffer.
    private func exchangeBuffer() throws(MediaError) -> [UInt8] {
        // The new buffer first, so that the muxer is never without one.
        var next: UnsafeMutablePointer<AVIOContext>?
        try FFmpegStatus.check(avio_open_dyn_buf(&next), .outOfMemory, "no memory for the next segment")
        var start: UnsafeMutablePointer<UInt8>?
        let count = avio_close_dyn_buf(context.pointee.pb, &start)
        context.pointee.pb = next
        defer { av_free(start) }
        return Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }
}
