import RoadWaveMedia

/// What every live sends: ten seconds of a speech-like sound in Opus, again and again.
struct Programme: Sendable {
    /// Packets of 20 ms.
    static let packetsPerSecond = 50
    /// The length of one packet at 48 kHz.
    static let packetSamples = 960

    /// The packets of the ten seconds.
    let packets: [[UInt8]]

    /// Encoded once, at 48 kbit/s mono: publishers must cost little beside the node that is measured.
    static func prepare() throws -> Programme {
        let encoder = try OpusEncoder(channels: 1, bitrate: 48_000)
        var signal = SpeechLikeSignal()
        let packets = try (0..<10 * packetsPerSecond).map { _ in try encoder.encode(signal.next(frames: packetSamples))
        }
        return Programme(packets: packets)
    }
}
