/// What became of the packets and of the time of one live, since its pipeline began.
struct BroadcastCounters: Hashable, Sendable {
    /// Packets that were decoded, those cut at the front by lateness included.
    var packetsDecoded = 0
    /// Packets that came after their time had been filled.
    var packetsLate = 0
    /// Packets that are not Opus.
    var packetsUndecodable = 0
    /// Packets too far in the future to be of the same timeline.
    var packetsTooFarAhead = 0
    /// Samples recovered from the copy of a lost packet in the next one.
    var samplesRecovered = 0
    /// Samples made up by the decoder.
    var samplesConcealed = 0
    /// Samples of silence put where nothing was received.
    var samplesSilent = 0

    /// Why the one packet added since `earlier` is not heard; nil when it is.
    func refusal(since earlier: BroadcastCounters) -> RefusedPacket? {
        if packetsUndecodable > earlier.packetsUndecodable { return .notOpus }
        if packetsLate > earlier.packetsLate { return .late }
        return packetsTooFarAhead > earlier.packetsTooFarAhead ? .outOfRange : nil
    }
}
