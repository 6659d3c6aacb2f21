/// Counts of the packets and of the filled time of one live, since its pipeline began.
struct BroadcastCounters: Hashable, Sendable {
    /// Packets that were decoded, including late packets that were cut at the front.
    var packetsDecoded = 0
    /// Packets that arrived after their time had been filled.
    var packetsLate = 0
    /// Packets that are not Opus.
    var packetsUndecodable = 0
    /// Packets too far in the future to belong to the same timeline.
    var packetsTooFarAhead = 0
    /// Samples recovered from the copy of a lost packet in the next packet.
    var samplesRecovered = 0
    /// Samples concealed by the decoder.
    var samplesConcealed = 0
    /// Samples of silence where nothing was received.
    var samplesSilent = 0

    /// Why the one packet added since `earlier` is not broadcast; nil if it is.
    func refusal(since earlier: BroadcastCounters) -> RefusedPacket? {
        if packetsUndecodable > earlier.packetsUndecodable { return .notOpus }
        if packetsLate > earlier.packetsLate { return .late }
        return packetsTooFarAhead > earlier.packetsTooFarAhead ? .outOfRange : nil
    }
}
