/// What a segment of AAC takes in a transport stream, known before there is one: access units, ADTS, PES and tables.
public struct SegmentSize: Hashable, Sendable {
    /// Bytes of a usual segment.
    public let expected: Int
    /// Bytes that no segment exceeds.
    public let maximum: Int

    /// Before each access unit.
    private static let adtsHeader = 7
    /// In each PES packet: its header with one timestamp (ISO/IEC 13818-1 section 2.4.3.6), and a clock reference.
    private static let pesHeader = 14 + 8
    /// Of the 188 bytes of a packet, what follows its header.
    private static let packetPayload = 184

    /// The size of a segment of `frameCount` access units of an encoder at `bitrate` bits per second.
    public init(frameCount: Int, bitrate: Int) {
        let audio = Double(bitrate * frameCount * AACConfiguration.frameLength) / Double(8 * AACEncoder.sampleRate)
        // The last access unit has a PES packet of its own.
        let pesPackets =
            (max(0, frameCount - 1) + TransportStreamMuxer.framesPerPacket - 1)
            / TransportStreamMuxer.framesPerPacket + 1
        let headers = Double(frameCount * Self.adtsHeader + pesPackets * Self.pesHeader)
        // PAT and PMT; then each PES packet ends with a packet that is stuffed, by half of it as a rule.
        func bytes(audio: Double, stuffed: Double) -> Int {
            let packets = (audio + headers) / Double(Self.packetPayload) + Double(pesPackets) * stuffed + 2
            return Int((packets * Double(TransportStreamPackets.size)).rounded(.up))
        }
        expected = bytes(audio: audio, stuffed: 0.5)
        maximum = bytes(audio: audio * AACEncoder.peakRatio, stuffed: 1)
    }
}
