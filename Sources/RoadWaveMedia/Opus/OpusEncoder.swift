internal import COpus

/// Encodes 48 kHz PCM to Opus packets (RFC 6716).
///
/// Confined to its owner: it is not `Sendable` and takes no lock.
public final class OpusEncoder {
    /// What the encoder favours.
    public enum Application: Sendable, Hashable {
        /// Intelligibility of speech.
        case voice
        /// Faithfulness, for music and broadcast.
        case audio
        /// The shortest delay; no speech modes.
        case lowDelay

        fileprivate var request: Int32 {
            switch self {
            case .voice: OPUS_APPLICATION_VOIP
            case .audio: OPUS_APPLICATION_AUDIO
            case .lowDelay: OPUS_APPLICATION_RESTRICTED_LOWDELAY
            }
        }
    }

    /// The lengths that one packet can have, in samples at 48 kHz: 2.5 to 120 ms.
    public static let packetDurations = [120, 240, 480, 960, 1920, 2880, 3840, 4800, 5760]

    /// The bitrates that libopus accepts, in bits per second.
    public static let bitrates = 500...512_000

    /// The largest packet asked of libopus, in bytes; the size that its documentation recommends.
    private static let maximumPacketSize = 4000

    /// Channels of the input, 1 or 2.
    public let channels: Int
    /// Samples at 48 kHz by which the decoded signal comes late: what an Ogg writer calls pre-skip (RFC 7845 section 4.2).
    public let lookahead: Int
    private let state: OpaquePointer
    private var currentBitrate: Int

    /// An encoder of `channels` (1 or 2) channels at `bitrate` bits per second.
    ///
    /// - Parameters:
    ///   - inbandFEC: adds to each speech packet a low-rate copy of the one before, for `expectedLoss` percent of losses.
    ///   - dtx: sends almost nothing during silence.
    ///   - complexity: 0 (cheap) to 10 (best); 9 is the library's default.
    ///   - expectedLoss: 0 to 100 percent.
    public init(
        channels: Int, bitrate: Int, application: Application = .audio, inbandFEC: Bool = false, dtx: Bool = false,
        complexity: Int = 9, expectedLoss: Int = 0
    ) throws(MediaError) {
        guard channels == 1 || channels == 2 else {
            throw MediaError(.invalidArgument, "an Opus encoder has 1 or 2 channels, not \(channels)")
        }
        guard (0...10).contains(complexity), (0...100).contains(expectedLoss) else {
            throw MediaError(
                .invalidArgument, "complexity \(complexity) or expected loss \(expectedLoss) % out of range")
        }
        try Self.check(bitrate: bitrate)
        var status: Int32 = 0
        let encoder = opus_encoder_create(
            Int32(OpusDecoder.sampleRate), Int32(channels), application.request, &status)
        try OpusStatus.check(status, "start an encoder")
        guard let encoder else { throw MediaError(.outOfMemory, "no memory for an Opus encoder") }
        var delay: Int32 = 0
        // From the first stored property on, `deinit` frees the encoder if a setting is refused below.
        state = encoder
        self.channels = channels
        currentBitrate = bitrate
        status = copus_encoder_get_lookahead(encoder, &delay)
        lookahead = Int(delay)
        try OpusStatus.check(status, "tell its look-ahead")
        try OpusStatus.check(copus_encoder_set_bitrate(encoder, Int32(bitrate)), "set the bitrate")
        try OpusStatus.check(copus_encoder_set_inband_fec(encoder, inbandFEC ? 1 : 0), "set error correction")
        try OpusStatus.check(copus_encoder_set_packet_loss_percent(encoder, Int32(expectedLoss)), "set the loss")
        try OpusStatus.check(copus_encoder_set_dtx(encoder, dtx ? 1 : 0), "set discontinuous transmission")
        try OpusStatus.check(copus_encoder_set_complexity(encoder, Int32(complexity)), "set the complexity")
    }

    deinit { opus_encoder_destroy(state) }

    /// The target in bits per second, which can change between packets; a value out of `bitrates` is brought into it.
    public var bitrate: Int {
        get { currentBitrate }
        set {
            let bounded = min(max(newValue, Self.bitrates.lowerBound), Self.bitrates.upperBound)
            // libopus refuses only values of zero and below, which the bounds exclude.
            if copus_encoder_set_bitrate(state, Int32(bounded)) == OPUS_OK { currentBitrate = bounded }
        }
    }

    /// Encodes one packet: `pcm` is 48 kHz, has the encoder's channels and one of `packetDurations` frames.
    public func encode(_ pcm: PCM) throws(MediaError) -> [UInt8] {
        try pcm.check(channels: channels, sampleRate: OpusDecoder.sampleRate)
        guard Self.packetDurations.contains(pcm.frameCount) else {
            throw MediaError(.invalidArgument, "\(pcm.frameCount) frames are not a duration of an Opus packet")
        }
        var status = OPUS_ALLOC_FAIL
        let packet = [UInt8](unsafeUninitializedCapacity: Self.maximumPacketSize) { output, count in
            guard let start = output.baseAddress else { return }
            status = opus_encode_float(state, pcm.samples, Int32(pcm.frameCount), start, Int32(output.count))
            count = max(0, Int(status))
        }
        try OpusStatus.check(status, "encode a packet")
        return packet
    }

    private static func check(bitrate: Int) throws(MediaError) {
        guard bitrates.contains(bitrate) else {
            throw MediaError(.invalidArgument, "Opus takes 500 to 512,000 bit/s, not \(bitrate)")
        }
    }
}
