internal import CLAME

/// Encodes stereo sound at 48 kHz to MP3 of 256 kbit/s with LAME: constant bitrate, quality 5, no bit reservoir.
///
/// Without the reservoir no frame needs bytes of another one, so that a stream can be cut anywhere; every frame is as long
/// as every other. Confined to its owner: it is not `Sendable` and takes no lock.
/// See docs/decisions/replay.md, « MP3 frames that stand alone ».
public final class MP3Encoder {
    /// Bits a second.
    public static let bitrate = 256_000
    /// Bytes of each frame: 24 ms at 256 kbit/s.
    public static let frameSize = MP3Frame.length * bitrate / 8 / 48_000
    /// Samples that a decoder delays the sound by, as LAME's Info header counts them: 528 of the filter bank, and one.
    private static let decoderDelay = 529
    /// 0 is best and slow; 5 loses nothing measurable at this bitrate at half the cost of 2.
    private static let quality: Int32 = 5

    /// Samples that a decoder gives before the first one of the input.
    public let initialPadding: Int

    private let flags: OpaquePointer
    /// Bytes that are no whole frame yet.
    private var pending: [UInt8] = []
    /// Frames that came out of LAME; the first one holds the place of the Info header.
    private var frames = 0
    private var isFinished = false

    /// An encoder that has heard nothing.
    public init() throws(MediaError) {
        guard let flags = lame_init() else { throw MediaError(.outOfMemory, "no memory for an MP3 encoder") }
        self.flags = flags
        clame_silence(flags)
        lame_set_in_samplerate(flags, 48_000)
        lame_set_out_samplerate(flags, 48_000)
        lame_set_num_channels(flags, 2)
        lame_set_mode(flags, JOINT_STEREO)
        lame_set_VBR(flags, vbr_off)
        lame_set_brate(flags, Int32(Self.bitrate / 1_000))
        lame_set_quality(flags, Self.quality)
        lame_set_disable_reservoir(flags, 1)
        lame_set_bWriteVbrTag(flags, 1)
        lame_set_write_id3tag_automatic(flags, 0)
        let status = lame_init_params(flags)
        initialPadding = Int(lame_get_encoder_delay(flags)) + Self.decoderDelay
        guard status >= 0 else { throw MediaError(.codec, "LAME does not start: status \(status)") }
    }

    deinit { lame_close(flags) }

    /// Encodes any number of frames of stereo at 48 kHz, and gives the MP3 frames that are complete. A sample that is not a
    /// number or is absurdly loud becomes silence.
    public func encode(_ pcm: PCM) throws(MediaError) -> [MP3Frame] {
        try pcm.check(channels: 2, sampleRate: 48_000)
        guard !isFinished else { throw MediaError(.finished, "the MP3 encoder has finished; start another one") }
        // LAME's own bound for what comes out.
        var status: Int32 = 0
        let samples = Samples.areBelow(Self.loudest, pcm.samples) ? pcm.samples : pcm.samples.map(Self.bearable)
        pending += [UInt8](unsafeUninitializedCapacity: pcm.frameCount * 5 / 4 + 7_200) { output, count in
            status = lame_encode_buffer_interleaved_ieee_float(
                flags, samples, Int32(pcm.frameCount), output.baseAddress, Int32(output.count))
            count = max(0, Int(status))
        }
        guard status >= 0 else { throw MediaError(.codec, "LAME could not encode: status \(status)") }
        return try takeFrames()
    }

    /// Encodes what is kept, filled up with silence, and ends the stream; later input is refused.
    public func finish() throws(MediaError) -> [MP3Frame] {
        guard !isFinished else { return [] }
        isFinished = true
        var status: Int32 = 0
        pending += [UInt8](unsafeUninitializedCapacity: 7_200 * 2) { output, count in
            status = lame_encode_flush(flags, output.baseAddress, Int32(output.count))
            count = max(0, Int(status))
        }
        guard status >= 0 else { throw MediaError(.codec, "LAME could not end the stream: status \(status)") }
        return try takeFrames()
    }

    /// The frame that stands before all others of a file: LAME's Info header, with the number of frames and bytes, the delay
    /// and the padding. It is not sound.
    /// - Throws: `invalidArgument` before ``finish()``, as its numbers are not known yet.
    public func infoFrame() throws(MediaError) -> [UInt8] {
        guard isFinished else { throw MediaError(.invalidArgument, "the Info header is known at the end only") }
        let bytes = [UInt8](unsafeUninitializedCapacity: 2_880) { output, count in
            count = min(output.count, lame_get_lametag_frame(flags, output.baseAddress, output.count))
        }
        guard bytes.count == Self.frameSize else { throw MediaError(.codec, "LAME gave no Info header") }
        return bytes
    }

    /// 36 dB over full scale, as the AAC encoder has it.
    private static let loudest: Float = 64

    private static func bearable(_ sample: Float) -> Float { abs(sample) < loudest ? sample : 0 }

    private func takeFrames() throws(MediaError) -> [MP3Frame] {
        var taken: [MP3Frame] = []
        var start = 0
        while pending.count - start >= Self.frameSize {
            let bytes = Array(pending[start..<start + Self.frameSize])
            guard frames == 0 || bytes[0] == 0xff && bytes[1] == 0xfb else {
                throw MediaError(.codec, "LAME's frames are not of 768 bytes")
            }
            if frames > 0 {
                taken.append(
                    MP3Frame(bytes: bytes, presentationTime: (frames - 1) * MP3Frame.length - initialPadding))
            }
            frames += 1
            start += Self.frameSize
        }
        pending.removeFirst(start)
        return taken
    }
}
