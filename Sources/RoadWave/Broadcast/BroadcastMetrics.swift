internal import CoreMetrics

/// The metrics of the broadcasts.
struct BroadcastMetrics: Sendable {
    /// Counted packet by packet.
    let packetsReceived: Counter
    let packetsRefused: LabelledCounters<RefusedPacket>
    let encodingBreaks: Counter
    let encodingFailures: Counter
    let segmentsListed: Counter
    let segmentsLost: Counter
    let storageFailures: Counter

    init(_ factory: any MetricsFactory) {
        packetsReceived = factory.counter("roadwave_packets_received_total", "Media packets decrypted.")
        packetsRefused = factory.counters(
            "roadwave_packets_refused_total", "Media packets decrypted that are not heard.", by: "reason")
        encodingBreaks = factory.counter(
            "roadwave_encoding_breaks_total", "Discontinuities where a creator came back.")
        encodingFailures = factory.counter(
            "roadwave_encoding_failures_total", "Failures of a codec of the broadcast.")
        segmentsListed = factory.counter("roadwave_segments_listed_total", "Segments listed in playlists.")
        segmentsLost = factory.counter("roadwave_segments_lost_total", "Segments given up.")
        storageFailures = factory.counter(
            "roadwave_storage_failures_total", "Writes and deletions that the storage refused.")
    }
}
