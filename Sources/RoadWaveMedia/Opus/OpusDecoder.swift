internal import COpus

/// Decodes the Opus packets of one stream to 48 kHz PCM (RFC 6716).
///
/// A decoder remembers what it decoded, so packets go in their order, each once. It is confined to its owner (one media
/// loop): it is not `Sendable` and takes no lock.
public final class OpusDecoder {
    /// Opus always decodes at 48 kHz here: the RTP clock of Opus (RFC 7587 section 4.1).
    public static let sampleRate = 48_000

    /// Channels of the decoded PCM, 1 or 2; a stream of the other kind is mixed down or doubled by the decoder.
    public let channels: Int
    private let state: OpaquePointer

    /// A decoder whose output has `channels` (1 or 2) channels.
    public init(channels: Int) throws(MediaError) {
        guard channels == 1 || channels == 2 else {
            throw MediaError(.invalidArgument, "an Opus decoder has 1 or 2 channels, not \(channels)")
        }
        var status: Int32 = 0
        let decoder = opus_decoder_create(Int32(Self.sampleRate), Int32(channels), &status)
        try OpusStatus.check(status, "start a decoder")
        guard let decoder else { throw MediaError(.outOfMemory, "no memory for an Opus decoder") }
        state = decoder
        self.channels = channels
    }

    deinit { opus_decoder_destroy(state) }

    /// Decodes one packet. Throws `malformed` on bytes that are not Opus; the decoder stays usable.
    public func decode(_ packet: [UInt8]) throws(MediaError) -> PCM {
        try decode(packet, lasting: try OpusPacket.duration(of: packet))
    }

    /// Decodes one packet that was parsed before, as ``OpusPacket`` does.
    /// - Parameter duration: that of the packet, in samples at 48 kHz.
    public func decode(_ packet: [UInt8], lasting duration: Int) throws(MediaError) -> PCM {
        // libopus takes an empty packet as "conceal a loss".
        guard !packet.isEmpty, (1...OpusPacket.maximumDuration).contains(duration) else {
            throw MediaError(.malformed, "an empty Opus packet, or one of \(duration) samples")
        }
        return try decode(packet, frames: duration, forwardErrorCorrection: false)
    }

    /// Decodes one packet from memory that the caller keeps during the call.
    public func decode(_ packet: UnsafeRawBufferPointer) throws(MediaError) -> PCM {
        try decode([UInt8](packet))
    }

    /// Recovers the packet lost just before `next` from the low-rate copy that `next` carries (RFC 6716 section 2.1.7).
    ///
    /// Call it once, then `decode(next)`. Without a copy in `next` the loss is concealed instead.
    /// `frames` is the lost duration in samples at 48 kHz: a multiple of 120, at most 5,760.
    public func decodeForwardErrorCorrection(from next: [UInt8], frames: Int) throws(MediaError) -> PCM {
        try Self.checkLoss(frames)
        _ = try OpusPacket(parsing: next)
        return try decode(next, frames: frames, forwardErrorCorrection: true)
    }

    /// Makes up `frames` samples (at 48 kHz; a multiple of 120, at most 5,760) for lost packets, fading out as losses last.
    public func conceal(frames: Int) throws(MediaError) -> PCM {
        try Self.checkLoss(frames)
        return try decode(nil, frames: frames, forwardErrorCorrection: false)
    }

    /// Forgets all that was decoded, as for a new stream.
    public func reset() throws(MediaError) {
        try OpusStatus.check(copus_decoder_reset(state), "reset a decoder")
    }

    private static func checkLoss(_ frames: Int) throws(MediaError) {
        guard frames > 0, frames.isMultiple(of: 120), frames <= OpusPacket.maximumDuration else {
            throw MediaError(.invalidArgument, "a loss of \(frames) samples is not a multiple of 120 up to 5,760")
        }
    }

    private func decode(
        _ packet: [UInt8]?, frames: Int, forwardErrorCorrection: Bool
    ) throws(MediaError) -> PCM {
        var status = OPUS_ALLOC_FAIL
        let samples = [Float](unsafeUninitializedCapacity: frames * channels) { output, count in
            guard let start = output.baseAddress else { return }
            status = opus_decode_float(
                state, packet, Int32(packet?.count ?? 0), start, Int32(frames), forwardErrorCorrection ? 1 : 0)
            count = max(0, Int(status)) * channels
        }
        try OpusStatus.check(status, "decode a packet")
        return PCM(samples: samples, channels: channels, sampleRate: Self.sampleRate)
    }
}
