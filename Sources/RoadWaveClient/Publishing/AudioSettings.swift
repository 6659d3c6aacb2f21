public import RoadWaveMedia

/// How a publisher encodes its sound.
public struct AudioSettings: Hashable, Sendable {
    /// 1 or 2.
    public var channels: Int
    /// The initial bitrate, in bits per second.
    public var bitrate: Int
    /// The length of a packet in samples at 48 kHz, one of `OpusEncoder.packetDurations`.
    public var packetDuration: Int
    /// Whether each packet of speech carries a low-quality copy of the previous one.
    public var inbandFEC: Bool
    /// The expected loss for which the copies are made, 0 to 100 percent. At 0 there are none.
    public var expectedLoss: Int
    /// Whether almost nothing is sent during silence.
    public var dtx: Bool
    /// The encoder's application mode.
    public var application: OpusEncoder.Application
    /// Whether every packet is kept, to compare the sent sound with the recorded one. An hour at 48 kbit/s is 22 MB.
    public var keepsPackets: Bool

    /// Mono speech or music at 48 kbit/s in packets of 20 ms.
    public init(
        channels: Int = 1, bitrate: Int = 48_000, packetDuration: Int = 960, inbandFEC: Bool = true,
        expectedLoss: Int = 5, dtx: Bool = false, application: OpusEncoder.Application = .audio,
        keepsPackets: Bool = false
    ) {
        self.channels = channels
        self.bitrate = bitrate
        self.packetDuration = packetDuration
        self.inbandFEC = inbandFEC
        self.expectedLoss = expectedLoss
        self.dtx = dtx
        self.application = application
        self.keepsPackets = keepsPackets
    }

    func makeEncoder() throws(MediaError) -> OpusEncoder {
        guard OpusEncoder.packetDurations.contains(packetDuration) else {
            throw MediaError(.invalidArgument, "\(packetDuration) samples are not a duration of an Opus packet")
        }
        return try OpusEncoder(
            channels: channels, bitrate: bitrate, application: application, inbandFEC: inbandFEC, dtx: dtx,
            expectedLoss: inbandFEC ? expectedLoss : 0)
    }
}
